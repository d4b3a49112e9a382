"""Entries of any time, sealed within the test's own transaction, which rolls back."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from audit import reconciling
from audit.models import Checkpoint, LogEntry, TrailRule, identity_columns
from audit.sealing import Sealed, seal
from tests.database import superuser

# Small numbers, from 4 on, in the order of the real ones. What lies behind the last seal, or is of a
# transaction that was not yet, stays as it is: such entries are somebody's forgery.
_ENDED = """
WITH place AS (
    SELECT coalesce(max(sealed_to), '3'::xid8) AS number,
           coalesce((array_agg(sealed_entry ORDER BY size DESC))[1], %(nobody)s::uuid) AS entry
    FROM audit_checkpoint
), ended AS (
    SELECT transaction_id,
           (number::text::bigint + row_number() OVER (ORDER BY transaction_id))::text::xid8 AS small
    FROM audit_logentry, place
    WHERE (transaction_id, id) > (number, entry) AND transaction_id <= pg_current_xact_id()
    GROUP BY transaction_id, number
)
UPDATE audit_logentry e SET transaction_id = ended.small FROM ended, place
WHERE e.transaction_id = ended.transaction_id AND (e.transaction_id, e.id) > (place.number, place.entry)
"""


def entry_written(at=None, event="document.viewed"):
    """Write an entry."""
    return LogEntry.objects.create(
        event=event, action=3, timestamp=at or timezone.now(), **identity_columns()
    )


def transactions_ended():
    """Let what is written be sealed: by its number, its transaction ended long ago.

    Sealing waits for every transaction of the cluster: the test's own, and those of the other workers' databases.
    """
    with superuser(), connection.cursor() as cursor:
        cursor.execute(_ENDED, {"nobody": UUID(int=0)})


def everything_sealed(at=None) -> Sealed:
    """Seal every entry that is written."""
    transactions_ended()
    return seal(at=lambda: at or timezone.now())


def checkpoint_made(entries=3, at=None):
    """Write and seal some entries; return the checkpoint over them."""
    for _ in range(entries):
        entry_written(at)
    everything_sealed(at)
    return Checkpoint.objects.order_by("-size")[0]


def rule_present(years=7):
    """Return the first rule; a flush between tests takes it away."""
    return TrailRule.objects.first() or TrailRule.objects.create(
        years=years, reason="As the migration has it", in_force_from="2000-01-01", created_at=timezone.now()
    )


def reconciles_alone(monkeypatch):
    """Look past the other workers' databases: what runs there must not hold back what is tested here."""
    monkeypatch.setattr(
        reconciling,
        "_SNAPSHOT",
        "SELECT coalesce(min(backend_xid::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)::text"
        " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
