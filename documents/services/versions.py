"""Versions: a new one beside the old, and an old one again; what was stored is never altered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from audit import trail
from documents import copies, selectors
from documents.constants import LineageKind, VersionSource
from documents.exceptions import VersionNotFound
from documents.intake import Intake, file_name_clean
from documents.keeping import refuse_others
from documents.models import Document, DocumentVersion, Lineage
from documents.receiving import version_queue, version_wake
from documents.services.editing import document_lock
from documents.storing import lineage_of, version_insert
from vault.exceptions import CiphertextCorrupt
from vault.services import files_primitive
from vault.storage import sealed_chunks


@dataclass(frozen=True, slots=True)
class Added:
    """The newest version, and whether this call made it (False: it holds these very bytes already).

    Args:
        version: the newest one.
        is_new: whether this call made it.
        copy_of: another document of the same bytes that the actor may see.
    """

    version: DocumentVersion
    is_new: bool
    copy_of: Document | None = None


def version_add(
    *,
    actor: User,
    document: Document,
    intake: Intake,
    file_name: str,
    at: dt.datetime,
    source: VersionSource = VersionSource.UPLOAD,
    lineage: list[Lineage] | None = None,
) -> Added:
    """Store a file as the newest version of a document and queue its reading.

    Bytes that the newest version holds already are answered with it, so that a request can be repeated.

    Args:
        actor: who brings it; already allowed to work on the document.
        document: the document.
        intake: the file, written whole.
        file_name: as the person named it; cleaned for display.
        at: when.
        source: how it came to be.
        lineage: where it came from, unsaved; none for what somebody brings.

    Raises:
        DocumentCheckedOut: somebody else has the document checked out.
        DocumentNotFound: it was destroyed meanwhile.
        DuplicateFile: the actor sees another document of these bytes, and DUPLICATES is `refuse`.
        StorageUnavailable: the file could not be stored; nothing was kept.
    """
    with transaction.atomic():
        locked = document_lock(document)
        refuse_others(locked, actor=actor, at=at)
        newest = locked.versions.order_by("-number")[:1].get()
        if newest.sha256 == intake.sha256:
            return Added(newest, is_new=False)
        copy_of = None
        if source is VersionSource.UPLOAD:
            copy_of = copies.version_judge(actor=actor, document=locked, sha256=intake.sha256)
        intake.store()
        name = file_name_clean(file_name)
        version = version_insert(
            intake, locked, name=name, made_by=actor, source=source, lineage=lineage or []
        )
        _version_tell(version, copy_of, at=at)
    return Added(version, is_new=True, copy_of=copy_of)


def version_restore(*, actor: User, document: Document, number: int, at: dt.datetime) -> Added:
    """Make an older version the newest again, as a version of its own.

    Its bytes are read, checked against their hash and sealed anew under a key of their own.

    Raises:
        VersionNotFound: the document has no such version.
        AwaitingScan, Quarantined: the malware scan has not let it through.
        CiphertextCorrupt: its bytes are not what came in.
        DocumentCheckedOut: somebody else has the document checked out.
    """
    origin = document.versions.select_related("data_key").filter(number=number).first()
    if origin is None:
        raise VersionNotFound(f"This document has no version {number}.")
    selectors.scan_refuse(origin)
    newest = document.versions.order_by("-number")[:1].get()
    if newest.sha256 == origin.sha256:
        return Added(newest, is_new=False)
    primitive = files_primitive(origin.data_key or document.data_key)
    with Intake(at=at, limit=origin.size) as intake:
        for chunk in sealed_chunks(primitive, origin.storage_key, origin.binding()):
            intake.write(chunk)
        if intake.sha256 != origin.sha256:
            raise CiphertextCorrupt("The stored file is not what came in. Restore it from a backup.")
        return version_add(
            actor=actor,
            document=document,
            intake=intake,
            file_name=origin.file_name,
            at=at,
            source=VersionSource.RESTORE,
            lineage=[lineage_of(origin, LineageKind.RESTORE, at=at)],
        )


def _version_tell(version: DocumentVersion, copy_of: Document | None, *, at: dt.datetime) -> None:
    """Record a new version, and have it read once it is committed."""
    run = version_queue(version, at=at)
    details = {"version": version.number, "source": VersionSource(version.source).value}
    details |= {"sha256": version.sha256, "size": version.size}
    if copy_of is not None:
        details["copy_of"] = str(copy_of.pk)
    trail.record("document.version_added", target=version.document, details=details)
    transaction.on_commit(lambda: version_wake(run))
