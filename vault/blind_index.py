"""Equality search on encrypted identifiers: HMAC-SHA256 of the normalised value."""

from __future__ import annotations

import re
from functools import partial

from django.db import transaction
from django.utils import timezone
from tink import mac

from vault import keyring
from vault.models import IndexKey

_opened: dict[str, mac.Mac] = {}


def blind_index(name: str, value: str) -> bytes:
    """Return the 37-byte index of an identifier (5 bytes of key id, 32 of HMAC).

    Args:
        name: kind of identifier, e.g. "account_number"; each kind has its own key.
        value: the identifier as printed; spaces, dots, dashes and case do not matter.

    Source: research on blind indexes (CipherSweet): equality only, deleted with the value.
    """
    return bytes(_primitive(name).compute_mac(identifier_normalise(value).encode()))


def blind_index_exact(name: str, value: str) -> bytes:
    """Return the index of a value that the caller has normalised, such as an e-mail address or a name.

    Args:
        name: kind of value; each kind has its own key.
        value: every character counts.
    """
    return bytes(_primitive(name).compute_mac(value.encode()))


def identifier_normalise(value: str) -> str:
    """Return letters and digits alone, upper case: how identifiers are compared."""
    return re.sub(r"[^0-9A-Z]", "", value.upper())


def index_keys_forget() -> None:
    """Forget the keys at hand; they are read again where they are needed."""
    _opened.clear()


def _primitive(name: str) -> mac.Mac:
    if name not in _opened:
        key = IndexKey.objects.filter(name=name).first() or _create(name)
        primitive = keyring.unwrap(bytes(key.wrapped_keyset), _binding(name)).primitive(mac.Mac)
        # Kept once committed: a key made in a transaction that is rolled back must not index anything later.
        transaction.on_commit(partial(_opened.__setitem__, name, primitive))
        return primitive
    return _opened[name]


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
