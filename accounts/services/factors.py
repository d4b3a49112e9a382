"""Setting up and taking away second factors: every change ends the person's other sessions."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db import transaction

from accounts.constants import ChallengePurpose, FactorMethod, MailKind, SessionEnd
from accounts.escalation import factors_reset_or_refuse
from accounts.exceptions import (
    EnrolmentMissing,
    FactorNotFound,
    LastFactor,
    SecondFactorRequired,
    SecondFactorWrong,
    TooManyFactors,
)
from accounts.factors import has_second_factor, must_have_second_factor
from accounts.models import Passkey, RecoveryCode, Session, TotpFactor, User
from accounts.passkey_ceremonies import (
    CeremonyFailed,
    digest_of,
    registration_options,
    registration_verify,
)
from accounts.selectors import recovery_codes_left
from accounts.services.mail import mail_queue
from accounts.services.recovery_codes import recovery_codes_make
from accounts.services.sessions import session_mfa_shown, sessions_end_all
from accounts.services.showing import challenge_keep, challenge_take
from audit import trail

ENROLMENT_LASTS = dt.timedelta(minutes=10)
PASSKEYS_MOST = 20
_ISSUER = "Muniment"
_KEY_BYTES = 20  # RFC 4226 section 4, R6: 160 bits


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What somebody types or scans into an authenticator app."""

    factor: TotpFactor
    secret: str  # base32, without padding
    uri: str  # otpauth://


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a factor; the codes are empty where the person has some already."""

    session: Session
    recovery_codes: list[str]


def totp_enrol(*, session: Session, at: dt.datetime) -> Enrolment:
    """Begin to set up an authenticator app; what this session began before is void.

    Raises:
        SecondFactorRequired: the person has a factor, and this session has not shown it.
    """
    with transaction.atomic():
        user = _hold(session)
        TotpFactor.objects.filter(enrolled_in=session, confirmed=False).delete()
        factor = TotpFactor(
            user=user, name="Authenticator app", confirmed=False, enrolled_in=session, created_at=at
        )
        factor.seal(secrets.token_bytes(_KEY_BYTES))
        factor.save(force_insert=True)
        trail.record("factor.enrolment_begun", target=user, details={"method": FactorMethod.TOTP.value})
    return enrolment_of(factor)


def totp_begun(*, session: Session, at: dt.datetime) -> Enrolment | None:
    """Return what this session began to set up and may still confirm."""
    begun = TotpFactor.objects.filter(
        enrolled_in=session, confirmed=False, created_at__gt=at - ENROLMENT_LASTS
    ).first()
    return enrolment_of(begun) if begun else None


def enrolment_of(factor: TotpFactor) -> Enrolment:
    """Return secret and address of an app that is being set up."""
    secret = base64.b32encode(factor.key).decode().rstrip("=")
    label = quote(f"{_ISSUER}:{factor.user.email}", safe="@")
    uri = f"otpauth://totp/{label}?secret={secret}&issuer={_ISSUER}&algorithm=SHA1&digits=6&period=30"
    return Enrolment(factor, secret, uri)


def totp_confirm(*, session: Session, code: str, at: dt.datetime) -> Added:
    """Take an app into use with its first code; one that was in use before goes.

    Raises:
        EnrolmentMissing: this session began none, or too long ago.
        SecondFactorWrong: the code is not right.
        SecondFactorRequired: as `totp_enrol`.
    """
    with transaction.atomic():
        user = _hold(session)
        begun = TotpFactor.objects.select_for_update().filter(
            enrolled_in=session, confirmed=False, created_at__gt=at - ENROLMENT_LASTS
        )
        factor = begun.first()
        if factor is None:
            raise EnrolmentMissing("Nothing is being set up, or it took too long. Begin again.")
        accepted = factor.accepts(code.replace(" ", ""), at)
        if accepted:
            TotpFactor.objects.filter(user=user, confirmed=True).delete()
            factor.confirmed, factor.enrolled_in = True, None
            factor.save()
            added = _added(user, session, FactorMethod.TOTP, factor.pk, at)
    if not accepted:
        raise SecondFactorWrong(
            "This is not the app's code now. Check the clock of the device and try again."
        )
    return added


def passkey_begin(*, session: Session, at: dt.datetime) -> dict[str, Any]:
    """Return what the browser asks an authenticator for; raises as `totp_enrol`, and TooManyFactors."""
    with transaction.atomic():
        user = _hold(session)
        have = list(Passkey.objects.filter(user=user))
        if len(have) >= PASSKEYS_MOST:
            raise TooManyFactors(f"An account has at most {PASSKEYS_MOST} passkeys. Remove one first.")
        options, challenge = registration_options(user, have)
        challenge_keep(session, ChallengePurpose.REGISTER, challenge, at)
    return options


def passkey_add(
    *, session: Session, name: str, answer: dict[str, Any], origins: tuple[str, ...], at: dt.datetime
) -> Added:
    """Keep the passkey that an authenticator made.

    Raises:
        SecondFactorWrong: the answer does not hold, or the passkey is known already.
        SecondFactorRequired: as `totp_enrol`.
    """
    challenge = challenge_take(session, ChallengePurpose.REGISTER, at)
    try:
        made = registration_verify(answer, challenge=challenge, origins=list(origins))
    except CeremonyFailed as error:
        raise SecondFactorWrong("The passkey was not accepted. Try again.") from error
    with transaction.atomic():
        user = _hold(session)
        passkey, is_new = Passkey.objects.get_or_create(
            credential_digest=digest_of(made.credential_id),
            defaults={
                "user": user,
                "created_at": at,
                "name": name.strip()[:64] or "Passkey",
                "credential_id": made.credential_id,
                "public_key": made.public_key,
                "sign_count": made.sign_count,
                "aaguid": made.aaguid,
                "is_backed_up": made.is_backed_up,
                "transports": made.transports,
            },
        )
        if not is_new:
            raise SecondFactorWrong("This passkey is in use already.")
        return _added(user, session, FactorMethod.PASSKEY, passkey.pk, at)


def passkey_rename(*, user: User, factor_id: UUID, name: str) -> Passkey:
    """Give a passkey another name; raises FactorNotFound."""
    with transaction.atomic():
        found = Passkey.objects.select_for_update().filter(user=user, pk=factor_id)
        passkey: Passkey | None = found.first()
        if passkey is None:
            raise FactorNotFound("There is no such passkey.")
        passkey.name = name.strip()[:64] or passkey.name
        passkey.save(update_fields=["name"])
        trail.record("factor.renamed", target=user, details={"factor": str(passkey.pk)})
    return passkey


def factor_remove(*, session: Session, factor_id: UUID, at: dt.datetime) -> None:
    """Take a factor away.

    Raises:
        FactorNotFound: the person has no such factor.
        LastFactor: it is the last one of somebody who must have one.
    """
    with transaction.atomic():
        user = _hold(session)
        found = _factor(user, factor_id)
        method = FactorMethod.TOTP if isinstance(found, TotpFactor) else FactorMethod.PASSKEY
        found.delete()
        if not has_second_factor(user):
            if must_have_second_factor(user):
                raise LastFactor(
                    "Staff keep at least one second factor. Add another before removing this one."
                )
            RecoveryCode.objects.filter(user=user).delete()
        sessions_end_all(user=user, because=SessionEnd.FACTORS_CHANGED, at=at, keep=session.pk)
        details = {"method": method.value, "factor": str(factor_id)}
        trail.record("factor.removed", target=user, details=details)
        _tell(user, f"the {method.label} was removed", at)


def recovery_codes_renew(*, session: Session, at: dt.datetime) -> list[str]:
    """Make new recovery codes; the old ones stop working. Raises FactorNotFound where there is no factor."""
    with transaction.atomic():
        user = _hold(session)
        if not has_second_factor(user):
            raise FactorNotFound("Set up a second factor first; its recovery codes come with it.")
        codes = recovery_codes_make(user=user, at=at)
        sessions_end_all(user=user, because=SessionEnd.FACTORS_CHANGED, at=at, keep=session.pk)
        _tell(user, "new recovery codes were made, the old ones stopped working", at)
    return codes


def factors_reset(*, actor: User, user: User, at: dt.datetime) -> None:
    """Take all factors and recovery codes of somebody else away; all their sessions end.

    Raises:
        AccountOutOfReach, OwnAccount: the actor may not do this.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        factors_reset_or_refuse(actor, locked)
        gone = TotpFactor.objects.filter(user=locked).delete()[0]
        gone += Passkey.objects.filter(user=locked).delete()[0]
        RecoveryCode.objects.filter(user=locked).delete()
        sessions_end_all(user=locked, because=SessionEnd.FACTORS_CHANGED, at=at)
        trail.record("factors.reset", target=locked, details={"by": str(actor.pk)}, count=gone)
        _tell(locked, "an administrator took them away, you set up new ones when you sign in", at)


