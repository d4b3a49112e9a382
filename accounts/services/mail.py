"""Mails to people: written into the outbox with the change they speak of, sent after it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.constants import MailKind
from accounts.exceptions import AddressInvalid
from accounts.models import Mail, User
from accounts.tasks import mail_send_task

# What each kind may say beside its template. Never a token, a password or a code.
CONTEXT: dict[MailKind, frozenset[str]] = {
    MailKind.VERIFY_ADDRESS: frozenset(),
    MailKind.ALREADY_REGISTERED: frozenset(),
    MailKind.RESET_PASSWORD: frozenset(),
    MailKind.PASSWORD_CHANGED: frozenset({"at"}),
    MailKind.INVITATION: frozenset({"invitation"}),
    MailKind.FACTORS_CHANGED: frozenset({"at", "what"}),
    MailKind.NEW_DEVICE: frozenset({"at", "address", "user_agent"}),
    MailKind.BREAK_GLASS: frozenset({"at", "who", "what", "reason", "until"}),
    MailKind.WEBHOOK_DISABLED: frozenset({"at", "endpoint", "why"}),
    MailKind.SESSION_REPLAY: frozenset({"at", "address"}),
}


def mail_queue(
    *,
    kind: MailKind,
    user: User | None = None,
    address: str = "",
    context: Mapping[str, str | int] | None = None,
) -> Mail:
    """Write a mail into the outbox, in the caller's transaction; it is sent once that has committed.

    Args:
        kind: which template.
        user: whom it goes to, at the address they have when it is sent.
        address: where it goes when there is no such person.
        context: what the template names, as text or numbers; only the keys of `CONTEXT[kind]`, no secrets.

    Raises:
        AddressInvalid: the address is none.
        ValueError: the context has a key that this kind does not take.
    """
    given = dict(context or {})
    if unknown := given.keys() - CONTEXT[kind]:
        raise ValueError(f"A mail of kind {kind.value} does not say {sorted(unknown)}.")
    if user is None:
        _address_check(address)
    at = timezone.now()
    mail = Mail.objects.create(
        kind=kind,
        user=user,
        address="" if user is not None else address,
        context={name: value if isinstance(value, int) else str(value) for name, value in given.items()},
        created_at=at,
        queued_at=at,
        next_attempt_at=at,
    )
    # Robust: with the broker away the mail waits for the sweep, and the change it speaks of stands.
    transaction.on_commit(partial(_wake, mail.pk), robust=True)
    return mail


def _address_check(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressInvalid("This is not an e-mail address.") from error


def _wake(mail_id: UUID) -> None:
    mail_send_task.delay(mail_id=str(mail_id))
