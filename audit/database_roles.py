"""What the application's database role may do: everything with data, nothing with the trail but add to it."""

from __future__ import annotations

from django.apps import apps
from django.db import connections
from psycopg import sql

# Tables that are only added to and read.
APPEND_ONLY = (
    "audit_logentry",
    "audit_leaf",
    "audit_node",
    "audit_checkpoint",
    "audit_anchor",
    "audit_archive",
    "audit_rule",
    "audit_unrecorded",
    "audit_review_terms",
)
# Tables that the owner's functions fill: the application reads them.
READ_ONLY = ("audit_rowchange", "audit_dropped")
_FUNCTIONS = ("audit_months_ensure(date, integer)",)
_OWNERS_FUNCTIONS = ("audit_month_drop(date)",)  # the application could have written what it looks at


def rights_sync(*, using: str, role: str) -> bool:
    """Give `role` its rights on every table; False where there is nothing to give, or it is not ours to give.

    Args:
        using: connection of the tables' owner.
        role: what the application connects as.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user <> %s AND to_regrole(%s) IS NOT NULL", [role, role])
        if not (cursor.fetchone()[0] and owns_trail(using=using)):
            return False
        app = sql.Identifier(role)
        for statement in _statements(app):
            cursor.execute(statement)
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_logentry'::regclass"
        )
        months = [name for (name,) in cursor.fetchall()]
        read_only = _read_only(using=using)
        for table in (*APPEND_ONLY, *read_only, *months):
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), app))
        # Months are written and read through their parent alone.
        for table in read_only:
            cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), app))
        for table in APPEND_ONLY:
            cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {} TO {}").format(sql.Identifier(table), app))
        # A hold is placed and released, a finding made and signed off; triggers hold to that.
        for table in ("audit_hold", "audit_finding"):
            cursor.execute(
                sql.SQL("REVOKE DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), app)
            )
    return True


def owner_alias() -> str:
    """Return the connection of the tables' owner; the application's own where none is configured."""
    return "owner" if "owner" in connections else "default"


def owns_trail(*, using: str = "default") -> bool:
    """Tell whether this connection's role could change the trail: it owns the table, or is a superuser."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class "
            "WHERE oid = 'audit_logentry'::regclass"
        )
        return bool(cursor.fetchone()[0])


def _read_only(*, using: str) -> list[str]:
    """Return the tables that functions of the owner's fill (beside those here): read only."""
    kept = (model for model in apps.get_models() if getattr(model, "kept_by_triggers", False))
    tables = {model._meta.db_table for model in kept}
    return [*READ_ONLY, *sorted(tables.intersection(connections[using].introspection.table_names()))]


def _statements(app: sql.Identifier) -> list[sql.Composed]:
    return [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app),
        *(
            sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), app)
            for function in _FUNCTIONS
        ),
        *(
            sql.SQL("REVOKE ALL ON FUNCTION {} FROM {}").format(sql.SQL(function), app)
            for function in _OWNERS_FUNCTIONS
        ),
    ]
