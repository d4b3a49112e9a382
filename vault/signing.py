"""Keys that sign (Ed25519): one active for each purpose; those before it verify until they are retired."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connection, transaction
from django.utils import timezone
from tink import TinkError
from uuid_utils.compat import uuid7

from vault.constants import SigningKeyState, SigningPurpose
from vault.exceptions import CiphertextCorrupt
from vault.keyring import current_kek
from vault.models import SigningKey


def signing_key_active(purpose: SigningPurpose) -> SigningKey:
    """Return the key that signs now; the first call of an installation makes it."""
    found = SigningKey.objects.filter(purpose=purpose, state=SigningKeyState.ACTIVE).first()
    return found or signing_key_rotate(purpose=purpose, at=timezone.now(), replaces=None)


def signing_key_rotate(
    *, purpose: SigningPurpose, at: dt.datetime, replaces: SigningKey | None
) -> SigningKey:
    """Make a new active key; the one before it goes on verifying.

    Args:
        purpose: what the key signs.
        at: when.
        replaces: the key the caller found active; where another process was quicker, its key is returned.
    """
    with transaction.atomic():
        _lock(purpose)
        active = SigningKey.objects.filter(purpose=purpose, state=SigningKeyState.ACTIVE).first()
        if active is not None and (replaces is None or active.pk != replaces.pk):
            return active
        if active is not None:
            active.state = SigningKeyState.VERIFYING
            active.replaced_at = at
            active.save()
        return _create(purpose, at)


def signing_keys_retire(*, purpose: SigningPurpose, replaced_before: dt.datetime, at: dt.datetime) -> int:
    """Retire keys that were replaced before the given time; return how many. What they signed is refused."""
    return SigningKey.objects.filter(
        purpose=purpose, state=SigningKeyState.VERIFYING, replaced_at__lt=replaced_before
    ).update(state=SigningKeyState.RETIRED, retired_at=at, wrapped_private_key=b"")


def private_key(key: SigningKey) -> Ed25519PrivateKey:
    """Return the private half.

    Raises:
        CiphertextCorrupt: it does not open with this installation's key.
    """
    return _unwrap(key.pk, bytes(key.wrapped_private_key))


def public_key(key: SigningKey) -> Ed25519PublicKey:
    """Return the public half."""
    return Ed25519PublicKey.from_public_bytes(bytes(key.public_key))


def _create(purpose: SigningPurpose, at: dt.datetime) -> SigningKey:
    key_id = uuid7()
    secret = Ed25519PrivateKey.generate()
    return SigningKey.objects.create(
        id=key_id,
        purpose=purpose,
        public_key=secret.public_key().public_bytes_raw(),
        wrapped_private_key=bytes(current_kek().encrypt(secret.private_bytes_raw(), _binding(key_id))),
        created_at=at,
    )


@lru_cache(maxsize=8)
def _unwrap(key_id: UUID, wrapped: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes(current_kek().decrypt(wrapped, _binding(key_id))))
    except TinkError as error:
        raise CiphertextCorrupt("A signing key does not open with this installation's key.") from error


def _lock(purpose: SigningPurpose) -> None:
    """Let one process at a time make or replace a key of this purpose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"vault.signing:{purpose}"])


def _binding(key_id: UUID) -> bytes:
    return f"vault.signingkey:{key_id}".encode()
