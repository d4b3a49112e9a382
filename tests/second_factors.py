"""Second factors of people in tests: set up without a phone, codes computed."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django_otp.oath import TOTP

from accounts.constants import SessionKind
from accounts.models import Session, TotpFactor, User
from accounts.services.factors import totp_confirm, totp_enrol
from accounts.services.sessions import Device, session_open


@dataclass(frozen=True, slots=True)
class App:
    """An authenticator app that a person has set up."""

    secret: str
    recovery_codes: list[str]

    def code(self, at: dt.datetime | None = None, steps: int = 0) -> str:
        """Return the code at a time, `steps` of half a minute later."""
        return code_of(self.secret, at, steps)


def code_of(secret: str, at: dt.datetime | None = None, steps: int = 0) -> str:
    """Return the code of a typed secret."""
    totp = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)))
    totp.time = (at or timezone.now()).timestamp() + 30 * steps
    return f"{totp.token():06d}"


def half_open(user: User, at: dt.datetime | None = None) -> Session:
    """Return a session of somebody who has shown the password only."""
    return session_open(user=user, kind=SessionKind.API, at=at or timezone.now(), device=Device())


def app_of(user: User, at: dt.datetime | None = None) -> App:
    """Set up an authenticator app for a person; every code, also the one of now, is still unused."""
    at = at or timezone.now()
    session = half_open(user, at)
    begun = totp_enrol(session=session, at=at)
    added = totp_confirm(session=session, code=code_of(begun.secret, at), at=at)
    TotpFactor.objects.filter(user=user).update(last_step=-1)
    return App(begun.secret, added.recovery_codes)
