"""Reads what was mailed in a test."""

from __future__ import annotations

import re

from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts import mailing, registering
from accounts.constants import MailState
from accounts.models import Mail, Registration


def mails_deliver() -> list[EmailMultiAlternatives]:
    """Send what waits in the outbox, as the worker would; return everything sent so far."""
    for mail_id in Mail.objects.filter(state=MailState.WAITING).order_by("pk").values_list("pk", flat=True):
        mailing.mail_send(mail_id, at=timezone.now())
    return mails_sent()


def mails_sent() -> list[EmailMultiAlternatives]:
    """Return every mail sent so far."""
    return [mail for mail in outbox.outbox if isinstance(mail, EmailMultiAlternatives)]


def link_in(mail: EmailMultiAlternatives) -> str:
    """Return the link of a mail."""
    found = re.search(r"^https?://\S+#\S+$", str(mail.body), re.MULTILINE)
    assert found is not None
    return found[0]


def token_in(mail: EmailMultiAlternatives) -> str:
    """Return the token of the link of a mail."""
    return link_in(mail).partition("#")[2]


def registrations_settle() -> None:
    """Settle what was registered, as the worker would."""
    for pk in (
        Registration.objects.filter(settled_at__isnull=True).order_by("pk").values_list("pk", flat=True)
    ):
        registering.registration_settle(pk, at=timezone.now())