def _hold(session: Session) -> User:
    """Lock the person and refuse a half-open session that has something to show.

    Under the lock: of two sessions that both saw no factor, the second finds the first one's.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=session.user_id)
    if session.is_half_open and has_second_factor(user):
        raise SecondFactorRequired("This account has a second factor. Show it first.")
    return user


def _factor(user: User, factor_id: UUID) -> TotpFactor | Passkey:
    app = TotpFactor.objects.filter(user=user, confirmed=True, pk=factor_id).first()
    found: TotpFactor | Passkey | None = app or Passkey.objects.filter(user=user, pk=factor_id).first()
    if found is None:
        raise FactorNotFound("There is no such factor.")
    return found


def _added(user: User, session: Session, method: FactorMethod, factor_id: UUID, at: dt.datetime) -> Added:
    """End the other sessions, open this one, and give recovery codes to who has none."""
    sessions_end_all(user=user, because=SessionEnd.FACTORS_CHANGED, at=at, keep=session.pk)
    trail.record("factor.added", target=user, details={"method": method.value, "factor": str(factor_id)})
    _tell(user, f"the {method.label} was added", at)
    opened = session_mfa_shown(session=session, method=method.value, at=at)
    codes = [] if recovery_codes_left(user) else recovery_codes_make(user=user, at=at)
    return Added(opened, codes)


def _tell(user: User, what: str, at: dt.datetime) -> None:
    mail_queue(kind=MailKind.FACTORS_CHANGED, user=user, context={"at": at.isoformat(), "what": what})
