"""Stored files that no row knows: what a crash between storing and committing leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage

from audit import trail
from audit.models import LogEntry
from documents.models import Batch, DocumentVersion, Page, UploadPart
from vault.storage import documents_storage

GRACE = dt.timedelta(hours=1)  # an upload or a reading may still be on its way to its commit
LOOKBACK_DAYS = 2


def orphans_remove(*, at: dt.datetime) -> int:
    """Delete files of the last days that are older than an hour and in no row; return how many."""
    storage = documents_storage()
    removed = 0
    for back in range(LOOKBACK_DAYS + 1):
        day = f"{at - dt.timedelta(days=back):%Y/%m/%d}"
        for key in [*_walk(storage, day), *_walk(storage, f"uploads/{day}")]:
            if not _known(key) and storage.get_modified_time(key) < at - GRACE:
                storage.delete(key)
                removed += 1
    removed += _spool_clean(at)
    if removed:
        trail.record("orphans.removed", count=removed, action=LogEntry.Action.DELETE)
    return removed


def day_folders(*, before: dt.datetime) -> list[str]:
    """Return the folders of days whose files `orphans_remove` looks at no more, oldest first."""
    storage = documents_storage()
    last = f"{before - dt.timedelta(days=LOOKBACK_DAYS + 1):%Y/%m/%d}"
    years = sorted(name for name in _folders(storage, "") if name.isdigit())
    months = [f"{year}/{month}" for year in years for month in sorted(_folders(storage, year))]
    days = [f"{month}/{day}" for month in months for day in sorted(_folders(storage, month))]
    return [day for day in days if day <= last]


def orphans_in(folder: str, *, at: dt.datetime) -> Iterator[str]:
    """Yield the files below a folder that are older than an hour and in no row."""
    storage = documents_storage()
    for key in _walk(storage, folder):
        if not _known(key) and storage.get_modified_time(key) < at - GRACE:
            yield key


def _folders(storage: Storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[0]
    except FileNotFoundError:
        return []


def _known(key: str) -> bool:
    if key.startswith("uploads/"):
        return UploadPart.objects.filter(storage_key=key).exists()
    if ".pages/" in key:
        # By its version, whose key is indexed: the pictures' keys are not.
        original = key.partition(".pages/")[0]
        return Page.objects.filter(version__storage_key=original, image_key=key).exists()
    if DocumentVersion.objects.filter(storage_key=key).exists():
        return True
    return Batch.objects.filter(storage_key=key).exists()


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _walk(storage, f"{folder}/{name}")


def _spool_clean(at: dt.datetime) -> int:
    removed = 0
    for path in Path(settings.VAULT_SPOOL_DIR).glob("sealing-*"):
        if path.stat().st_mtime < (at - GRACE).timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
