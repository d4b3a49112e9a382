"""Customers who register themselves, and the confirmation of their address."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.constants import LinkPurpose, MailKind
from accounts.exceptions import RegistrationClosed
from accounts.links import link_use
from accounts.models import Registration, User
from accounts.outbox import address_check
from accounts.services.mail import mail_queue
from accounts.services.passwords import password_hashed
from accounts.tasks import registration_settle_task
from audit import trail
from audit.context import actor_is


def registration_create(*, email: str, full_name: str, password: str, at: dt.datetime) -> Registration:
    """Take a registration; what becomes of it is decided later, so that no answer tells who has an account.

    Whether the address is known or not, this does the same work: the rules, one hash, one row.

    Raises:
        RegistrationClosed: customers do not register themselves here.
        AddressInvalid: the address is none.
        PasswordRefused: the password is not taken.
    """
    if not settings.REGISTRATION_OPEN:
        raise RegistrationClosed("Accounts are made by invitation here. Ask who invited you.")
    address_check(email)
    hashed = password_hashed(password, email=email, full_name=full_name)
    with transaction.atomic():
        row = Registration.objects.create(
            email=email, full_name=full_name, password_hash=hashed, created_at=at, queued_at=at
        )
        trail.record("registration.received", target=row)
        transaction.on_commit(partial(_wake, row.pk), robust=True)
    return row


def address_verify(*, token: str, at: dt.datetime) -> User:
    """Confirm the address whose mail carried this token; signing in is the next step.

    Raises:
        LinkInvalid: the link does not count any more.
    """
    with transaction.atomic():
        user = link_use(LinkPurpose.VERIFY, token, at=at).person
        user.email_verified_at = at
        user.save(update_fields=["email_verified_at"])
        actor_is(user.pk)
        trail.record("user.address_verified", target=user)
    return user


def verification_resend(*, email: str) -> None:
    """Send another link to an address that waits for one; others get nothing, and nobody is told which."""
    mail_queue(kind=MailKind.VERIFY_ADDRESS, address=email)


def _wake(registration_id: UUID) -> None:
    registration_settle_task.delay(registration_id=str(registration_id))
