"""Attachments of a mailbox become documents: once each, and mails are put away only when that stands.

A mail is one transaction: its row, keyed by UIDVALIDITY and UID, and its documents, keyed by its bytes. Where
the server numbers its mails anew, the same bytes find the documents that are there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Max
from uuid_utils.compat import uuid7

from accounts.models import User
from audit import trail
from documents.constants import MAX_MAIL_BYTES, MailState
from documents.exceptions import DocumentsError, MailboxAway, StorageUnavailable
from documents.intake import Intake
from documents.mail_parts import Attachment, MailUnreadable, Origin, attachments_of, origin_of
from documents.mailbox import Mailbox, mailbox_open, place_of
from documents.models import Case, Document, Mail, MailAttachment
from documents.receiving import document_create
from vault.installation import secret_seal

logger = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]
_AWAY = "mailbox-away"
_AWAY_SECONDS = 3600
_WHY = 2000
_TOO_LARGE = (
    f"The mail is larger than {MAX_MAIL_BYTES // 1024**2} MiB. "
    "Send its files in several mails, or by the console."
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run has done."""

    mails: int = 0
    documents: int = 0
    refused: int = 0  # mails of which nothing, or not all, was taken


@dataclass(frozen=True, slots=True)
class _Found:
    """What is in one mail, before anything is written."""

    origin: Origin
    attachments: list[Attachment]
    digest: str
    refusal: str = ""


def mails_fetch(*, clock: Clock, limit: int) -> Fetched:
    """Take in the attachments of the mails that came since the last run, oldest first.

    Args:
        clock: gives each document its moment.
        limit: how many mails at most; the next run goes on behind them.

    Raises:
        MailboxAway: the server cannot be reached or refuses, or the settings name nobody who may.
        StorageUnavailable: a file could not be stored; its mail stays where it is.
    """
    try:
        done = _fetch(clock, limit)
    except (MailboxAway, StorageUnavailable) as error:
        cache.set(_AWAY, str(error), _AWAY_SECONDS)
        raise
    cache.delete(_AWAY)
    return done


def mailbox_obstacle() -> str:
    """Return why the last run could not fetch; nothing where it could."""
    return str(cache.get(_AWAY) or "")


def _fetch(clock: Clock, limit: int) -> Fetched:
    place, (owner, case) = place_of(settings.IMAP_URL), _receiver()
    name = hashlib.sha256(place.name.encode()).hexdigest()
    done = Fetched()
    with mailbox_open(place, trusted=settings.IMAP_CA) as box:
        mine = Mail.objects.filter(mailbox=name, uid_validity=box.uid_validity)
        for mail in mine.filter(is_put_away=False).order_by("uid")[:limit]:
            _put_away(box, mail)
        last = mine.aggregate(last=Max("uid"))["last"]
        # Numbered anew: what an earlier numbering has taken is marked, if it is still here.
        is_renumbered = last is None and Mail.objects.filter(mailbox=name).exists()
        for uid in box.uids_above(last or 0, unmarked=is_renumbered)[:limit]:
            found = _look(box, uid)
            if found is None:
                continue
            mail = Mail(id=uuid7(), mailbox=name, uid_validity=box.uid_validity, uid=uid, created_at=clock())
            made = _take(mail, found, owner, case)
            if made is not None:
                done = _counted(done, mail, made)
                _put_away(box, mail)
    return done


def _receiver() -> tuple[User, Case | None]:
    """Return whose the documents become, and the case for them.

    Raises:
        MailboxAway: nobody, or somebody who may not bring documents in; or the owner has no such case.
    """
    owner = User.objects.filter(email__iexact=settings.IMAP_OWNER.strip(), is_service=False).first()
    if owner is None or not owner.is_active or not owner.has_perm("documents.add_document"):
        raise MailboxAway("IMAP_OWNER names nobody who may bring documents in.")
    if not settings.IMAP_CASE:
        return owner, None
    case = Case.objects.filter(owner=owner, name=settings.IMAP_CASE).order_by("pk").first()
    if case is None:
        raise MailboxAway("IMAP_CASE names no case of IMAP_OWNER.")
    return owner, case


