"""What a request wrote: PostgreSQL's own counts inside the transaction, then the rows themselves."""

from __future__ import annotations

from django.db import connection

# Written by refusals and reads alike: the trail, Django's sessions, counts of failed sign-ins.
BOOKKEEPING = (
    *("audit_logentry", "django_session", "axes_", "accounts_ratehit"),
    "documents_recentdocument",  # what somebody opened last, as the trail says too
)
# Columns that say only when something was last used.
CLOCKS = {"accounts_session": ["last_seen_at"], "accounts_serviceaccount": ["last_used_at"]}

_COUNTS = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
_DIGEST = """
    SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), ''))
    FROM (SELECT (to_jsonb(stored) - %s::text[])::text AS line FROM {table} stored) lines
"""


def counts() -> dict[str, int]:
    """Return how many rows this transaction has written so far, by table; savepoints undone count too."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return {table: written for table, written in cursor.fetchall() if not table.startswith(BOOKKEEPING)}


def digests(tables: list[str]) -> dict[str, str]:
    """Return a digest of all rows of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(_DIGEST.format(table=connection.ops.quote_name(table)), [CLOCKS.get(table, [])])
            found[table] = cursor.fetchone()[0]
    return found
