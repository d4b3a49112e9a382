"""One folder of an IMAP server over TLS: what is in it, read without touching it, and put away when taken.

Source: RFC 3501 (UIDs and UIDVALIDITY, 2.3.1.1), RFC 6851 (MOVE), RFC 4315 (UIDPLUS).
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from documents.exceptions import MailboxAway

TIMEOUT = 60.0
KEYWORD = "MunimentTaken"
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_FAILURES = (imaplib.IMAP4.error, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is and who opens it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    is_tls: bool  # from the first byte; otherwise by STARTTLS, which is insisted on

    @property
    def name(self) -> str:
        """What tells this mailbox from every other."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def place_of(url: str) -> Place:
    """Return the place of `imaps://user:password@host:993/Folder`, or `imap://` for STARTTLS.

    Raises:
        MailboxAway: it is neither. It is not repeated: it holds a password.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise MailboxAway("IMAP_URL names no port that there is.") from error
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise MailboxAway("IMAP_URL takes imaps://user:password@host:993/Folder, or imap:// for STARTTLS.")
    is_tls = parts.scheme == "imaps"
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    if not (folder.isascii() and folder.isprintable()):
        raise MailboxAway("IMAP_URL names its folder as the server does: in ASCII (RFC 3501, 5.1.3).")
    return Place(
        host=parts.hostname,
        port=port or (993 if is_tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=folder,
        is_tls=is_tls,
    )


@contextmanager
def mailbox_open(place: Place, *, trusted: str) -> Iterator[Mailbox]:
    """Open the folder while the block runs.

    Args:
        place: where.
        trusted: PEM file of who signs the server's certificate; empty: the machine's list.

    Raises:
        MailboxAway: the server cannot be reached, proves to be another one, or refuses.
    """
    with _told(place):
        context = ssl.create_default_context(cafile=trusted or None)
        line = _connected(place, context)
    try:
        with _told(place):
            line.login(place.user, place.password)
            _answer(line.select(_quoted(place.folder)))
            (validity,) = line.response("UIDVALIDITY")[1]
            box = Mailbox(place, line, int(validity or b""))
        yield box
    finally:
        with suppress(*_FAILURES):
            line.logout()
        with suppress(OSError):
            line.shutdown()  # a line that broke is not closed by signing out


class Mailbox:
    """An open folder."""

    def __init__(self, place: Place, line: imaplib.IMAP4, uid_validity: int) -> None:
        """Take over a line that has selected the folder."""
        self.uid_validity = uid_validity
        self._place, self._line = place, line

    def uids_above(self, uid: int, *, unmarked: bool = False) -> list[int]:
        """Return the UIDs above one, lowest first; `unmarked`: without what was marked as taken."""
        with _told(self._place):
            asked = ["UID", f"{uid + 1}:*", "UNDELETED", *(["UNKEYWORD", KEYWORD] if unmarked else [])]
            (found,) = _answer(self._line.uid("SEARCH", *asked))
            # The last mail answers to every range that ends with `*`.
            return sorted({int(one) for one in (found or b"").split() if int(one) > uid})

    def size(self, uid: int) -> int | None:
        """Return how large a mail is; None where it is there no more."""
        with _told(self._place):
            for part in _answer(self._line.uid("FETCH", str(uid), "(RFC822.SIZE)")):
                text = part[0] if isinstance(part, tuple) else part
                if text and (found := _SIZE.search(text)):
                    return int(found[1])
            return None

    def head(self, uid: int) -> bytes:
        """Return where a mail comes from, without the mail."""
        return self._fetched(uid, "(BODY.PEEK[HEADER.FIELDS (FROM MESSAGE-ID)])")

    def whole(self, uid: int, *, limit: int) -> bytes:
        """Return a mail, at most `limit` bytes of it; nothing where it is there no more."""
        return self._fetched(uid, f"(BODY.PEEK[]<0.{limit}>)")

    def put_away(self, uid: int, *, to: str) -> None:
        """Mark a mail as taken, and move it to a folder where one is named; as often as one likes."""
        with _told(self._place):
            if to:
                self._move(str(uid), _quoted(to))
            else:
                self._mark(str(uid))

    def _fetched(self, uid: int, what: str) -> bytes:
        with _told(self._place):
            parts = _answer(self._line.uid("FETCH", str(uid), what))
            return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")

    def _mark(self, uid: str) -> None:
        if self._line.uid("STORE", uid, "+FLAGS.SILENT", f"(\\Seen {KEYWORD})")[0] != "OK":
            _answer(self._line.uid("STORE", uid, "+FLAGS.SILENT", "(\\Seen)"))  # it takes no keywords

    def _move(self, uid: str, folder: str) -> None:
        verb = "MOVE" if "MOVE" in self._line.capabilities else "COPY"
        if self._line.uid(verb, uid, folder)[0] != "OK":
            self._line.create(folder)
            _answer(self._line.uid(verb, uid, folder))
        if verb == "COPY":
            _answer(self._line.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)"))
            if "UIDPLUS" in self._line.capabilities:  # a plain EXPUNGE would take other people's along
                _answer(self._line.uid("EXPUNGE", uid))


def _connected(place: Place, context: ssl.SSLContext) -> imaplib.IMAP4:
    if place.is_tls:
        return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=TIMEOUT)
    line = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
    try:
        line.starttls(ssl_context=context)
    except BaseException:
        line.shutdown()
        raise
    return line


def _answer(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"the server answered {kind}")
    return data


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextmanager
def _told(place: Place) -> Iterator[None]:
    """Tell every failure of the line as one error, without what the server said: it may repeat a password."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxAway(f"{place.host} cannot prove who it is: {error.verify_message}.") from error
    except OSError as error:
        raise MailboxAway(f"{place.host} does not answer: {error.strerror or 'the line broke'}.") from error
    except (imaplib.IMAP4.error, ValueError) as error:
        raise MailboxAway(f"{place.host} refuses, or is not understood.") from error
