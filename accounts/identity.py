"""From a bearer token to whoever acts: one query, so that what was revoked is refused at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts import machines
from accounts.exceptions import TokenInvalid
from accounts.models import Session, User
from accounts.timeouts import SEEN_EVERY
from accounts.tokens import access_claims


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts in one request.

    `session` is None for a machine; `scopes` is None for a person, whose rights are those of the roles.
    """

    user: User
    session: Session | None
    scopes: frozenset[str] | None = None
    per_minute: int | None = None  # how many requests a machine may make; None: what the settings say


def identity_of(token: str, *, at: dt.datetime) -> Identity:
    """Return whom an access token names.

    Raises:
        TokenInvalid: the token is not ours, or its session or account has ended.
    """
    claims = access_claims(token)
    return _machine(claims, at) if "client_id" in claims else _person(claims, at)


def _person(claims: dict[str, Any], at: dt.datetime) -> Identity:
    try:
        session_id = UUID(str(claims["sid"]))
    except (KeyError, ValueError) as error:
        raise TokenInvalid("The token is not valid. Sign in again.") from error
    session = Session.objects.select_related("user").filter(pk=session_id).first()
    if session is None or str(session.user_id) != claims["sub"]:
        raise TokenInvalid("This session no longer exists. Sign in again.")
    if not session_holds(session, at):
        raise TokenInvalid("This session has ended. Sign in again.")
    session_seen(session, at)
    return Identity(session.user, session)


def _machine(claims: dict[str, Any], at: dt.datetime) -> Identity:
    try:
        account = machines.account_of_token(
            client_id=str(claims["client_id"]),
            secret_id=UUID(str(claims["secret"])),
            generation=int(claims["generation"]),
            at=at,
        )
    except (KeyError, ValueError) as error:
        raise TokenInvalid("The token is not valid. Fetch another.") from error
    if account is None or str(account.user_id) != claims["sub"]:
        raise TokenInvalid("This token was revoked. Fetch another.")
    machines.account_used(account, at)
    # What the account has lost since the token was issued, the token has lost too.
    scopes = frozenset(str(claims.get("scope", "")).split()) & frozenset(account.scopes)
    return Identity(account.acting_user(scopes), None, scopes, account.rate_limit_per_minute)


def session_seen(session: Session, at: dt.datetime) -> None:
    """Note that the session was used; written once a minute at most."""
    if at - session.last_seen_at >= SEEN_EVERY:
        Session.objects.filter(pk=session.pk, last_seen_at__lt=at).update(last_seen_at=at)
        session.last_seen_at = at


def session_holds(session: Session, at: dt.datetime) -> bool:
    """Tell whether a session is alive, its account open, and its password still the same."""
    user = session.user
    return session.is_alive(at) and user.is_active and session.password_mark == password_mark(user)


def password_mark(user: User) -> str:
    """Return what changes whenever the password does; it tells nothing about it."""
    return user.get_session_auth_hash()
