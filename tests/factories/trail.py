"""Entries of any time, sealed within the test's own transaction, which rolls back."""

import time

from django.utils import timezone

from audit.models import Checkpoint, Leaf, LogEntry, TrailRule, identity_columns
from audit.sealing import seal
from tests.database import superuser

_BEFORE = "3"  # sealing waits for transactions that run; this one is over since the cluster was made


def entry_written(at=None, event="document.viewed"):
    """Write an entry that can be sealed at once."""
    with superuser():
        return LogEntry.objects.create(
            event=event,
            action=3,
            timestamp=at or timezone.now(),
            transaction_id=_BEFORE,
            **identity_columns(),
        )


def everything_sealed(at=None, but=0):
    """Seal until all entries but so many have a leaf: transactions of other databases hold sealing back, too."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        seal(at=lambda: at or timezone.now())
        if LogEntry.objects.count() - Leaf.objects.count() <= but:
            return
        time.sleep(0.05)
    raise AssertionError("Another transaction holds the sealing back.")


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
