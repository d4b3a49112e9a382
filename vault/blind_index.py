"""Equality search on encrypted identifiers: HMAC-SHA256 of the normalised value."""

from __future__ import annotations

import re
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from tink import mac

from vault import keyring
from vault.models import IndexKey


def blind_index(name: str, value: str) -> bytes:
    """Return the 37-byte index of an identifier (5 bytes of key id, 32 of HMAC).

    Args:
        name: kind of identifier, e.g. "account_number"; each kind has its own key.
        value: the identifier as printed; spaces, dots, dashes and case do not matter.

    Source: research on blind indexes (CipherSweet): equality only, deleted with the value.
    """
    return bytes(_primitive(name).compute_mac(identifier_normalise(value).encode()))


def identifier_normalise(value: str) -> str:
    """Return letters and digits alone, upper case: how identifiers are compared."""
    return re.sub(r"[^0-9A-Z]", "", value.upper())


@lru_cache(maxsize=64)
def _primitive(name: str) -> mac.Mac:
    key = IndexKey.objects.filter(name=name).first() or _create(name)
    return keyring.unwrap(bytes(key.wrapped_keyset), _binding(name)).primitive(mac.Mac)


def _create(name: str) -> IndexKey:
    with transaction.atomic():
        IndexKey.objects.bulk_create(
            [
                IndexKey(
                    name=name,
                    wrapped_keyset=keyring.index_keyset_new(_binding(name)),
                    created_at=timezone.now(),
                )
            ],
            ignore_conflicts=True,  # two processes may meet a new kind at once: the first key stays
        )
    return IndexKey.objects.get(name=name)


def _binding(name: str) -> bytes:
    return f"vault.indexkey:{name}".encode()
