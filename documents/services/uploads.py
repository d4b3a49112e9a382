"""Resumable uploads: open one, add to it, end it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import User
from audit import trail
from documents.constants import (
    INLINE_FINISH_BYTES,
    MAX_OPEN_UPLOAD_BYTES,
    MAX_OPEN_UPLOADS,
    MAX_UPLOAD_PARTS,
    UPLOAD_LASTS,
    UploadState,
)
from documents.exceptions import (
    ChecksumMismatch,
    ChunkTooLarge,
    EmptyFile,
    FileTooLarge,
    OffsetConflict,
    TooManyUploads,
    UnsupportedContent,
    UploadGone,
)
from documents.intake import HEAD_BYTES, file_name_clean, head_or_refuse, size_told
from documents.models import Case, Upload, UploadPart
from documents.receiving import task_send
from documents.upload_finishing import upload_finish, upload_refuse
from documents.upload_parts import Arrived, parts_drop, parts_seal, upload_close
from vault.constants import KeyPurpose
from vault.services import data_key_create, data_key_destroy


@dataclass(slots=True)
class Checksum:
    """What a client says about its chunk, and what came."""

    algorithm: str  # sha1 or sha256
    expected: bytes
    found: Any = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.found = hashlib.new(self.algorithm, usedforsecurity=False)


def upload_open(
    *,
    actor: User,
    file_name: str,
    length: int,
    case: Case | None,
    at: dt.datetime,
    metadata: str = "",
) -> Upload:
    """Announce a file that will arrive in chunks.

    Args:
        actor: whose it will be; already allowed to bring documents in.
        file_name: as the person named it.
        length: bytes.
        case: already checked to be visible to the actor.
        at: when.
        metadata: what the client sent, to be given back.

    Raises:
        EmptyFile, FileTooLarge: the length is none that is taken.
        TooManyUploads: the actor has too many open ones.
    """
    _length_check(length)
    with transaction.atomic():
        _room_check(actor, length)
        upload = Upload.objects.create(
            owner=actor,
            case=case,
            file_name=file_name_clean(file_name),
            metadata=metadata,
            length=length,
            data_key=data_key_create(purpose=KeyPurpose.DOCUMENT, at=at),
            created_at=at,
            expires_at=at + UPLOAD_LASTS,
        )
        trail.record("upload.opened", target=upload, details={"length": length})
    return upload


def _length_check(length: int) -> None:
    if length == 0:
        raise EmptyFile("The file is empty (0 bytes). Send the file again.")
    if length > settings.UPLOAD_MAX_BYTES:
        raise FileTooLarge(
            f"The file is larger than {size_told(settings.UPLOAD_MAX_BYTES)}, the most that is taken in. "
            "Split it, or have whoever runs this installation raise UPLOAD_MAX_MIB."
        )


def _room_check(actor: User, length: int) -> None:
    """Refuse too many open uploads; the actor's row is the gate at which they are counted one by one."""
    User.objects.select_for_update().get(pk=actor.pk)
    mine = Upload.objects.filter(owner=actor, state=UploadState.OPEN)
    held = mine.aggregate(count=Count("pk"), size=Sum("length"))
    if held["count"] >= MAX_OPEN_UPLOADS or (held["size"] or 0) + length > MAX_OPEN_UPLOAD_BYTES:
        raise TooManyUploads(
            f"You have too many unfinished uploads: {MAX_OPEN_UPLOADS}, or "
            f"{size_told(MAX_OPEN_UPLOAD_BYTES)} together, is the most. Finish or end some first."
        )


