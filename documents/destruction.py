"""Destroying a document for good: bytes, pictures, keys and every row; the trail keeps the ids."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from audit import trail
from audit.models import LogEntry
from documents.exceptions import DocumentsError
from documents.keeping import refuse_kept
from documents.models import Document, DocumentVersion, Page
from vault.models import DataKey
from vault.services import data_key_destroy
from vault.storage import documents_storage

logger = logging.getLogger(__name__)

BATCH = 200


def bin_empty(*, at: dt.datetime) -> int:
    """Destroy what has been in the bin for `BIN_DAYS`; return how many. What must be kept stays.

    Each document is a transaction of its own: one that fails stops no other.
    """
    due = Document.objects.filter(binned_at__lt=at - dt.timedelta(days=settings.BIN_DAYS), held=False)
    due = due.exclude(retained_until__gte=at.date())
    destroyed = 0
    for document_id in due.order_by("binned_at", "pk").values_list("pk", flat=True)[:BATCH]:
        try:
            destroyed += document_destroy(document_id, because="bin", at=at)
        except (DocumentsError, IntegrityError):
            logger.exception("document %s is in the bin beyond its term and was not destroyed", document_id)
    return destroyed


def document_destroy(document_id: UUID, *, because: str, at: dt.datetime) -> bool:
    """Destroy one document that is in the bin; False where it is there no more.

    The keys go with the rows, in one transaction; the files after its commit. Files that a crash leaves then
    are ciphertext without a key, and the check of stored files finds and names them.

    Args:
        document_id: which.
        because: what destroyed it, a word for the trail.
        at: when.

    Raises:
        DocumentOnHold: a hold is in force.
        DocumentRetained: it must be kept.
    """
    with transaction.atomic():
        found = Document.objects.select_for_update(of=("self",)).filter(pk=document_id, binned_at__lte=at)
        document = found.select_related("case").first()
        if document is None:
            return False
        refuse_kept(document, at=at)
        versions = list(DocumentVersion.objects.filter(document=document).order_by("number"))
        pictures = Page.objects.filter(version__document=document).exclude(image_key="")
        files = [version.storage_key for version in versions]
        files += pictures.values_list("image_key", flat=True)
        trail.record(
            "document.destroyed",
            target=document,
            action=LogEntry.Action.DELETE,
            details={
                "because": because,
                "binned_at": document.binned_at.isoformat() if document.binned_at else None,
                "versions": [{"id": str(one.pk), "sha256": one.sha256} for one in versions],
            },
        )
        keys = [document.data_key_id, *(one.data_key_id for one in versions if one.data_key_id)]
        for key in DataKey.objects.filter(pk__in=keys).order_by("pk"):
            data_key_destroy(key=key, at=at)
        document.delete()
        transaction.on_commit(partial(_files_remove, files), robust=True)
    return True


def _files_remove(files: list[str]) -> None:
    for name in files:
        documents_storage().delete(name)
