"""The world that every test of this folder is tried on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from accounts.tokens import keys
from tests.access.world import world_build
from vault.blind_index import index_keys_forget


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, _key_encryption_key: None) -> Any:
    """Make the world once; each request below is undone by a savepoint."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(
            current_app.control, "ping", lambda **_: [{"worker": "pong"}]
        )  # else health waits for one
        patch.setattr(settings, "ACCESS_TOKEN_LIFETIME", dt.timedelta(hours=12))
        # What the world before remembered went with it.
        index_keys_forget()
        keys.clear()
        with transaction.atomic():
            yield world_build()
            transaction.set_rollback(True)
        connection.close()