def _look(box: Mailbox, uid: int) -> _Found | None:
    """Read a mail without touching it; None where it is there no more."""
    size = box.size(uid)
    if size is None:
        return None
    if size > MAX_MAIL_BYTES:
        head = box.head(uid)
        return _Found(origin_of(head), [], "", _TOO_LARGE)
    raw = box.whole(uid, limit=MAX_MAIL_BYTES)
    if not raw:
        return None
    found = _Found(origin_of(raw), [], hashlib.sha256(raw).hexdigest())
    if not _is_let_in(found.origin.sender):
        return replace(found, refusal="Its sender is not on the list of IMAP_SENDERS.")
    try:
        return replace(found, attachments=attachments_of(raw))
    except MailUnreadable as error:
        return replace(found, refusal=str(error))


def _is_let_in(sender: str) -> bool:
    """Tell whether the list, if there is one, names the address or its domain (`@lender.example`)."""
    allowed = {entry.lower() for entry in settings.IMAP_SENDERS}
    return not allowed or (bool(sender) and bool({sender, f"@{sender.partition('@')[2]}"} & allowed))


def _take(mail: Mail, found: _Found, owner: User, case: Case | None) -> list[Document] | None:
    """Write a mail and its documents in one transaction; None where another process was first."""
    try:
        with transaction.atomic():
            mail.sealed_sender = _sealed(mail, "sealed_sender", found.origin.sender)
            mail.sealed_message_id = _sealed(mail, "sealed_message_id", found.origin.message_id)
            mail.state = MailState.EMPTY
            mail.save(force_insert=True)  # first: whoever else fetches it waits here
            made, whys = [], [found.refusal] if found.refusal else []
            for position, attachment in enumerate(found.attachments, start=1):
                try:
                    document = _document(mail, found, position, attachment, owner, case)
                except StorageUnavailable:
                    raise
                except DocumentsError as error:
                    whys.append(f"Attachment {position}: {error}")
                else:
                    made.append(document)
            mail.state, mail.why = _state(made, whys), "\n".join(whys)[:_WHY]
            mail.save(update_fields=["state", "why"])
            details = {"state": mail.state, "documents": [str(one.pk) for one in made], "refused": len(whys)}
            trail.record("mail.taken", target=mail, details=details, count=len(made))
    except IntegrityError:
        if Mail.objects.filter(mailbox=mail.mailbox, uid_validity=mail.uid_validity, uid=mail.uid).exists():
            return None
        raise
    return made


def _document(  # noqa: PLR0917 - one step of a loop, split off for length only
    mail: Mail, found: _Found, position: int, attachment: Attachment, owner: User, case: Case | None
) -> Document:
    with Intake(at=mail.created_at) as intake:
        intake.write(attachment.content)
        intake.sniff_or_refuse(attachment.name, attachment.sent_as)
        key = hashlib.sha256(f"{mail.mailbox}:{found.digest}:{position}".encode()).hexdigest()
        made = document_create(
            actor=owner,
            owner=owner,
            case=case,
            intake=intake,
            file_name=attachment.name,
            idempotency_key=f"mail:{key}",
            at=mail.created_at,
        )
    MailAttachment.objects.create(mail=mail, document=made.document, position=position)
    return made.document


def _put_away(box: Mailbox, mail: Mail) -> None:
    box.put_away(mail.uid, to=settings.IMAP_DONE_FOLDER)
    Mail.objects.filter(pk=mail.pk).update(is_put_away=True)


def _state(made: list[Document], whys: list[str]) -> MailState:
    if made:
        return MailState.PARTLY if whys else MailState.TAKEN
    return MailState.REFUSED if whys else MailState.EMPTY


def _counted(done: Fetched, mail: Mail, made: list[Document]) -> Fetched:
    is_refused = mail.state in {MailState.REFUSED, MailState.PARTLY}
    return Fetched(done.mails + 1, done.documents + len(made), done.refused + is_refused)


def _sealed(mail: Mail, field: str, text: str) -> bytes:
    return secret_seal(text, table="documents.mail", row=mail.pk, field=field)