def upload_append(
    *,
    actor: User,
    upload: Upload,
    offset: int,
    source: Iterable[bytes],
    at: dt.datetime,
    checksum: Checksum | None = None,
) -> Upload:
    """Add a chunk; the last one makes the document. Returns the upload as it stands then.

    Every stored piece counts at once, so that a chunk that breaks off is resumed where it broke; only one
    with a checksum counts whole or not at all.

    Raises:
        UploadGone: it is over.
        OffsetConflict: it stands elsewhere; another chunk may have come in between.
        ChunkTooLarge: more came than was announced.
        ChecksumMismatch: the chunk was damaged on the way.
        UnsupportedContent: its beginning shows that it is nothing to take in; the upload is over.
    """
    _open_or_refuse(upload, offset, at)
    arrived: list[Arrived] = []
    for piece in parts_seal(upload, _counted(source, upload.length - offset, checksum), offset=offset, at=at):
        arrived.append(piece)
        if checksum is None:
            _keep(upload, arrived, at)
            arrived = []
    if checksum is not None:
        if checksum.found.digest() != checksum.expected:
            parts_drop(piece.part.storage_key for piece in arrived)
            raise ChecksumMismatch("The chunk is not what its checksum says. Send it again.")
        _keep(upload, arrived, at)
    return _finished(upload, at)


def upload_end(*, actor: User, upload: Upload, at: dt.datetime) -> None:
    """Throw away what has arrived.

    Raises:
        UploadGone: it is over already, or just becoming a document.
    """
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        is_busy = locked.finishing_until is not None and locked.finishing_until > at
        if locked.state != UploadState.OPEN or is_busy:
            raise UploadGone("This upload is over.")
        upload_close(locked, UploadState.ENDED)
        data_key_destroy(key=locked.data_key, at=at)
        trail.record("upload.ended", target=locked, details={"offset": locked.offset})


def _open_or_refuse(upload: Upload, offset: int, at: dt.datetime) -> None:
    if upload.state != UploadState.OPEN or (upload.expires_at <= at and not upload.is_whole):
        raise UploadGone(upload.refusal or "This upload is over.")
    if offset != upload.offset:
        raise OffsetConflict(f"The upload stands at {upload.offset}, the chunk begins at {offset}.")
    if upload.part_count >= MAX_UPLOAD_PARTS:
        raise ChunkTooLarge("The upload came in too many small chunks. Begin again with larger ones.")


def _counted(source: Iterable[bytes], room: int, checksum: Checksum | None) -> Iterator[bytes]:
    for chunk in source:
        room -= len(chunk)
        if room < 0:
            raise ChunkTooLarge("More bytes came than the upload announced.")
        if checksum is not None:
            checksum.found.update(chunk)
        yield chunk


def _keep(upload: Upload, arrived: list[Arrived], at: dt.datetime) -> None:
    """Write stored pieces down: from here on they count. Of two chunks at one offset, the first counts."""
    if not arrived:
        return
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        stands = locked.state == UploadState.OPEN and locked.offset == arrived[0].part.offset
        if stands:
            UploadPart.objects.bulk_create(piece.part for piece in arrived)
            locked.offset += sum(piece.part.size for piece in arrived)
            locked.part_count += len(arrived)
            locked.expires_at = at + UPLOAD_LASTS
            locked.save(update_fields=["offset", "part_count", "expires_at"])
    if not stands:
        parts_drop(piece.part.storage_key for piece in arrived)
        raise OffsetConflict("Another chunk came in between. Ask where the upload stands.")
    upload.offset, upload.part_count, upload.expires_at = locked.offset, locked.part_count, locked.expires_at
    _look_at_beginning(upload, arrived[0], at)


def _look_at_beginning(upload: Upload, first: Arrived, at: dt.datetime) -> None:
    """Refuse early what is no document, before two gigabytes of it have come."""
    if first.part.offset != 0 or len(first.head) < min(HEAD_BYTES, upload.length):
        return
    try:
        head_or_refuse(first.head, upload.file_name)
    except UnsupportedContent as error:
        upload_refuse(upload, error, at=at)
        raise


def _finished(upload: Upload, at: dt.datetime) -> Upload:
    """Make the document of a small file at once; leave a large one to a worker."""
    if upload.is_whole:
        if upload.length <= INLINE_FINISH_BYTES:
            upload_finish(upload.pk, at=at)
        else:
            task_send("upload_finish_task", upload_id=str(upload.pk))
    return Upload.objects.select_related("document", "case").get(pk=upload.pk)
