"""The rows of a stored file: a document with its first version, or another version of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import DataSubject, User
from documents.constants import DocumentStatus, LineageKind, VersionSource
from documents.intake import Intake
from documents.models import Case, Document, DocumentVersion, Lineage


def document_insert(
    intake: Intake,
    *,
    name: str,
    owner: User,
    case: Case | None,
    subject: DataSubject | None,
    at: dt.datetime,
    idempotency_key: str = "",
    made_by: User | None = None,
    source: VersionSource = VersionSource.UPLOAD,
    lineage: Sequence[Lineage] = (),
) -> Document:
    """Write a new document, its key and its first version; call in a transaction, after `intake.store()`."""
    intake.data_key.save(force_insert=True)
    document = Document.objects.create(
        id=intake.document_id,
        owner=owner,
        case=case,
        subject=subject,
        name=name,
        data_key=intake.data_key,
        idempotency_key=idempotency_key,
        created_at=at,
    )
    _version_insert(intake, document, name, made_by, source, lineage)
    return document


def version_insert(
    intake: Intake,
    document: Document,
    *,
    name: str,
    made_by: User,
    source: VersionSource,
    lineage: Sequence[Lineage] = (),
) -> DocumentVersion:
    """Write the newest version of a locked document, for the caller to queue; as `document_insert`."""
    intake.data_key.save(force_insert=True)
    version = intake.version
    version.sealed_for = intake.document_id  # what the bytes were bound to before anybody knew the document
    version.data_key = intake.data_key
    version.number = document.versions.order_by("-number")[:1].get().number + 1
    _version_insert(intake, document, name, made_by, source, lineage)
    document.status = DocumentStatus.RECEIVED
    document.failure_code = document.failure = ""
    document.save()
    return version


def lineage_of(
    origin: DocumentVersion,
    kind: LineageKind,
    *,
    at: dt.datetime,
    position: int = 0,
    pages: Sequence[int] = (),
) -> Lineage:
    """Return an unsaved row that says where a version comes from; no pages: all of them."""
    return Lineage(
        origin=origin,
        origin_document_id=origin.document_id,
        origin_number=origin.number,
        kind=kind,
        position=position,
        pages=list(pages),
        created_at=at,
    )


def _version_insert(  # noqa: PLR0917 - one insert, split off for both
    intake: Intake,
    document: Document,
    name: str,
    made_by: User | None,
    source: VersionSource,
    lineage: Sequence[Lineage],
) -> None:
    sniffed = intake.sniff(name)
    version = intake.version
    version.document = document
    version.source = source
    version.made_by = made_by
    version.file_name = name
    version.sha256 = intake.sha256
    version.size = intake.size
    version.format = sniffed.format.value
    version.mime = sniffed.mime
    version.save(force_insert=True)
    for row in lineage:
        row.derived = version
    Lineage.objects.bulk_create(lineage)
