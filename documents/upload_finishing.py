"""A resumable upload that has arrived whole becomes a document; safe to begin twice and to be killed."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from audit import trail
from audit.context import acting, acting_as
from documents.constants import FINISH_LEASE, UPLOAD_ROWS_KEPT, UploadState
from documents.exceptions import CaseNotFound, DocumentsError, StorageUnavailable
from documents.intake import Intake
from documents.models import Case, Document, Upload
from documents.receiving import document_create
from documents.upload_parts import parts_read, upload_close
from vault.exceptions import VaultError
from vault.services import data_key_destroy

RENEW_SECONDS = 20.0
BATCH = 200


def upload_finish(upload_id: UUID, *, at: dt.datetime) -> Upload | None:
    """Put the pieces together as a document of the upload's owner; None where there is nothing to do.

    What a plain upload would be refused for, this is refused for: the reason stays with the upload.

    Raises:
        StorageUnavailable: it is tried again later.
    """
    upload = _claim(upload_id, at)
    if upload is None:
        return None
    now = acting()
    # A sweep finishes what a killed process left: still in the name of whoever sent the file.
    with acting_as(now if now.actor_id else replace(now, actor_id=upload.owner_id)):
        try:
            document = _earlier(upload) or _assemble(upload, at)
        except StorageUnavailable:
            Upload.objects.filter(pk=upload.pk).update(finishing_until=None)
            raise
        except (DocumentsError, VaultError) as error:
            return upload_refuse(upload, error, at=at)
        return _done(upload, document, at)


def upload_refuse(upload: Upload, error: DocumentsError | VaultError, *, at: dt.datetime) -> Upload:
    """End an upload because of what it holds."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state != UploadState.OPEN:
            return locked
        locked.refusal_code, locked.refusal = error.code, str(error)
        upload_close(locked, UploadState.REFUSED)
        data_key_destroy(key=locked.data_key, at=at)
        trail.record("upload.refused", target=locked, details={"code": error.code})
    return locked


def uploads_whole(*, at: dt.datetime) -> list[UUID]:
    """Return uploads that arrived whole and that nobody puts together."""
    return list(_whole(at).order_by("created_at", "pk").values_list("pk", flat=True)[:BATCH])


def uploads_expire(*, at: dt.datetime) -> int:
    """End uploads whose time is over, and forget rows of old ones; return how many ended."""
    ended = 0
    over = Upload.objects.filter(state=UploadState.OPEN, expires_at__lte=at).exclude(offset=F("length"))
    for upload_id in list(over.order_by("expires_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            # A chunk may be about to prolong it: asked again under the lock.
            locked = over.select_for_update(of=("self",), skip_locked=True).filter(pk=upload_id).first()
            if locked is None:
                continue
            upload_close(locked, UploadState.EXPIRED)
            data_key_destroy(key=locked.data_key, at=at)
            trail.record("upload.expired", target=locked, details={"offset": locked.offset})
            ended += 1
    old = Upload.objects.exclude(state=UploadState.OPEN).filter(expires_at__lt=at - UPLOAD_ROWS_KEPT)
    old.filter(parts__isnull=True).delete()
    return ended


def _whole(at: dt.datetime) -> QuerySet[Upload]:
    idle = Q(finishing_until__isnull=True) | Q(finishing_until__lt=at)
    return Upload.objects.filter(idle, state=UploadState.OPEN, offset=F("length"))


def _claim(upload_id: UUID, at: dt.datetime) -> Upload | None:
    with transaction.atomic():
        rows = _whole(at).select_for_update(of=("self",), skip_locked=True)
        upload = rows.select_related("owner", "data_key").filter(pk=upload_id).first()
        if upload is not None:
            upload.finishing_until = at + FINISH_LEASE
            upload.save(update_fields=["finishing_until"])
    return upload


def _earlier(upload: Upload) -> Document | None:
    """Return the document that an attempt made which was killed before it could say so."""
    return Document.objects.filter(owner_id=upload.owner_id, idempotency_key=_key(upload)).first()


def _key(upload: Upload) -> str:
    return f"upload:{upload.pk}"


def _assemble(upload: Upload, at: dt.datetime) -> Document:
    case = _case(upload)
    renew_at = time.monotonic() + RENEW_SECONDS
    with Intake(at=at, limit=upload.length) as intake:
        for chunk in parts_read(upload):
            intake.write(chunk)
            if time.monotonic() > renew_at:
                renew_at = time.monotonic() + RENEW_SECONDS
                Upload.objects.filter(pk=upload.pk).update(finishing_until=timezone.now() + FINISH_LEASE)
        intake.sniff_or_refuse(upload.file_name)
        made = document_create(
            actor=upload.owner,
            intake=intake,
            file_name=upload.file_name,
            case=case,
            idempotency_key=_key(upload),
            at=at,
        )
    return made.document


def _case(upload: Upload) -> Case | None:
    """Return the case, if whoever sends the file may still see it."""
    if upload.case_id is None:
        return None
    case = Case.objects.visible_to(upload.owner).filter(pk=upload.case_id).first()
    if case is None:
        raise CaseNotFound("The case of this upload is none that you may see any more.")
    return case


def _done(upload: Upload, document: Document, at: dt.datetime) -> Upload:
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state == UploadState.OPEN:
            locked.document = document
            upload_close(locked, UploadState.DONE)
            data_key_destroy(key=locked.data_key, at=at)
    return locked
