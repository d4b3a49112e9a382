"""Making the archive of an export: originals, manifest, hashes and a table, streamed into a sealed file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import trail
from documents import selectors
from documents.batching import manifests
from documents.batching.leases import batch_end, progress_note, tally_note
from documents.batching.orders import Order
from documents.constants import EXPORT_LASTS, MAX_EXPORT_BYTES, BatchState, ItemOutcome
from documents.models import Batch, BatchItem, Document, DocumentVersion
from vault.constants import KeyPurpose
from vault.exceptions import CiphertextCorrupt, VaultError
from vault.services import data_key_prepare, files_primitive
from vault.storage import SealedWriter

GROUP = 50
IN_MEMORY = 8 << 20  # larger files are read twice: an archive never holds a part of a file
RENEW_SECONDS = 10
Told = Callable[[int, int], object]
_PACKED = ("text/", "application/json", "application/xml", "application/x-ofx")


class _Sink(io.RawIOBase):
    """Gives the archive a place to write to, and nothing to go back in."""

    def __init__(self, writer: SealedWriter) -> None:
        super().__init__()
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._writer.write(bytes(data))
        return len(data)

    def tell(self) -> int:
        raise OSError("streamed")


def export_make(batch: Batch, actor_of: Callable[[Batch], User], order: Order, told: Told) -> None:
    """Write the archive of a whole batch and end it. A worker that dies is followed by one that begins anew.

    Raises:
        LeaseLost: another worker has it, or it was cancelled; the archive is dropped.
    """
    if batch.is_dry_run:
        for position in _groups(batch, actor_of, None):
            told(position, batch.total)
        with transaction.atomic():
            progress_note(batch)
            batch_end(batch, BatchState.DONE, at=timezone.now())
        return
    at = timezone.now()
    key = data_key_prepare(purpose=KeyPurpose.DOCUMENT, at=at)
    stored = f"{at:%Y/%m/%d}/export-{batch.lease_token}.sealed"  # among uploads: their sweep removes orphans
    binding = f"documents.export:{batch.pk}:{batch.lease_token}"
    with SealedWriter(files_primitive(key), binding.encode()) as writer:
        with zipfile.ZipFile(_Sink(writer), "w", allowZip64=True) as archive:
            for position in _groups(batch, actor_of, archive):
                told(position, batch.total)
            manifests.manifests_write(archive, batch, order, renew=lambda: progress_note(batch))
        progress_note(batch)
        writer.store(stored)
        with transaction.atomic():
            key.save(force_insert=True)
            ends = timezone.now()
            progress_note(
                batch,
                file_key=key,
                storage_key=stored,
                file_binding=binding,
                file_name=f"export-{at:%Y%m%d-%H%M}.zip",
                file_size=writer.size,
                file_sha256=writer.sha256,
                expires_at=ends + EXPORT_LASTS,
            )
            batch_end(batch, BatchState.DONE, at=ends)


def _groups(
    batch: Batch, actor_of: Callable[[Batch], User], archive: zipfile.ZipFile | None
) -> Iterator[int]:
    """Put items into the archive, group by group; the results of a group commit together. Yield how far."""
    work = _Export(batch, archive)
    position = 0
    while True:
        rows = batch.items.filter(outcome=ItemOutcome.WAITING, position__gt=position)
        items = list(rows.order_by("position")[:GROUP])
        if not items:
            return
        position = items[-1].position
        work.group(actor_of(batch), items)
        yield position


class _Export:
    """One archive in the making."""

    def __init__(self, batch: Batch, archive: zipfile.ZipFile | None) -> None:
        self._batch, self._archive = batch, archive
        self._bytes, self._renewed = 0, time.monotonic()

    def group(self, actor: User, items: list[BatchItem]) -> None:
        keys = [item.document_id for item in items if item.document_id]
        visible = Document.objects.visible_to(actor).select_related("case", "data_key").in_bulk(keys)
        newest = DocumentVersion.objects.filter(document__in=visible).order_by("document_id", "-number")
        versions = {one.document_id: one for one in newest.distinct("document_id").select_related("data_key")}
        given: list[tuple[Document, BatchItem]] = []
        for item in items:
            document = visible.get(item.document_id) if item.document_id else None
            if document is None:
                _ended(item, ItemOutcome.GONE, "not_found", "There is no such document that you may see.")
            elif self._add(item, document, versions[document.pk]):
                given.append((document, item))
        with transaction.atomic():
            for document, item in given if self._archive is not None else ():
                details = {"batch": str(self._batch.pk), "version": item.result["version"]}
                trail.record_read("document.exported", target=document, details=details)
            BatchItem.objects.bulk_update(items, ["outcome", "code", "why", "result", "ended_at"])
            tally_note(self._batch, [item.outcome for item in items])

    def _add(self, item: BatchItem, document: Document, version: DocumentVersion) -> bool:
        if self._bytes + version.size > MAX_EXPORT_BYTES:
            _ended(item, ItemOutcome.REFUSED, "export_full", "The archive is full. Export it in another.")
            return False
        path = f"originals/{item.position:06d}-{manifests.name_safe(version.file_name)}"
        try:
            if self._archive is not None:
                self._put(self._archive, path, document, version)
        except VaultError as error:
            _ended(item, ItemOutcome.REFUSED, error.code, str(error))
            return False
        self._bytes += version.size
        item.result = {
            "path": path,
            "version": version.number,
            "sha256": version.sha256,
            "size": version.size,
        }
        _ended(item, ItemOutcome.DONE)
        return True

    def _put(self, archive: zipfile.ZipFile, path: str, document: Document, version: DocumentVersion) -> None:
        """Put one file in, whole and as it came in, or nothing of it.

        Raises:
            VaultError: its bytes are not what came in.
        """
        kept: list[bytes] = []
        digest = hashlib.sha256()
        for chunk in selectors.content_chunks(document, version):
            digest.update(chunk)
            if version.size <= IN_MEMORY:
                kept.append(chunk)
            self._renew()
        if digest.hexdigest() != version.sha256:
            raise CiphertextCorrupt("The stored file is not what came in. Restore it from a backup.")
        entry = zipfile.ZipInfo(path, _dated(version.created_at))
        entry.file_size = version.size
        entry.external_attr = 0o600 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED if version.mime.startswith(_PACKED) else zipfile.ZIP_STORED
        with archive.open(entry, "w", force_zip64=version.size > 1 << 30) as into:
            for chunk in kept if version.size <= IN_MEMORY else selectors.content_chunks(document, version):
                into.write(chunk)
                self._renew()

    def _renew(self) -> None:
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            progress_note(self._batch)
            self._renewed = time.monotonic()


def _ended(item: BatchItem, outcome: ItemOutcome, code: str = "", why: str = "") -> None:
    item.outcome, item.code, item.why, item.ended_at = outcome, code, why, timezone.now()


def _dated(moment: dt.datetime) -> tuple[int, int, int, int, int, int]:
    at = moment.astimezone(dt.UTC)
    return at.year, at.month, at.day, at.hour, at.minute, at.second


def export_is_whole(batch: Batch, user: User) -> bool:
    """Tell whether its maker may still see every document that is in the file: one statement."""
    inside = batch.items.filter(outcome=ItemOutcome.DONE).values("document_id")
    seen = Document.objects.visible_to(user).filter(pk__in=inside).order_by().count()
    return bool(seen == batch.done_count)
