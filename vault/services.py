"""What can be done with keys: create, use, destroy."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import tink
from django.conf import settings
from django.db import transaction
from tink import aead, streaming_aead
from uuid_utils.compat import uuid7

from vault import keyring
from vault.constants import KeyPurpose, KeyState
from vault.exceptions import CiphertextCorrupt, DataKeyDestroyed
from vault.models import DataKey
from vault.segments import StreamKey, keys_of


def data_key_create(*, purpose: KeyPurpose, at: dt.datetime) -> DataKey:
    """Create a data key and return it, saved."""
    key = data_key_prepare(purpose=purpose, at=at)
    key.save(force_insert=True)
    return key


def data_key_prepare(*, purpose: KeyPurpose, at: dt.datetime) -> DataKey:
    """Return a new data key that is not saved yet, so that a file can be sealed before its row exists."""
    key_id = uuid7()
    return DataKey(
        id=key_id,
        purpose=purpose,
        wrapped_files_keyset=keyring.files_keyset_new(_binding(key_id, "files")),
        wrapped_values_keyset=keyring.values_keyset_new(_binding(key_id, "values")),
        kek_uri=settings.VAULT_KEK_URI,
        created_at=at,
    )


def data_key_destroy(*, key: DataKey, at: dt.datetime) -> DataKey:
    """Destroy a data key for good: what it protected can never be read again."""
    with transaction.atomic():
        locked = DataKey.objects.select_for_update().get(pk=key.pk)
        if locked.state == KeyState.ACTIVE:
            locked.state = KeyState.DESTROYED
            locked.destroyed_at = at
            locked.wrapped_files_keyset = b""
            locked.wrapped_values_keyset = b""
            locked.save()
    return locked


def files_primitive(key: DataKey) -> streaming_aead.StreamingAead:
    """Return the streaming AEAD of a data key.

    Raises:
        DataKeyDestroyed: the key was destroyed.
        CiphertextCorrupt: the wrapped keyset does not open.
    """
    return _open(key, key.wrapped_files_keyset, "files").primitive(streaming_aead.StreamingAead)


def files_segments(key: DataKey) -> list[StreamKey]:
    """Return what opens any part of a key's files (`segments.sealed_part`); raises as `files_primitive`."""
    return keys_of(_open(key, key.wrapped_files_keyset, "files"))


def values_primitive(key: DataKey) -> aead.Aead:
    """Return the AEAD of a data key; raises as `files_primitive`."""
    return _open(key, key.wrapped_values_keyset, "values").primitive(aead.Aead)


def value_seal(primitive: aead.Aead, text: str, *, table: str, row: UUID, field: str) -> bytes:
    """Encrypt one value, bound to its table, row and field."""
    return bytes(primitive.encrypt(text.encode(), _place(table, row, field)))


def value_open(primitive: aead.Aead, sealed: bytes | memoryview, *, table: str, row: UUID, field: str) -> str:
    """Return the value sealed for exactly this table, row and field.

    Raises:
        CiphertextCorrupt: it was altered, or copied from another place.
    """
    try:
        return bytes(primitive.decrypt(bytes(sealed), _place(table, row, field))).decode()
    except tink.TinkError as error:
        raise CiphertextCorrupt(f"{table}.{field} of {row} does not authenticate.") from error


def _open(key: DataKey, wrapped: bytes | memoryview, part: str) -> tink.KeysetHandle:
    if key.state == KeyState.DESTROYED:
        raise DataKeyDestroyed(f"The key of this record was destroyed at {key.destroyed_at}.")
    return keyring.unwrap(bytes(wrapped), _binding(key.pk, part))


def _binding(key_id: UUID, part: str) -> bytes:
    return f"vault.datakey:{key_id}:{part}".encode()


def _place(table: str, row: UUID, field: str) -> bytes:
    return f"{table}:{row}:{field}".encode()
