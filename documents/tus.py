"""Resumable uploads on the wire, for API and console alike: tus 1.0.

Source: https://tus.io/protocols/resumable-upload, core, creation, termination, expiration, checksum.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import http_date

from accounts.models import User
from documents import selectors, services
from documents.constants import UploadState
from documents.exceptions import (
    CaseNotFound,
    ChunkTooLarge,
    UploadGone,
    UploadInvalid,
    UploadNotFound,
    UploadVersionUnknown,
)
from documents.models import Case, Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256")
CHUNK_TYPE = "application/offset+octet-stream"
MAX_METADATA = 4096
READ_BYTES = 1 << 18

_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: a status and headers; tus answers have no body."""

    status: int
    headers: dict[str, str]


def options() -> Answer:
    """Tell what this server speaks."""
    return Answer(
        204,
        {
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def create(request: HttpRequest, user: User, address: Any) -> Answer:
    """Open an upload; `address` makes the address of one from its id."""
    _version_require(request)
    metadata = request.headers.get("Upload-Metadata", "")
    if "Upload-Defer-Length" in request.headers:
        raise UploadInvalid("Say the length at the beginning: Upload-Length.")
    length = _number(request, "Upload-Length")
    given = metadata_of(metadata)
    upload = services.upload_open(
        actor=user,
        file_name=given.get("filename") or given.get("name") or "unnamed",
        length=length,
        case=_case(user, given.get("case", "")),
        at=timezone.now(),
        metadata=metadata,
    )
    return Answer(201, {**_standing(upload), "Location": address(upload.pk)})


def head(request: HttpRequest, user: User, upload_id: UUID) -> Answer:
    """Tell where an upload stands."""
    _version_require(request)
    upload = upload_of(user, upload_id)
    if upload.state not in {UploadState.OPEN, UploadState.DONE}:
        raise UploadGone("This upload is over.")
    headers = {**_standing(upload), "Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    if upload.metadata:
        headers["Upload-Metadata"] = upload.metadata
    return Answer(200, headers)


def patch(request: HttpRequest, user: User, upload_id: UUID) -> Answer:
    """Take a chunk."""
    _version_require(request)
    upload = upload_of(user, upload_id)
    offset = _number(request, "Upload-Offset")
    announced = request.headers.get("Content-Length", "")
    if not _NUMBER.fullmatch(announced):
        raise UploadInvalid("Send the chunk with its Content-Length.")
    if (
        upload.state == UploadState.OPEN
        and offset == upload.offset
        and int(announced) > upload.length - offset
    ):
        raise ChunkTooLarge("More bytes are to come than the upload announced.")
    kept = services.upload_append(
        actor=user,
        upload=upload,
        offset=offset,
        source=_chunks(request),
        at=timezone.now(),
        checksum=_checksum(request),
    )
    return Answer(204, _standing(kept))


def delete(request: HttpRequest, user: User, upload_id: UUID) -> Answer:
    """End an upload."""
    _version_require(request)
    services.upload_end(actor=user, upload=upload_of(user, upload_id), at=timezone.now())
    return Answer(204, {"Tus-Resumable": VERSION})


def upload_of(user: User, upload_id: UUID) -> Upload:
    """Return one of the user's uploads.

    Raises:
        UploadNotFound: there is none, or it is somebody else's.
    """
    try:
        return selectors.upload_list(user).get(pk=upload_id)
    except (Upload.DoesNotExist, ValidationError) as error:  # the latter: what was sent is no id
        raise UploadNotFound("There is no such upload of yours.") from error


def method_of(request: HttpRequest) -> str:
    """Return what is asked for, also by clients that can send no PATCH and no DELETE."""
    wanted = request.headers.get("X-HTTP-Method-Override", "").upper()
    is_taken = request.method == "POST" and wanted in {"PATCH", "DELETE"}
    return wanted if is_taken else str(request.method)


def metadata_of(text: str) -> dict[str, str]:
    """Return the pairs of an Upload-Metadata header.

    Raises:
        UploadInvalid: it is not `key base64,key base64`, or too long.
    """
    if len(text) > MAX_METADATA:
        raise UploadInvalid(f"Upload-Metadata is longer than {MAX_METADATA} characters.")
    pairs: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, value = pair.partition(" ")
        try:
            pairs[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise UploadInvalid(f"Upload-Metadata holds something for {key!r} that is no base64.") from error
        if "\x00" in pairs[key]:
            raise UploadInvalid("Upload-Metadata holds a NUL character.")
    return pairs


def _case(user: User, case_id: str) -> Case | None:
    if not case_id:
        return None
    try:
        found = selectors.case_list(user).filter(pk=UUID(case_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise CaseNotFound("There is no such case that you may see.")
    return found


def _standing(upload: Upload) -> dict[str, str]:
    headers = {"Tus-Resumable": VERSION, "Upload-Offset": str(upload.offset)}
    if upload.state == UploadState.OPEN:
        headers["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return headers


def _version_require(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UploadVersionUnknown(f"Send the header Tus-Resumable: {VERSION}.")


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise UploadInvalid(f"Send the header {name} with a whole number of bytes.")
    return int(text)


def _checksum(request: HttpRequest) -> services.Checksum | None:
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise UploadInvalid(f"Upload-Checksum takes {' and '.join(ALGORITHMS)}.")
    try:
        return services.Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        raise UploadInvalid("Upload-Checksum holds no base64.") from error


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(READ_BYTES):
        yield chunk


def shown(upload: Upload) -> Mapping[str, Any]:
    """Return what its owner is told about an upload."""
    return {
        "id": str(upload.pk),
        "file_name": upload.file_name,
        "length": upload.length,
        "offset": upload.offset,
        "state": upload.state,
        "case": str(upload.case_id) if upload.case_id else None,
        "document": str(upload.document_id) if upload.document_id else None,
        "refusal_code": upload.refusal_code,
        "refusal": upload.refusal,
        "created_at": upload.created_at.isoformat(),
        "expires_at": upload.expires_at.isoformat(),
    }
