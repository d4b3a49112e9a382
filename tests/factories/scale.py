"""A seeded installation in the test database, for as long as a module needs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from documents.scale.filling import scale_fill
from documents.scale.plan import Plan
from documents.scale.progress import Meter
from tests.database import owner
from vault.blind_index import index_keys_forget

UNTIL = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
_EMPTY = (
    "TRUNCATE documents_document, documents_case, vault_datakey CASCADE",
    "TRUNCATE documents_reader, vault_indexkey, accounts_user_groups",
    "DELETE FROM accounts_user",
    "DELETE FROM auth_group WHERE name LIKE 'scale %'",
)


@contextmanager
def seeded(*, documents: int, users: int, grants: int, seed: int = 1, files: int = 0) -> Iterator[Plan]:
    """Fill the database while the block runs; what is there is committed, and goes with the block."""
    plan = Plan(documents, users, grants, seed, UNTIL, files)
    try:
        with owner() as cursor:
            scale_fill(cursor.connection, plan, meter=Meter(print, is_quiet=True))
        yield plan
    finally:
        with owner() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in _EMPTY:
                cursor.execute(statement)
        index_keys_forget()
