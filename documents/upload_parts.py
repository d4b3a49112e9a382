"""The pieces of a resumable upload: sealed while they arrive, read back in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from uuid_utils.compat import uuid7

from documents.constants import UPLOAD_PART_BYTES, UploadState
from documents.exceptions import StorageUnavailable
from documents.intake import HEAD_BYTES
from documents.models import Upload, UploadPart
from vault.services import files_primitive
from vault.storage import SealedWriter, documents_storage, sealed_chunks


@dataclass(frozen=True, slots=True)
class Arrived:
    """A sealed piece in the storage that no row knows yet, and the plaintext of its beginning."""

    part: UploadPart
    head: bytes


def folder_of(at: dt.datetime) -> str:
    """Return where the pieces of a day's uploads lie in the storage."""
    return f"uploads/{at:%Y/%m/%d}"


def parts_seal(upload: Upload, source: Iterable[bytes], *, offset: int, at: dt.datetime) -> Iterator[Arrived]:
    """Seal what arrives into pieces of at most `UPLOAD_PART_BYTES` and yield each once it is stored.

    A source that breaks off with an OSError ends the last piece: what has arrived is kept.

    Raises:
        StorageUnavailable: the storage is full or cannot be reached.
    """
    primitive = files_primitive(upload.data_key)
    chunks = _until_broken(source)
    rest = b""
    while True:
        part = UploadPart(id=uuid7(), upload=upload, offset=offset)
        part.storage_key = f"{folder_of(at)}/{upload.pk}/{part.pk}.sealed"
        try:
            with SealedWriter(primitive, part.binding()) as writer:
                head, rest = _fill(writer, rest, chunks)
                if writer.size == 0:
                    return
                writer.store(part.storage_key)
                part.size = writer.size
        except OSError as error:
            raise StorageUnavailable(f"The chunk cannot be stored: {error.strerror or error}.") from error
        offset += part.size
        yield Arrived(part, head)


def parts_read(upload: Upload) -> Iterator[bytes]:
    """Yield the plaintext of an upload in pieces of at most 1 MiB, in order."""
    primitive = files_primitive(upload.data_key)
    for part in upload.parts.order_by("offset").iterator():
        yield from sealed_chunks(primitive, part.storage_key, part.binding())


def parts_drop(keys: Iterable[str]) -> None:
    """Remove stored pieces; what cannot be removed now is an orphan for the sweep."""
    for key in keys:
        documents_storage().delete(key)


def upload_close(upload: Upload, state: UploadState) -> None:
    """Write the end of an upload in the caller's transaction: pieces and key go with the commit."""
    keys = list(upload.parts.values_list("storage_key", flat=True))
    upload.parts.all().delete()
    upload.state, upload.finishing_until = state, None
    upload.save()
    transaction.on_commit(lambda: parts_drop(keys), robust=True)


def _fill(writer: SealedWriter, rest: bytes, chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Write up to one part; return the beginning of what was written, and what is left for the next."""
    head = bytearray()
    while writer.size < UPLOAD_PART_BYTES:
        chunk = rest or next(chunks, b"")
        if not chunk:
            return bytes(head), b""
        taken = chunk[: UPLOAD_PART_BYTES - writer.size]
        rest = chunk[len(taken) :]
        if len(head) < HEAD_BYTES:
            head += taken[: HEAD_BYTES - len(head)]
        writer.write(taken)
    return bytes(head), rest


def _until_broken(source: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from source
    except OSError:
        return  # the client went away; Django's UnreadablePostError is one, too
