"""What a mail brings: whom it says it is from, and the files in it. Pure; the mail is hostile."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import Any

MAX_PARTS = 1000
MAX_ATTACHMENTS = 100
# What the library is known to raise on mails that are made to break it.
_BROKEN = (RecursionError, LookupError, ValueError, TypeError, AttributeError, HeaderParseError)
_SENDER = 320
_MESSAGE_ID = 998
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}


class MailUnreadable(Exception):
    """The mail cannot be taken apart, or has too many parts; the message says which."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail."""

    name: str
    sent_as: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mail says it comes from: nothing proves it."""

    sender: str  # the bare address in lower case; empty where there is none, or several
    message_id: str


def origin_of(raw: bytes) -> Origin:
    """Return what the headers say; also of a mail that has nothing but headers."""
    message = BytesHeaderParser().parsebytes(raw)
    senders = [str(value) for value in message.get_all("From", [])]
    address = parseaddr(senders[0])[1].strip().lower() if len(senders) == 1 else ""
    sender = address if address.count("@") == 1 else ""
    return Origin(_plain(sender)[:_SENDER], _plain(str(message.get("Message-ID", "")).strip())[:_MESSAGE_ID])


def attachments_of(raw: bytes) -> list[Attachment]:
    """Return the files in a mail, those of mails within it too; pictures that its text shows are left out.

    Raises:
        MailUnreadable: it cannot be taken apart, or has too many parts.
    """
    try:
        return list(_attachments(email.message_from_bytes(raw)))
    except _BROKEN as error:
        raise MailUnreadable("The mail cannot be taken apart.") from error


def _attachments(message: Message) -> Iterator[Attachment]:
    found = 0
    for number, (part, above) in enumerate(_parts(message)):
        if number > MAX_PARTS:
            raise MailUnreadable(f"The mail has more than {MAX_PARTS} parts.")
        if part.is_multipart() or not _is_file(part, above):
            continue
        found += 1
        if found > MAX_ATTACHMENTS:
            raise MailUnreadable(f"The mail has more than {MAX_ATTACHMENTS} attachments.")
        content: Any = part.get_payload(decode=True)
        yield Attachment(_plain(_name(part, found)), _plain(part.get_content_type()), content or b"")


def _parts(message: Message) -> Iterator[tuple[Message, str]]:
    """Yield every part with the kind of what it stands in; no recursion, however deep a mail is."""
    waiting: list[tuple[Message, str]] = [(message, "")]
    while waiting:
        part, above = waiting.pop()
        yield part, above
        if part.is_multipart():
            inner: Any = part.get_payload()
            waiting += [(one, part.get_content_type()) for one in reversed(inner)]


def _is_file(part: Message, above: str) -> bool:
    disposition = part.get_content_disposition()
    kind = part.get_content_maintype()
    if disposition == "attachment":
        return True
    is_shown = kind == "image" and above == "multipart/related" and "Content-ID" in part
    return not is_shown and (bool(part.get_filename()) or kind not in {"text", "multipart"})


def _name(part: Message, number: int) -> str:
    given = part.get_filename()
    if not given:
        return f"attachment {number}{_ENDINGS.get(part.get_content_type(), '')}"
    try:
        return str(make_header(decode_header(given)))
    except _BROKEN:
        return str(given)


def _plain(text: str) -> str:
    """Return what a database takes: no zero byte, no half of a character."""
    return text.encode(errors="replace").decode().replace("\x00", "")
