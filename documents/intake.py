"""Taking a file in: sniffed, hashed and encrypted while it streams, before any row exists."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Self
from uuid import UUID

from django.conf import settings
from uuid_utils.compat import uuid7

from documents.constants import MAX_NAME_LENGTH, MAX_UPLOAD_BYTES
from documents.exceptions import EmptyFile, FileTooLarge, StorageUnavailable, UnsupportedContent
from documents.models import DocumentVersion
from documents.reading.sniff import Sniffed, sniff
from documents.reading.types import Format
from vault.constants import KeyPurpose
from vault.services import data_key_prepare, files_primitive
from vault.storage import SealedWriter

HEAD_BYTES = 64 * 1024
LARGEST = "Split it, or raise UPLOAD_MAX_MIB."  # for who runs the installation
_SAVE_AS = "Save it as one of these, then send it again."
SUPPORTED = "PDF, PNG, JPEG, TIFF, CSV, XLSX, OFX/QFX, QIF, MT940, CAMT and e-invoice XML"


class Intake:
    """One file on its way in. Write the chunks, then give it to `services.document_create`.

    Use as a context manager: what was not stored leaves nothing behind.
    """

    def __init__(self, *, at: dt.datetime, limit: int = 0, advice: str = "") -> None:
        """Prepare the document's data key and open the encrypting spool.

        Args:
            at: when.
            limit: bytes at most; 0: what is taken in one request.
            advice: what helps whose file is larger; empty: whatever takes more than one request does.
        """
        self.at = at
        self.document_id: UUID = uuid7()
        self.data_key = data_key_prepare(purpose=KeyPurpose.DOCUMENT, at=at)
        version_id = uuid7()
        self.version = DocumentVersion(
            id=version_id,
            document_id=self.document_id,
            storage_key=f"{at:%Y/%m/%d}/{version_id}.sealed",
            created_at=at,
        )
        self._limit = limit or min(MAX_UPLOAD_BYTES, settings.UPLOAD_MAX_BYTES)
        self._advice = advice or _advice_beyond(self._limit)
        self._head = bytearray()
        try:
            self._writer = SealedWriter(files_primitive(self.data_key), self.version.binding())
        except OSError as error:
            raise StorageUnavailable(f"The upload cannot be spooled: {error.strerror}.") from error

    @property
    def size(self) -> int:
        """Bytes taken so far."""
        return self._writer.size

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes so far, in hex."""
        return self._writer.sha256

    def write(self, chunk: bytes) -> None:
        """Take the next chunk.

        Raises:
            FileTooLarge: the limit was passed.
            StorageUnavailable: the disk is full.
        """
        if self.size + len(chunk) > self._limit:
            raise FileTooLarge(
                f"The file is larger than {size_told(self._limit)}, the most that is taken in this way. "
                f"{self._advice}"
            )
        if len(self._head) < HEAD_BYTES:
            self._head += chunk[: HEAD_BYTES - len(self._head)]
        try:
            self._writer.write(chunk)
        except OSError as error:
            raise StorageUnavailable(f"The upload cannot be spooled: {error.strerror}.") from error

    @property
    def head(self) -> bytes:
        """The first bytes, up to 64 KiB."""
        return bytes(self._head)

    def sniff(self, name: str) -> Sniffed:
        """Return what the content looks like, from its first 64 KiB."""
        return sniff(bytes(self._head), name)

    def sniff_or_refuse(self, name: str, sent_as: str = "") -> Sniffed:
        """Return what the content looks like, where it is something that is taken in.

        Args:
            name: as the person named it.
            sent_as: the content type that came along, for the sentence of the refusal.

        Raises:
            EmptyFile: there is nothing in it.
            UnsupportedContent: it is none of the kinds that are taken in.
        """
        if self.size == 0:
            raise EmptyFile("The file is empty (0 bytes). Send the file again.")
        return head_or_refuse(bytes(self._head), name, sent_as)

    def store(self) -> None:
        """Move the ciphertext into the storage.

        Raises:
            StorageUnavailable: the storage is full or cannot be reached.
        """
        try:
            self._writer.store(self.version.storage_key)
        except OSError as error:
            raise StorageUnavailable(f"The file cannot be stored: {error.strerror or error}.") from error

    def __enter__(self) -> Self:
        """Return the intake."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Drop the spool."""
        self._writer.__exit__(*exc_info)


def head_or_refuse(head: bytes, name: str, sent_as: str = "") -> Sniffed:
    """Return what a file is by its first 64 KiB; raises `UnsupportedContent` where it is not taken in."""
    sniffed = sniff(head, name)
    allowed = settings.UPLOAD_FORMATS
    if sniffed.format is Format.UNKNOWN:
        came = f", sent as {sent_as}" if sent_as else ""
        raise UnsupportedContent(
            f"The content is {sniffed.mime}{came} under the name {name!r}. Supported: {SUPPORTED}. {_SAVE_AS}"
        )
    if allowed and sniffed.format.value not in allowed:
        raise UnsupportedContent(
            f"The content is {sniffed.mime}. "
            f"By UPLOAD_FORMATS this installation takes in: {', '.join(allowed)}. {_SAVE_AS}"
        )
    return sniffed


def _advice_beyond(limit: int) -> str:
    largest = settings.UPLOAD_MAX_BYTES
    if largest <= limit:
        return "Split it, or have whoever runs this installation raise UPLOAD_MAX_MIB."
    return (
        f"Split it, or send it in pieces as a resumable upload, up to {size_told(largest)} "
        "(POST /api/v1/uploads, or in the console)."
    )


def size_told(count: int) -> str:
    """Return a limit of bytes as people read it."""
    return f"{count // 1024**2} MiB" if count and count % 1024**2 == 0 else f"{count:,} bytes"


def file_name_clean(name: str) -> str:
    """Return a display name without folders, control characters or direction overrides, at most 255 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot:
        return kept.strip(" .")[:MAX_NAME_LENGTH] or "unnamed"
    return f"{stem[: MAX_NAME_LENGTH - len(ending[:20]) - 1]}.{ending[:20]}"
