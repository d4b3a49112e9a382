"""Recovery codes: made ten at a time, shown once, good once each."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets

from django.db import transaction

from accounts.models import RecoveryCode, User
from audit import trail

HOW_MANY = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that can be mistaken for another
_GROUPS = 6
_GROUP = 4


def recovery_codes_make(*, user: User, at: dt.datetime) -> list[str]:
    """Make ten codes in place of those there were; return them, the only time they are seen.

    Each has 118 bits of chance, so that a plain hash keeps it (OWASP ASVS 5.0, 6.5.2: 112 bits).
    """
    codes = [_code() for _ in range(HOW_MANY)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            [RecoveryCode(user=user, digest=_digest(user, code), created_at=at) for code in codes]
        )
        trail.record("recovery_codes.made", target=user, count=HOW_MANY)
    return codes


def recovery_code_use(*, user: User, code: str, at: dt.datetime) -> bool:
    """Use a code up; tell whether it was good. Of many at once one succeeds: the row changes once."""
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at__isnull=True)
    return unused.update(used_at=at) == 1


def _code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _digest(user: User, code: str) -> bytes:
    plain = re.sub(r"[^a-z0-9]", "", code.lower())
    return hashlib.sha256(b"muniment.recovery-code:" + user.pk.bytes + plain.encode()).digest()
