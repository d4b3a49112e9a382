"""Files of batches: what an export has made, what an import reads; sealed, gone when their time is over."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db import transaction

from audit import trail
from documents.models import Batch
from vault.exceptions import StoredFileMissing
from vault.segments import sealed_part
from vault.services import data_key_destroy, files_primitive, files_segments
from vault.storage import documents_storage, sealed_chunks


class SealedFile(io.RawIOBase):
    """A stored file of a batch, read in any order; only the segments asked for are decrypted."""

    def __init__(self, batch: Batch) -> None:
        """Open the file of a batch.

        Raises:
            StoredFileMissing: it has none any more.
        """
        super().__init__()
        if batch.file_key is None:
            raise StoredFileMissing("The file of this batch is gone.")
        self._keys = files_segments(batch.file_key)
        self._name, self._binding = batch.storage_key, batch.file_binding.encode()
        self._size, self._at = batch.file_size, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise OSError("before the beginning of the file")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        """Read on from here."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # whatever the reader gives
        stop = min(self._at + len(view), self._size)
        read = 0
        if stop > self._at:
            for part in sealed_part(
                self._keys, self._name, self._binding, start=self._at, stop=stop, size=self._size
            ):
                view[read : read + len(part)] = part
                read += len(part)
        self._at += read
        return read


def file_chunks(batch: Batch) -> Iterator[bytes]:
    """Yield the bytes of a batch's file; raises as `vault.storage.sealed_chunks`."""
    if batch.file_key is None:
        raise StoredFileMissing("The file of this batch is gone.")
    return sealed_chunks(files_primitive(batch.file_key), batch.storage_key, batch.file_binding.encode())


def files_expire(*, at: dt.datetime, limit: int) -> int:
    """Destroy the files whose time is over, their keys first; return how many."""
    due = Batch.objects.exclude(storage_key="").filter(expires_at__lte=at).order_by("expires_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:limit])
    for key in keys:
        _file_destroy(key, at)
    return len(keys)


def _file_destroy(batch_id: UUID, at: dt.datetime) -> None:
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).select_related("file_key").get(pk=batch_id)
        name, key = batch.storage_key, batch.file_key
        batch.storage_key = batch.file_binding = ""
        batch.save(update_fields=["storage_key", "file_binding"])
        trail.record("batch.file_destroyed", target=batch, details={"verb": batch.verb})
        if key is not None:
            data_key_destroy(key=key, at=at)
        if name:
            transaction.on_commit(partial(documents_storage().delete, name), robust=True)
