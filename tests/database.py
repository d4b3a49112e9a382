"""The suite's two roles in the database: the owner of the tables, and the application that owns nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from audit.database_roles import rights_sync

APPLICATION = "muniment_app"
_flush_stock = DatabaseOperations.execute_sql_flush


def application_role_take() -> None:
    """Connect as the application's role from now on."""
    with owner() as cursor:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {APPLICATION} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    rights_sync(using="default", role=APPLICATION)
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = APPLICATION
    DatabaseOperations.execute_sql_flush = _flush_as_owner  # type: ignore[method-assign,assignment]


def application_role_leave() -> None:
    """Be the owner again: the test database is dropped."""
    connection.close()
    connection.settings_dict["OPTIONS"].pop("assume_role", None)
    DatabaseOperations.execute_sql_flush = _flush_stock  # type: ignore[method-assign]


@contextmanager
def owner() -> Iterator[psycopg.Cursor]:
    """Give a cursor of the owner, a superuser, outside any transaction of the test."""
    known = connection.settings_dict
    parts = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
    }
    with (
        psycopg.connect(**{k: v for k, v in parts.items() if v}, autocommit=True) as opened,
        opened.cursor() as cursor,
    ):
        yield cursor


def _flush_as_owner(self: DatabaseOperations, sql_list: Sequence[str]) -> None:
    """Empty the tables between tests: the application may not, and the trail refuses even its owner."""
    with owner() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in sql_list:
            cursor.execute(statement)


def environment_here() -> dict[str, str]:
    """Return the environment of a process that is to work on the test's own database."""
    here = {
        name: urlsplit(os.environ[name])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if name in os.environ
    }
    return {**os.environ, **here, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
