"""Sending what is in the outbox: claimed by one worker at a time, tried again with growing pauses."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import uuid

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q

from accounts.constants import MailKind, MailState
from accounts.letters import Letter, compose
from accounts.models import Link, Mail, Registration
from audit import trail
from audit.models import LogEntry

logger = logging.getLogger(__name__)

# Longer than the task may run: whoever holds the lease has stopped before another takes it.
LEASE = dt.timedelta(minutes=2)
# A message that was queued is given this long before the sweep queues another.
PATIENCE = dt.timedelta(minutes=1)
PAUSES = tuple(dt.timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 480, 720))
SWEEP_BATCH = 500
KEPT = dt.timedelta(days=30)
# What anybody can have sent to any address by asking: so often an hour, then no more.
ASKED_FOR = {MailKind.VERIFY_ADDRESS, MailKind.ALREADY_REGISTERED, MailKind.RESET_PASSWORD}
ASKED_FOR_AT_MOST = 5


def mail_send(mail_id: uuid.UUID, *, at: dt.datetime) -> str:
    """Send one mail if it is due; return what became of it.

    "not due": another worker has it, or it is finished. A mail is sent again only where a worker died between
    handing it over and noting so; its Message-ID is then the same.
    """
    mail = mail_claim(mail_id, at=at)
    if mail is None:
        return "not due"
    if mail.attempts > len(PAUSES) + 1:  # whoever tried before died of it
        return _finish(mail, MailState.FAILED, at, "stopped its worker again and again")
    letter = compose(mail, at=at)
    if letter is None or _asked_too_often(mail, at):
        return _finish(
            mail, MailState.DROPPED, at, "asked for too often" if letter else "nobody to send it to"
        )
    return _hand_over(mail, letter, at)


def _hand_over(mail: Mail, letter: Letter, at: dt.datetime) -> str:
    try:
        _message(mail, letter).send()
    except (OSError, smtplib.SMTPException) as error:
        return _put_off(mail, error, at)
    except ValueError as error:  # a line break in a header, say: no other attempt would do better
        return _finish(mail, MailState.FAILED, at, type(error).__name__)
    return _finish(mail, MailState.SENT, at)


def mail_claim(mail_id: uuid.UUID, *, at: dt.datetime) -> Mail | None:
    """Take the lease of a mail that is due; None where there is nothing to do."""
    with transaction.atomic():
        is_free = Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lte=at)
        mail = (
            Mail.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user")
            .filter(is_free, pk=mail_id, state=MailState.WAITING, next_attempt_at__lte=at)
            .first()
        )
        if mail is None:
            return None
        mail.attempts += 1
        mail.lease_token = uuid.uuid4()
        mail.lease_expires_at = at + LEASE
        mail.save(update_fields=["attempts", "lease_token", "lease_expires_at"])
    return mail


def mails_due(*, at: dt.datetime) -> list[uuid.UUID]:
    """Return mails that wait without a message on its way, oldest first, and note that one goes out now."""
    is_free = Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lte=at)
    due = Mail.objects.filter(
        is_free, state=MailState.WAITING, next_attempt_at__lte=at, queued_at__lte=at - PATIENCE
    )
    found = list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:SWEEP_BATCH])
    Mail.objects.filter(pk__in=found, state=MailState.WAITING).update(queued_at=at)
    return found


def mails_forget(*, at: dt.datetime) -> int:
    """Delete finished mails, ended links and settled registrations of a month ago; return how many mails."""
    before = at - KEPT
    with transaction.atomic():
        links = Link.objects.filter(expires_at__lt=before).delete()[0]
        registrations = Registration.objects.filter(settled_at__lt=before).delete()[0]
        done = Mail.objects.exclude(state=MailState.WAITING).filter(created_at__lt=before)
        mails = done.delete()[0]
        if gone := links + registrations + mails:
            details = {"mails": mails, "links": links, "registrations": registrations}
            trail.record("mails.forgotten", details=details, count=gone, action=LogEntry.Action.DELETE)
    return mails


def _asked_too_often(mail: Mail, at: dt.datetime) -> bool:
    """Tell whether this address got as many mails of this kind within the hour as it will get."""
    if mail.kind not in ASKED_FOR:
        return False
    whose = Q(user=mail.user) if mail.user is not None else Q(address__iexact=mail.address)
    sent = Mail.objects.filter(
        whose, kind__in=ASKED_FOR, state=MailState.SENT, sent_at__gt=at - dt.timedelta(hours=1)
    )
    return sent.count() >= ASKED_FOR_AT_MOST


def _message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={
            # The same at each attempt: a server that has it already can drop the second.
            "Message-ID": f"<{mail.pk}@{letter.domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def _finish(mail: Mail, state: MailState, at: dt.datetime, why: str = "") -> str:
    """Note the end of a mail, if the lease is still ours."""
    with transaction.atomic():
        locked = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        if locked.lease_token != mail.lease_token:
            logger.warning("mail %s was taken over by another worker", mail.pk)
            return "lease lost"
        locked.state = state
        locked.sent_at = at if state == MailState.SENT else None
        locked.user_id = mail.user_id
        locked.error = why
        locked.lease_token = locked.lease_expires_at = None
        locked.save()
        trail.record(
            f"mail.{state.value}", target=mail, details={"kind": mail.kind, "attempts": mail.attempts}
        )
    return state.value


def _put_off(mail: Mail, error: Exception, at: dt.datetime) -> str:
    """Note a failed attempt: another follows, unless the server said never or it was the last."""
    said = f"{type(error).__name__}: {error}"[:300].replace("\x00", "")
    if _is_final(error) or mail.attempts > len(PAUSES):
        logger.error("mail %s was given up: %s", mail.pk, type(error).__name__)
        return _finish(mail, MailState.FAILED, at, said)
    logger.warning("mail %s could not be sent, attempt %d: %s", mail.pk, mail.attempts, type(error).__name__)
    Mail.objects.filter(pk=mail.pk, lease_token=mail.lease_token).update(
        next_attempt_at=at + PAUSES[mail.attempts - 1],
        lease_token=None,
        lease_expires_at=None,
        error=said,
    )
    return "put off"


def _is_final(error: Exception) -> bool:
    """Tell whether the server refused the recipient for good (5yz, RFC 5321 section 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())
