"""Rotation of the keys that sign tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.tokens import keys
from audit import trail
from vault.constants import SigningPurpose
from vault.models import SigningKey
from vault.signing import signing_key_active, signing_key_rotate, signing_keys_retire

# No token outlives the longest session: after this a replaced key verifies nothing any more.
RETIRE_AFTER = dt.timedelta(hours=24)
_PURPOSE = SigningPurpose.ACCESS_TOKENS


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did."""

    active: SigningKey
    retired: int


def signing_keys_rotate(*, at: dt.datetime, retire_after: dt.timedelta = RETIRE_AFTER) -> Rotation:
    """Sign with a new key from now on, and retire keys that were replaced long enough ago.

    The key replaced last goes on verifying, so nobody is signed out. Processes notice within 30 seconds.

    Args:
        at: when.
        retire_after: how long a replaced key goes on verifying; zero refuses every token issued before.
    """
    with transaction.atomic():
        active = signing_key_rotate(purpose=_PURPOSE, at=at, replaces=signing_key_active(_PURPOSE))
        # Up to and including the key that was replaced this very moment.
        before = at - retire_after + dt.timedelta(microseconds=1)
        retired = signing_keys_retire(purpose=_PURPOSE, replaced_before=before, at=at)
        trail.record("signing_keys.rotated", details={"active": str(active.pk), "retired": retired})
    keys.clear()
    return Rotation(active, retired)
