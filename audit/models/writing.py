"""How an entry reaches its table: one statement that is always the same, prepared once a connection.

The trail pays for every write and every read of the service. Django's own `save` spends most of its time on
building the statement anew. Source: `python -m benchmarks.audit`, 0.77 ms of processor time an entry before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from psycopg import Cursor

if TYPE_CHECKING:
    from audit.models.entries import LogEntry

# `transaction_id` is the database's to give.
_COLUMNS = (
    "id",
    "timestamp",
    "event",
    "action",
    "interface",
    "purpose",
    "actor_id",
    "session_id",
    "content_type_id",
    "object_pk",
    "object_id",
    "object_repr",
    "subject_refs",
    "count",
    "changes",
    "changes_text",
    "additional_data",
    "serialized_data",
    "cid",
    "remote_addr",
    "remote_port",
)
_JSON = {"changes", "additional_data", "serialized_data"}
_INSERT = f"INSERT INTO audit_logentry ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"  # noqa: S608 - ours


def entry_insert(entry: LogEntry, *, using: str) -> None:
    """Insert a new entry in the transaction that runs; without one, in one of its own.

    Should it fail, nothing of the transaction can be committed.
    """
    connection = connections[using]
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with transaction.mark_for_rollback_on_error(using=using):
        # Values are bound by the server, so that the statement can be prepared (DATABASE_PREPARED).
        bound: Any = Cursor(connection.connection)
        log = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        with log(bound) as cursor:
            cursor.execute(_INSERT, [_text(name, getattr(entry, name)) for name in _COLUMNS])


def _text(name: str, value: Any) -> str | None:
    """Return a value as PostgreSQL reads it: all are text, so that the statement has one form."""
    if value is None or isinstance(value, str):
        return value or (None if name == "remote_addr" else value)
    if name in _JSON:
        return json.dumps(value)
    if name == "subject_refs":
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)
