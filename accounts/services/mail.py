"""Mails to people: written into the outbox with the change they speak of, sent after it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.constants import MailKind
from accounts.models import Mail, User
from accounts.outbox import mail_write
from accounts.tasks import mail_send_task


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
    mail = mail_write(kind=kind, user=user, address=address, context=context)
    # Robust: with the broker away the mail waits for the sweep, and the change it speaks of stands.
    transaction.on_commit(partial(_wake, mail.pk), robust=True)
    return mail


def _wake(mail_id: UUID) -> None:
    mail_send_task.delay(mail_id=str(mail_id))
