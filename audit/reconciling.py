"""Holds what triggers saw against what the trail says: a change without an entry about it is a finding.

Bulk and raw SQL writes send no signals, so that nothing of Django's records them; neither does a session of
psql. What the database saw of them is in `audit_rowchange`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.db import connection, transaction

from audit import trail
from audit.models import UnrecordedChange
from audit.watching import watches_missing

logger = logging.getLogger(__name__)

LIMIT = 10_000  # of one run
SHOWN = 20  # of a table, in the event; all are in audit_unrecorded
# Finished transactions only: an entry may still come. Reads (action 3) do not tell of changes.
_FIND = """
SELECT c.id, c."table" FROM audit_rowchange c
WHERE c.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  AND NOT EXISTS (SELECT 1 FROM audit_logentry e WHERE e.transaction_id = c.transaction_id
                  AND e.action <> 3 AND e.object_pk = c.row_key)
  AND NOT EXISTS (SELECT 1 FROM audit_unrecorded u WHERE u.change_id = c.id)
ORDER BY c.at LIMIT %s
"""


def reconcile(*, at: dt.datetime) -> int:
    """Tell, once each, of changes of watched rows that the trail knows nothing of; return how many.

    One event a table, `trail.unrecorded_change`, with the ids of row changes; and an error in the log.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trail.reconcile'))")
            cursor.execute(_FIND, [LIMIT])
            found = cursor.fetchall()
        UnrecordedChange.objects.bulk_create(
            UnrecordedChange(change_id=change_id, found_at=at) for change_id, _ in found
        )
        for table, count in sorted(Counter(table for _, table in found).items()):
            ids = [str(change_id) for change_id, of in found if of == table]
            details = {"table": table, "changes": ids[:SHOWN]}
            trail.record("trail.unrecorded_change", details=details, count=count)
            logger.error("%d changes of %s have no entry in the trail", count, table)
        for table in watches_missing():
            trail.record("trail.watch_missing", details={"table": table})
            logger.error("%s is not watched: its triggers are missing or switched off", table)
    return len(found)
