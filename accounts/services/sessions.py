"""Sessions of people: open, refresh, show the second factor, end."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from accounts.constants import MailKind, SessionEnd, SessionKind
from accounts.exceptions import TokenInvalid
from accounts.factors import owes_second_factor
from accounts.identity import password_mark, session_holds
from accounts.models import Session, User
from accounts.services.mail import mail_queue
from accounts.timeouts import HALF_OPEN, Timeouts, timeouts_for
from accounts.tokens import access_lifetime, access_token_for, refresh_claims, refresh_token_for
from audit import trail
from audit.context import actor_is

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from: address as the network tells, browser or client as it says itself."""

    address: str | None = None
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a client holds after signing in. `refresh` is empty while the second factor is owed."""

    access: str
    refresh: str
    expires_in: int  # seconds
    session: Session


def session_open(
    *, user: User, kind: SessionKind, at: dt.datetime, device: Device, mfa_method: str = ""
) -> Session:
    """Open a session for a person who has just shown the password (or a passkey).

    Args:
        user: who signed in.
        kind: where.
        at: when.
        device: from where.
        mfa_method: the second factor that was shown with it; empty: it is still owed where one is.
    """
    limits = _limits(user)
    needs_mfa = owes_second_factor(user)
    is_half_open = needs_mfa and not mfa_method
    with transaction.atomic():
        _new_device_tell(user, device, at)
        session = Session.objects.create(
            user=user,
            kind=kind,
            address=device.address,
            user_agent=device.user_agent[:300],
            password_mark=password_mark(user),
            needs_mfa=needs_mfa,
            mfa_at=at if mfa_method else None,
            mfa_method=mfa_method,
            refresh_id=uuid7() if kind == SessionKind.API else None,
            created_at=at,
            last_seen_at=at,
            idle_seconds=int(limits.idle.total_seconds()),
            expires_at=at + (HALF_OPEN if is_half_open else limits.absolute),
        )
        actor_is(user.pk)
        trail.record(
            "user.signed_in",
            target=user,
            details={"session": str(session.pk), "kind": kind.value, "half_open": is_half_open},
        )
    return session


def _new_device_tell(user: User, device: Device, at: dt.datetime) -> None:
    """Tell staff by mail of a sign-in from a browser or client that they have not used in the last months."""
    if not user.is_staff:
        return
    known = Session.objects.filter(user=user)
    if not known.exists() or known.filter(user_agent=device.user_agent[:300]).exists():
        return
    said = {"address": device.address or "", "user_agent": device.user_agent[:200]}
    mail_queue(kind=MailKind.NEW_DEVICE, user=user, context={"at": at.isoformat(), **said})


def tokens_for(session: Session, *, at: dt.datetime) -> Tokens:
    """Return the pair of tokens of an API session; a half-open one has no refresh token."""
    refresh = "" if session.is_half_open else refresh_token_for(session, at)
    lasts = int(access_lifetime(session, at).total_seconds())
    return Tokens(access_token_for(session, at), refresh, lasts, session)


def session_refresh(*, token: str, at: dt.datetime, device: Device) -> Tokens:
    """Exchange a refresh token for the next pair.

    A token that was exchanged before is a stolen one, in one hand or the other: its whole session ends.

    Raises:
        TokenInvalid: the token is not the one this session expects, or the session has ended.

    Source: RFC 9700 section 4.14.2 (rotation, reuse ends the family).
    """
    session_id, token_id = refresh_claims(token)
    with transaction.atomic():
        # The row lock makes parallel exchanges of one token one after another: the first alone succeeds.
        session = Session.objects.select_for_update(of=("self",)).filter(pk=session_id).first()
        if session is None or session.is_half_open or not session_holds(session, at):
            raise TokenInvalid("This session has ended. Sign in again.")
        actor_is(session.user_id)
        is_replay = session.refresh_id != token_id
        if is_replay:
            _end(session, SessionEnd.REPLAY, at)
            trail.record("session.refresh_replayed", target=session, details={"token": str(token_id)})
            mail_queue(
                kind=MailKind.SESSION_REPLAY,
                user=session.user,
                context={"at": at.isoformat(), "address": device.address or ""},
            )
        else:
            _step(session, at, device)
    if is_replay:
        logger.warning("refresh token used twice; session %s ended", session_id)
        raise TokenInvalid("This token was used before, so its session was ended. Sign in again.")
    return tokens_for(session, at=at)


def session_mfa_shown(*, session: Session, method: str, at: dt.datetime) -> Session:
    """Note that the second factor was shown: a half-open session opens, an open one is fresh again.

    Refresh tokens given before stop working: rotation on a change of privilege.
    """
    with transaction.atomic():
        locked = Session.objects.select_for_update(of=("self",)).select_related("user").get(pk=session.pk)
        if not locked.is_alive(at):
            raise TokenInvalid("This session has ended. Sign in again.")
        if locked.mfa_at is None:
            locked.expires_at = locked.created_at + _limits(locked.user).absolute
        locked.mfa_at = locked.last_seen_at = at
        locked.mfa_method = method
        if locked.kind == SessionKind.API:
            locked.refresh_id = uuid7()
        locked.save()
        trail.record("session.second_factor_shown", target=locked, details={"method": method})
    return locked


def session_end(*, session: Session, because: SessionEnd, at: dt.datetime) -> Session:
    """End a session now; one that has ended already stays as it is."""
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if locked.ended_at is None:
            _end(locked, because, at)
            trail.record("session.ended", target=locked, details={"because": because.value})
    return locked


def session_password_changed(*, session: Session) -> None:
    """Let the session that changed the password live on; all others end by themselves."""
    Session.objects.filter(pk=session.pk).update(password_mark=password_mark(session.user))


def sessions_end_all(*, user: User, because: SessionEnd, at: dt.datetime, keep: UUID | None = None) -> int:
    """End every session of a person but `keep`; return how many ended."""
    with transaction.atomic():
        # In key order, as everybody who locks several of them.
        running = Session.objects.select_for_update().filter(user=user, ended_at__isnull=True)
        ended = [s for s in running.order_by("pk") if s.pk != keep]
        for session in ended:
            _end(session, because, at)
        if ended:
            trail.record(
                "user.sessions_ended",
                target=user,
                details={"because": because.value, "sessions": [str(s.pk) for s in ended]},
                count=len(ended),
            )
    return len(ended)


def _end(session: Session, because: SessionEnd, at: dt.datetime) -> None:
    session.ended_at, session.ended_because = at, because
    session.save(update_fields=["ended_at", "ended_because"])


def _step(session: Session, at: dt.datetime, device: Device) -> None:
    session.refresh_id = uuid7()
    session.refreshed_at = session.last_seen_at = at
    session.address = device.address
    session.user_agent = device.user_agent[:300]
    session.save(update_fields=["refresh_id", "refreshed_at", "last_seen_at", "address", "user_agent"])


def _limits(user: User) -> Timeouts:
    return timeouts_for(user.groups.values_list("name", flat=True), is_superuser=user.is_superuser)
