"""Showing a second factor: a code, recovery code or passkey opens a half-open session or makes it fresh."""

from __future__ import annotations

import datetime as dt
import logging
import math
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.constants import ChallengePurpose, FactorMethod
from accounts.exceptions import SecondFactorLocked, SecondFactorSpent, SecondFactorWrong
from accounts.models import Passkey, PasskeyChallenge, Session, TotpFactor, User
from accounts.passkey_ceremonies import (
    CeremonyFailed,
    credential_digest_of,
    showing_options,
    showing_verify,
)
from accounts.services.recovery_codes import recovery_code_use
from accounts.services.sessions import session_mfa_shown
from audit import trail

logger = logging.getLogger(__name__)

CHALLENGE_LASTS = dt.timedelta(minutes=5)
_WRONG = "This was not accepted. Codes work once and for half a minute: wait for the next one and try again."
_SPENT = "Too many wrong codes: the app has to be set up anew. Use a passkey or a recovery code."


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows: exactly one of the three."""

    code: str = ""
    recovery_code: str = ""
    passkey: dict[str, Any] | None = None
    origins: tuple[str, ...] = ()  # where a passkey may have been shown


def factor_show(*, session: Session, proof: Proof, at: dt.datetime) -> Session:
    """Check what is shown and note it on the session.

    Raises:
        SecondFactorWrong: it is not accepted; it stays used up where it was good once.
        SecondFactorLocked: too many wrong codes lately.
    """
    if proof.passkey is not None:
        method = passkey_check(session=session, answer=proof.passkey, origins=proof.origins, at=at)
    elif proof.recovery_code:
        method = recovery_code_check(user=session.user, code=proof.recovery_code, at=at)
    else:
        method = code_check(user=session.user, code=proof.code, at=at)
    return session_mfa_shown(session=session, method=method, at=at)


def code_check(*, user: User, code: str, at: dt.datetime) -> FactorMethod:
    """Use up a code of the authenticator app; raises as `factor_show`."""
    with transaction.atomic():
        # One after another: of many with the same code one is accepted, and every failure is counted.
        app = TotpFactor.objects.select_for_update().filter(user=user, confirmed=True).first()
        until = app.locked_until(at) if app else None
        accepted = app is not None and app.accepts(_digits(code), at)
        if not accepted and until is None:
            _refused(user, FactorMethod.TOTP)
            if app is not None and app.is_locked:
                trail.record("second_factor.locked", target=user)
    if app is not None and app.is_locked:
        raise SecondFactorSpent(_SPENT)
    if until is not None:
        wait = max(1, math.ceil((until - at).total_seconds()))
        raise SecondFactorLocked(f"Too many wrong codes. Try again in {wait} seconds.", wait)
    if not accepted:
        raise SecondFactorWrong(_WRONG)
    return FactorMethod.TOTP


def recovery_code_check(*, user: User, code: str, at: dt.datetime) -> FactorMethod:
    """Use up a recovery code.

    Raises:
        SecondFactorWrong: it is not one of this person's, or was used.
    """
    with transaction.atomic():
        accepted = recovery_code_use(user=user, code=code, at=at)
        if accepted:
            trail.record("recovery_code.used", target=user)
        else:
            _refused(user, FactorMethod.RECOVERY_CODE)
    if not accepted:
        raise SecondFactorWrong("This recovery code was not accepted. Each works once.")
    return FactorMethod.RECOVERY_CODE


def passkey_ask(*, session: Session, at: dt.datetime) -> dict[str, Any]:
    """Return what the browser asks the person's passkeys; the challenge is good once.

    Raises:
        SecondFactorWrong: the person has no passkey.
    """
    have = list(Passkey.objects.filter(user=session.user_id))
    if not have:
        raise SecondFactorWrong("There is no passkey on this account.")
    options, challenge = showing_options(have)
    challenge_keep(session, ChallengePurpose.SHOW, challenge, at)
    return options


def passkey_check(
    *, session: Session, answer: dict[str, Any], origins: tuple[str, ...], at: dt.datetime
) -> FactorMethod:
    """Check what a passkey signed; raises SecondFactorWrong."""
    challenge = challenge_take(session, ChallengePurpose.SHOW, at)
    with transaction.atomic():
        own = Passkey.objects.select_for_update().filter(user=session.user_id)
        passkey = own.filter(credential_digest=credential_digest_of(answer)).first()
        accepted = passkey is not None and _holds(passkey, answer, challenge, origins, at)
        if not accepted:
            _refused(session.user, FactorMethod.PASSKEY)
    if not accepted:
        raise SecondFactorWrong("The passkey was not accepted. Try again, or use another factor.")
    return FactorMethod.PASSKEY


def challenge_keep(session: Session, purpose: ChallengePurpose, challenge: bytes, at: dt.datetime) -> None:
    """Keep what a browser is asked; what it was asked before for this purpose is void."""
    PasskeyChallenge.objects.update_or_create(
        session=session, purpose=purpose, defaults={"challenge": challenge, "created_at": at}
    )


def challenge_take(session: Session, purpose: ChallengePurpose, at: dt.datetime) -> bytes:
    """Return the challenge and forget it, so that an answer works once.

    Raises:
        SecondFactorWrong: none was asked, or it was too long ago.
    """
    with transaction.atomic():
        found = PasskeyChallenge.objects.select_for_update().filter(session=session, purpose=purpose).first()
        if found is not None:
            found.delete()
    if found is None or at - found.created_at > CHALLENGE_LASTS:
        raise SecondFactorWrong("The passkey was asked for too long ago. Try again.")
    return bytes(found.challenge)


def _holds(
    passkey: Passkey, answer: dict[str, Any], challenge: bytes, origins: tuple[str, ...], at: dt.datetime
) -> bool:
    try:
        shown = showing_verify(answer, passkey, challenge=challenge, origins=list(origins))
    except CeremonyFailed as error:
        logger.warning("passkey %s refused: %s", passkey.pk, error)
        return False
    passkey.sign_count = shown.sign_count
    passkey.is_backed_up = shown.is_backed_up
    passkey.last_used_at = at
    passkey.save(update_fields=["sign_count", "is_backed_up", "last_used_at"])
    return True


def _refused(user: User, method: FactorMethod) -> None:
    trail.record("second_factor.refused", target=user, details={"method": method.value})


def _digits(code: str) -> str:
    return code.replace(" ", "").replace("-", "")
