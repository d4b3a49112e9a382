"""Entries of any time, sealed within the test's own transaction, which rolls back."""

from django.utils import timezone

from audit.models import Checkpoint, LogEntry, TrailRule, identity_columns
from audit.sealing import seal

# Sealing waits for transactions that run; a number beyond them all is one of a cluster that was restored.
_BEYOND = str(2**62)


def entry_written(at=None, event="document.viewed"):
    """Write an entry that can be sealed at once."""
    return LogEntry.objects.create(
        event=event, action=3, timestamp=at or timezone.now(), transaction_id=_BEYOND, **identity_columns()
    )


def checkpoint_made(entries=3, at=None):
    """Write and seal some entries; return the checkpoint over them."""
    for _ in range(entries):
        entry_written(at)
    seal(at=lambda: at or timezone.now())
    return Checkpoint.objects.order_by("-size")[0]


def rule_present(years=7):
    """Return the first rule; a flush between tests takes it away."""
    return TrailRule.objects.first() or TrailRule.objects.create(
        years=years, reason="As the migration has it", in_force_from="2000-01-01", created_at=timezone.now()
    )
