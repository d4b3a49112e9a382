"""Re-reading what is stored: is every file there, whole, and what came in; is there none that nobody knows.

A pass without an end: the file that was checked longest ago is next, as much as the budget of a run allows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from audit import trail
from documents.constants import FileFault
from documents.models import DocumentVersion, FileFinding
from documents.orphans import day_folders, orphans_in
from vault.exceptions import CiphertextCorrupt, StoredFileMissing
from vault.services import files_primitive
from vault.storage import sealed_chunks

logger = logging.getLogger(__name__)

BATCH = 50
REST = dt.timedelta(days=1)  # a file is not read again before


@dataclass(slots=True)
class Tally:
    """What a run has checked and found."""

    files: int = 0
    size: int = 0  # bytes of plaintext
    folders: int = 0  # days searched for files that nobody knows
    faults: dict[str, int] = field(default_factory=dict)

    def add(self, fault: FileFault) -> None:
        """Count one fault."""
        self.faults[fault.value] = self.faults.get(fault.value, 0) + 1


def files_verify(
    *, at: dt.datetime, everything: bool = False, tell: Callable[[Tally], object] | None = None
) -> Tally:
    """Check stored files within a budget and note every fault.

    Args:
        at: when.
        everything: every file and every day's folder, whatever the budget.
        tell: called after every file.

    Returns:
        What was checked and found. Faults are rows of `FileFinding` and events of the trail.

    Raises:
        OSError: the storage cannot be reached, which is no fault of a file; the next run goes on.
    """
    tally = Tally()
    budget = settings.FILES_VERIFY_MIB * 1024**2
    due = Q(verified_at__isnull=True) | Q(verified_at__lt=at if everything else at - REST)
    while everything or tally.size < budget:
        batch = _oldest(due)
        if not batch:
            break
        for version in batch:
            _verify(version, tally, at)
            if tell is not None:
                tell(tally)
            if not everything and tally.size >= budget:
                break
    _orphans(tally, at, everything=everything)
    return tally


def _oldest(due: Q) -> list[DocumentVersion]:
    versions = DocumentVersion.objects.filter(due).select_related("data_key", "document__data_key")
    return list(versions.order_by(F("verified_at").asc(nulls_first=True), "pk")[:BATCH])


def _verify(version: DocumentVersion, tally: Tally, at: dt.datetime) -> None:
    fault = _fault_of(version)
    if not DocumentVersion.objects.filter(pk=version.pk).update(verified_at=at):
        return  # destroyed meanwhile
    tally.files += 1
    tally.size += version.size
    if fault is not None:
        tally.add(fault)
        finding_note(fault, version.storage_key, version=version, at=at)


def _fault_of(version: DocumentVersion) -> FileFault | None:
    digest = hashlib.sha256()
    try:
        for chunk in sealed_chunks(
            files_primitive(version.files_key), version.storage_key, version.binding()
        ):
            digest.update(chunk)
    except StoredFileMissing:
        return FileFault.MISSING
    except CiphertextCorrupt:
        return FileFault.UNREADABLE
    return None if digest.hexdigest() == version.sha256 else FileFault.CHANGED


def _orphans(tally: Tally, at: dt.datetime, *, everything: bool) -> None:
    """Search one day's folder an hour: each has its turn, and nobody has to remember which is next."""
    folders = day_folders(before=at)
    if not folders:
        return
    turn = int(at.timestamp() // 3600) % len(folders)
    for folder in folders if everything else [folders[turn]]:
        tally.folders += 1
        for key in orphans_in(folder, at=at):
            tally.add(FileFault.ORPHAN)
            finding_note(FileFault.ORPHAN, key, version=None, at=at)


def finding_note(
    fault: FileFault, storage_key: str, *, version: DocumentVersion | None, at: dt.datetime
) -> FileFinding:
    """Note a fault of a stored file: a new row, or one time more in the row that is open."""
    with transaction.atomic():
        finding, is_new = FileFinding.objects.select_for_update().get_or_create(
            storage_key=storage_key,
            fault=fault,
            signed_off_at=None,
            defaults={"version": version, "found_at": at, "seen_at": at},
        )
        if is_new:
            logger.error("stored file %s: %s", storage_key, fault.label)
            details = {"fault": fault.value, "version": str(version.pk) if version else None}
            trail.record("file.fault_found", target=finding, details=details)
        else:
            FileFinding.objects.filter(pk=finding.pk).update(times=F("times") + 1, seen_at=at)
    return finding
