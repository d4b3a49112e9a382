"""What the database itself should refuse about the trail, and its months: is all of it still in place?

Every trigger by what it does, not by its name: one that was made anew with a condition, or calls a function
that lets everything pass, protects nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

_TABLE = "audit_logentry"
# The SHA-256 of each function's body, as the migrations made it.
FUNCTIONS = {
    "audit_finding_check": "78b8abaffae544ceeffd6a201bff6c9e2ebb2610458a50c466312f4e558e411d",
    "audit_guard": "934d113f7296ef9bf46ce71b851978dd68cfcf1611ce13505515877a58b7b3ca",
    "audit_hold_check": "3cc8195b2a9461493164e627b6a673ddadf98915edf7ea93083e946a01e0b8e4",
    "audit_month_drop": "f8b65d2e7dd592a179d9b99b1ddd6f0568982392a2c14ca1674b64029d07b135",
    "audit_months_ensure": "6954794e51fd5277484dbff875edeb38864f6fe0c5319a26e363d60f1f00a343",
    "audit_own_transaction": "9de204daab7b5187216caae3193c2316642f84f0b118b042584ddf6a998f53e7",
    "audit_refuse": "a158449eae9e262f7dab0a8a9a712472b958d9bb85718616576ec43ce798fde1",
    "audit_rule_check": "6ca933dc0ac55cfdd814e46fe0907aeedc8b0edd46d6b83d0eaf70b70b9d367c",
    "audit_watch": "ac065a8c544569aca06ad49d01ffc436f9df64d834a8541e2a157fb4c886ff5f",
}


def damage() -> Iterator[tuple[str, str]]:
    """Yield (kind, place) of what is not as it should be."""
    with connection.cursor() as cursor:
        for kind, sql in (("trigger", _UNPROTECTED), ("month", _MONTHS), ("month", _DROPPED)):
            cursor.execute(sql)
            for name, what in cursor.fetchall():
                yield kind, f"{name} {what}"
        cursor.execute(
            "SELECT proname, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex') FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND proname = ANY(%s)",
            [list(FUNCTIONS)],
        )
        found = dict(cursor.fetchall())
    for name, digest in FUNCTIONS.items():
        if found.get(name) != digest:
            yield "trigger", f"{name}() is not the function it was"


# tgtype: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_UNPROTECTED = """
WITH guarded AS (
    SELECT oid, relname, relrowsecurity FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND (
        relname ~ '^audit_(logentry(_[0-9]{4}_[0-9]{2})?|leaf|node|checkpoint|anchor)$'
        OR relname ~
            '^audit_(archive|dropped|rule|hold|rowchange|unrecorded|review_terms|finding)$')
), wanted (pattern, name, kind, calls) AS (
    VALUES ('^audit_(?!hold|finding)', 'no_change', 27, 'audit_refuse'),
           ('.', 'no_truncate', 34, 'audit_refuse'),
           ('_logentry', 'own_transaction', 7, 'audit_own_transaction'),
           ('_rule$', 'rule_check', 7, 'audit_rule_check'), ('_hold$', 'hold_check', 27, 'audit_hold_check'),
           ('_finding$', 'finding_check', 27, 'audit_finding_check')
), held AS (
    SELECT t.tgrelid, t.tgname, t.tgtype, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''
)
SELECT relname, 'lacks ' || name FROM guarded JOIN wanted ON relname ~ pattern
WHERE NOT EXISTS (SELECT 1 FROM held
                  WHERE tgrelid = guarded.oid AND (tgname, tgtype, proname) = (name, kind, calls))
UNION ALL
SELECT relname, 'has a trigger of somebody: ' || tgname FROM guarded JOIN pg_trigger ON tgrelid = guarded.oid
WHERE NOT tgisinternal AND tgname NOT LIKE 'trail\\_watch\\_%'
AND NOT EXISTS (SELECT 1 FROM wanted WHERE relname ~ pattern AND name = tgname)
UNION ALL
SELECT relname, 'has a rule: ' || rulename FROM guarded JOIN pg_rewrite ON ev_class = guarded.oid
UNION ALL
SELECT relname, 'hides rows' FROM guarded WHERE relrowsecurity
ORDER BY 1, 2
"""
_MONTHS = f"""
WITH months AS (
    SELECT c.relname, to_date(right(c.relname, 7), 'YYYY_MM') AS month,
           EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid
                   AND i.inhparent = '{_TABLE}'::regclass) AS is_attached
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND c.relname ~ '^{_TABLE}_[0-9]{{4}}_[0-9]{{2}}$'
)
SELECT relname, 'was taken out of the trail' FROM months WHERE NOT is_attached
UNION ALL
SELECT relname, 'is here, and is said to have gone' FROM months JOIN audit_dropped USING (month)
UNION ALL
SELECT '{_TABLE}_' || to_char(wanted, 'YYYY_MM'), 'is missing'
FROM (SELECT date_trunc('month', entry_at AT TIME ZONE 'UTC') AS first FROM audit_leaf WHERE index = 0) leaf,
     generate_series(leaf.first, date_trunc('month', now() AT TIME ZONE 'UTC'), interval '1 month') wanted
WHERE NOT EXISTS (SELECT 1 FROM months WHERE month = wanted::date)
AND NOT EXISTS (SELECT 1 FROM audit_dropped WHERE month = wanted::date)
"""  # noqa: S608 - the table is ours
# Whoever owns the database can write that a month went as it should: it must have been old enough, and the
# trail must say so itself, as long as that entry has not gone, too.
_DROPPED = f"""
SELECT to_char(d.month, 'YYYY-MM'), 'went before its time' FROM audit_dropped d
WHERE d.month + interval '1 month' + (SELECT min(years) FROM audit_rule) * interval '1 year' > d.dropped_at
OR d.dropped_at > now()
UNION ALL
SELECT to_char(d.month, 'YYYY-MM'), 'went with another number of entries than were sealed'
FROM audit_dropped d
WHERE d.entries <> (SELECT count(*) FROM audit_leaf l
                    WHERE l.entry_at >= d.month::timestamp AT TIME ZONE 'UTC'
                    AND l.entry_at < (d.month + interval '1 month') AT TIME ZONE 'UTC')
UNION ALL
SELECT to_char(d.month, 'YYYY-MM'), 'went, and no entry says so' FROM audit_dropped d
WHERE NOT EXISTS (SELECT 1 FROM audit_dropped l WHERE l.month = date_trunc('month', d.dropped_at)::date)
AND NOT EXISTS (
    SELECT 1 FROM {_TABLE} e WHERE e.event = 'trail.month_dropped'
    AND e.timestamp BETWEEN d.dropped_at - interval '1 day' AND d.dropped_at + interval '1 day'
    AND e.additional_data ->> 'month' = to_char(d.month, 'YYYY-MM')
)
"""  # noqa: S608 - the table is ours
