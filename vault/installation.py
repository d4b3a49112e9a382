"""Secrets of the installation that must be read again, sealed: what signs webhooks, for example."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from tink import aead

from vault.constants import KeyPurpose, KeyState
from vault.models import DataKey
from vault.services import data_key_create, value_open, value_seal, values_primitive

_KEY_ID_LENGTH = 16


def secret_seal(text: str, *, table: str, row: UUID, field: str) -> bytes:
    """Encrypt a secret, bound to its table, row and field; the first call makes the key."""
    key_id = _active_key_id()
    return key_id.bytes + value_seal(_primitive(key_id), text, table=table, row=row, field=field)


def secret_open(sealed: bytes | memoryview, *, table: str, row: UUID, field: str) -> str:
    """Return the secret sealed for exactly this table, row and field.

    Raises:
        CiphertextCorrupt: it was altered, or copied from another place.
        DataKeyDestroyed: its key was destroyed.
        DataKey.DoesNotExist: its key is not in this database.
    """
    raw = bytes(sealed)
    key_id = UUID(bytes=raw[:_KEY_ID_LENGTH])
    return value_open(_primitive(key_id), raw[_KEY_ID_LENGTH:], table=table, row=row, field=field)


def _active_key_id() -> UUID:
    found = _newest_active()
    return found.pk if found else _create()


def _newest_active() -> DataKey | None:
    keys = DataKey.objects.filter(purpose=KeyPurpose.INSTALLATION, state=KeyState.ACTIVE)
    return keys.order_by("-created_at", "-pk").first()


def _create() -> UUID:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vault.installation'))")
        found = _newest_active()  # two processes may come here at once: the first key stays
        return (found or data_key_create(purpose=KeyPurpose.INSTALLATION, at=timezone.now())).pk


@lru_cache(maxsize=8)
def _primitive(key_id: UUID) -> aead.Aead:
    return values_primitive(DataKey.objects.get(pk=key_id))
