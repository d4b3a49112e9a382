"""Which tables are watched by triggers, and how the triggers get there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections
from psycopg import sql

from audit.database_roles import owns_trail

TRIGGER = "trail_watch"
_EVENTS = {"i": "INSERT", "u": "UPDATE", "d": "DELETE"}


@dataclass(frozen=True, slots=True)
class Watch:
    """One watched table. A change of a row must have an entry about `key` in the same transaction.

    `columns`: only updates of these matter; `but`: updates of these do not. Both empty: every update does.
    """

    table: str
    key: str = "id"
    columns: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


# Whatever decides who may do what, or for how long the trail is kept.
WATCHED = (
    Watch("documents_caseuserobjectpermission", "content_object_id"),
    Watch("documents_casegroupobjectpermission", "content_object_id"),
    Watch("documents_documentuserobjectpermission", "content_object_id"),
    Watch("documents_documentgroupobjectpermission", "content_object_id"),
    Watch("accounts_user", columns=("is_superuser", "is_active", "is_staff", "password", "email")),
    Watch("accounts_user_groups", "user_id"),
    Watch("accounts_serviceaccount", but=("last_used_at",)),
    Watch("accounts_webhookendpoint", but=("failures_in_row", "failing_since", "delivered_at")),
    Watch("accounts_iprule"),
    Watch("accounts_subjectgrant", "subject_id"),
    Watch("audit_hold"),
    Watch("audit_rule"),
    Watch("audit_review_terms"),
)


def watches_sync(*, using: str) -> int:
    """Put the triggers on every watched table there is; return on how many. Only the owner can."""
    if not owns_trail(using=using):
        return 0
    done = 0
    with connections[using].cursor() as cursor:
        for watch in WATCHED:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [watch.table])
            if not cursor.fetchone()[0]:
                continue
            for statement in _statements(watch):
                cursor.execute(statement)
            done += 1
    return done


def watches_missing(*, using: str = "default") -> list[str]:
    """Return the watched tables whose triggers are not there, or switched off."""
    found = """
        SELECT relname FROM pg_class JOIN pg_trigger ON tgrelid = pg_class.oid
        WHERE tgname LIKE %s AND tgenabled IN ('O', 'A') GROUP BY relname HAVING count(*) = 4
    """
    with connections[using].cursor() as cursor:
        cursor.execute(found, [f"{TRIGGER}%"])
        held = {name for (name,) in cursor.fetchall()}
    return [watch.table for watch in WATCHED if watch.table not in held]


def _statements(watch: Watch) -> list[sql.Composed]:
    """Return the statements of a table's triggers: one each for insert, update, delete and truncate."""
    table, key = sql.Identifier(watch.table), sql.Literal(watch.key)
    each = [
        sql.SQL(
            "CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} "
            "FOR EACH ROW {condition} EXECUTE FUNCTION audit_watch({key})"
        ).format(
            name=sql.Identifier(f"{TRIGGER}_{short}"),
            event=sql.SQL(event),
            table=table,
            condition=_condition(watch) if event == "UPDATE" else sql.SQL(""),
            key=key,
        )
        for short, event in _EVENTS.items()
    ]
    truncate = sql.SQL(
        "CREATE OR REPLACE TRIGGER {name} AFTER TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_watch({key})"
    ).format(name=sql.Identifier(f"{TRIGGER}_t"), table=table, key=key)
    return [*each, truncate]


def _condition(watch: Watch) -> sql.Composable:
    if watch.columns:
        tests = [sql.SQL("OLD.{0} IS DISTINCT FROM NEW.{0}").format(sql.Identifier(c)) for c in watch.columns]
        return sql.SQL("WHEN ({})").format(sql.SQL(" OR ").join(tests))
    but = sql.Literal(list(watch.but))
    return sql.SQL("WHEN (to_jsonb(OLD) - {0}::text[] IS DISTINCT FROM to_jsonb(NEW) - {0}::text[])").format(
        but
    )
