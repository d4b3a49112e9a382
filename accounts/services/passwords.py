"""Passwords: taken, changed, forgotten and set again."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.constants import LinkPurpose, MailKind, SessionEnd
from accounts.exceptions import PasswordRefused, PasswordWrong
from accounts.links import link_check, link_use
from accounts.models import Session, User
from accounts.passwords import about_person, normalised, password_fault
from accounts.services.mail import mail_queue
from accounts.services.sessions import session_password_changed, sessions_end_all
from audit import trail
from audit.context import actor_is


def password_hashed(password: str, *, email: str, full_name: str) -> str:
    """Hold a password against the rules and return its hash.

    Raises:
        PasswordRefused: it is too short, known, or easily guessed.
        PasswordsBusy: too many passwords are computed at this moment.
    """
    if fault := password_fault(password, about_person(email, full_name)):
        raise PasswordRefused(fault[1])
    return make_password(normalised(password))


def password_change(*, user: User, session: Session | None, current: str, new: str, at: dt.datetime) -> User:
    """Change one's own password: it ends every other session, and every link to set a new one.

    Args:
        user: who changes it.
        session: the session that asks; it goes on.
        current: the password until now: a session left open is not enough.
        new: the password from now on.
        at: when.

    Raises:
        PasswordWrong: `current` is not the password.
        PasswordRefused: `new` is not taken.
    """
    if not user.check_password(current):
        trail.record("user.password_change_refused", target=user)
        raise PasswordWrong("The current password is not right.")
    if normalised(current) == normalised(new):
        raise PasswordRefused("This is the password you have. Choose another.")
    hashed = password_hashed(new, email=user.email, full_name=user.full_name)
    return _store(user, hashed, at, session=session, event="user.password_changed")


def password_set(*, user: User, new: str, at: dt.datetime) -> User:
    """Set somebody's password for them, which ends their sessions; who may is decided at the interface.

    Raises:
        PasswordRefused: `new` is not taken.
    """
    hashed = password_hashed(new, email=user.email, full_name=user.full_name)
    return _store(user, hashed, at, event="user.password_set")


def password_remove(*, user: User, at: dt.datetime) -> User:
    """Take somebody's password away: nobody signs in until it is set anew. Ends their sessions."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.set_unusable_password()
        locked.save(update_fields=["password", "password_id"])
        sessions_end_all(user=locked, because=SessionEnd.PASSWORD_CHANGED, at=at)
        trail.record("user.password_removed", target=locked)
    return locked


def password_reset_ask(*, email: str) -> None:
    """Send a link to set a new password, where the address has an account; nobody is told whether it has."""
    mail_queue(kind=MailKind.RESET_PASSWORD, address=email)


def password_reset(*, token: str, new: str, at: dt.datetime) -> User:
    """Set a new password with the link of a mail. It ends all sessions, signs nobody in, and shows no factor.

    The mailbox was reached, so an address that was not confirmed is confirmed by it.

    Raises:
        LinkInvalid: the link does not count any more.
        PasswordRefused: `new` is not taken; the link is still good.
    """
    # Looked at first, used last: a hash is dear, and made outside the transaction.
    user = link_check(LinkPurpose.RESET, token, at=at).person
    hashed = password_hashed(new, email=user.email, full_name=user.full_name)
    with transaction.atomic():
        link_use(LinkPurpose.RESET, token, at=at)
        actor_is(user.pk)
        return _store(user, hashed, at, event="user.password_reset", verifies=True)


def _store(
    user: User,
    hashed: str,
    at: dt.datetime,
    *,
    event: str,
    session: Session | None = None,
    verifies: bool = False,
) -> User:
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.take_hash(hashed)
        if verifies and locked.email_verified_at is None:
            locked.email_verified_at = at
        locked.save(update_fields=["password", "password_id", "email_verified_at"])
        sessions_end_all(
            user=locked, because=SessionEnd.PASSWORD_CHANGED, at=at, keep=session.pk if session else None
        )
        if session is not None:
            session.user = locked
            session_password_changed(session=session)
        trail.record(event, target=locked)
        mail_queue(kind=MailKind.PASSWORD_CHANGED, user=locked, context={"at": at.isoformat()})
    return locked
