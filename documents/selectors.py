"""Reads of documents. Whatever a person sees starts from `visible_to`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.constants import SubjectState
from accounts.exceptions import SubjectErased, SubjectMerged
from accounts.models import DataSubject, User
from accounts.subject_selectors import subject_get
from audit.models import subjects_of
from documents.constants import DocumentStatus, GrantTarget, OfferState, ReviewState, RunState, ScanState
from documents.exceptions import AwaitingScan, ProductNotFound, Quarantined
from documents.models import (
    Batch,
    BreakGlass,
    Case,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    DocumentVersion,
    Field,
    FileFinding,
    GrantOffer,
    Page,
    ProcessingRun,
    Product,
    SavedSearch,
    Scan,
    StatementLine,
    Upload,
)
from documents.querysets import CaseQuerySet, DocumentQuerySet, Person
from vault.segments import sealed_part
from vault.services import files_primitive, files_segments, value_open, values_primitive
from vault.storage import sealed_chunks

# A document that stands here goes on by itself.
STATUSES_WAITING = (DocumentStatus.SCANNING, DocumentStatus.RECEIVED, DocumentStatus.READING)


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field with its value readable."""

    row: Field
    text: str
    normal: str


def reading_obstacle() -> str:
    """Return why readings cannot even begin (a broken installation), or nothing where they can."""
    unfinished = ProcessingRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING])
    held_up = unfinished.exclude(error="").order_by("-queued_at", "pk")
    return held_up.values_list("error", flat=True).first() or ""


def document_list(user: Person) -> DocumentQuerySet:
    """Return what the user may see, newest first."""
    return Document.objects.visible_to(user).select_related("case", "owner").order_by("-id")


def document_get(user: Person, document_id: UUID) -> Document:
    """Return one document the user may see.

    Raises:
        Document.DoesNotExist: there is none, or it is not theirs to see.
    """
    beside = ("case__owner", "owner", "data_key")
    return Document.objects.visible_to(user).select_related(*beside).get(pk=document_id)


def bin_list(user: Person) -> DocumentQuerySet:
    """Return what of theirs is in the bin, newest document first."""
    binned = Document.objects.in_bin_of(user).select_related("case", "owner", "data_key")
    return binned.order_by("-created_at", "-id")


def batch_list(user: Person) -> QuerySet[Batch]:
    """Return the user's own batches, newest first; nobody sees another's."""
    if not isinstance(user, User) or not user.is_active:
        return Batch.objects.none()
    mine = Batch.objects.filter(asked_by=user).select_related("file_key", "data_key")
    return mine.order_by("-created_at", "-id")


def case_list(user: Person) -> CaseQuerySet:
    """Return the cases the user may see, newest first."""
    return Case.objects.visible_to(user).select_related("owner").order_by("-created_at", "-id")


def upload_list(user: Person) -> QuerySet[Upload]:
    """Return the user's own resumable uploads, newest first."""
    if not isinstance(user, User) or not user.is_active:
        return Upload.objects.none()
    mine = Upload.objects.filter(owner=user).select_related("case", "data_key")
    return mine.order_by("-created_at", "-id")


def search_list(user: User) -> QuerySet[SavedSearch]:
    """Return a person's saved searches and those shared with their groups, newest first."""
    rows = SavedSearch.objects.filter(Q(owner=user) | Q(group__in=user.groups.all()))
    return rows.select_related("group").order_by("-created_at", "-id")


def tag_names(document: Document) -> list[str]:
    """Return the words on a document, in order."""
    return list(document.taggings.order_by("tag__name").values_list("tag__name", flat=True))


def product_list() -> QuerySet[Product]:
    """Return every product with its requirements, newest first."""
    return Product.objects.prefetch_related("requirements").order_by("-created_at", "-id")


def product_offered(product_id: UUID) -> Product:
    """Return a product that cases can be opened for.

    Raises:
        ProductNotFound: there is none, or it is not offered any more.
    """
    product = Product.objects.filter(pk=product_id, is_active=True).first()
    if product is None:
        raise ProductNotFound(f"There is no product {product_id} that cases can be opened for.")
    return product


def products_for(case: Case) -> QuerySet[Product]:
    """Return the products that cases can be opened for, and the one that the case has, by name."""
    return Product.objects.filter(Q(is_active=True) | Q(pk=case.product_id)).order_by("name")


def subject_live(user: Person, subject_id: UUID) -> DataSubject:
    """Return a data subject that records can be tied to: one the user may see, not merged, not erased.

    Raises:
        SubjectNotFound: there is none, or it is not theirs to see.
        SubjectErased: it was erased.
        SubjectMerged: it was merged into another, which is the one to name.
    """
    subject = subject_get(user, subject_id)
    if subject.state == SubjectState.ERASED:
        raise SubjectErased("This data subject was erased.")
    if subject.merged_into_id is not None:
        raise SubjectMerged(f"This data subject was merged into {subject.merged_into_id}; name that one.")
    return subject


def glass_subjects(rows: Iterable[BreakGlass]) -> list[UUID]:
    """Return whom the cases and documents behind broken glass are about: two queries, however many rows."""
    ids: dict[str, set[UUID]] = {}
    for row in rows:
        ids.setdefault(row.target, set()).add(row.target_id)
    cases = Case.objects.filter(pk__in=ids.get(GrantTarget.CASE, ()))
    documents = Document.objects.filter(pk__in=ids.get(GrantTarget.DOCUMENT, ())).select_related("case")
    return subjects_of(*cases, *documents)


def grant_tables(target: Case | Document) -> tuple[Any, Any]:
    """Return the tables of grants on a case or document: to people, to groups."""
    if isinstance(target, Case):
        return CaseUserObjectPermission, CaseGroupObjectPermission
    return DocumentUserObjectPermission, DocumentGroupObjectPermission


def offers_to(user: User, *, at: dt.datetime) -> QuerySet[GrantOffer]:
    """Return the offers that wait for this person, newest first: none before the address was verified."""
    if user.email_verified_at is None:
        return GrantOffer.objects.none()
    mine = GrantOffer.objects.filter(
        email=user.email.lower(), state=OfferState.OPEN, offer_until__gt=at, offered_by__is_active=True
    )
    return mine.select_related("case", "document__case", "offered_by").order_by("-offered_at", "-id")


def glass_list(user: Person) -> QuerySet[BreakGlass]:
    """Return the broken glass that this person answers for, newest first."""
    if not user.is_active or not user.has_perm("documents.view_breakglass"):
        return BreakGlass.objects.none()
    return BreakGlass.objects.select_related("user", "acknowledged_by").order_by("-opened_at", "-id")


def version_newest(document: Document) -> DocumentVersion:
    """Return the newest version."""
    return document.versions.order_by("-number")[:1].get()


def lines_list(document: Document, version: DocumentVersion | None = None) -> QuerySet[StatementLine]:
    """Return the lines of a version, the newest by default, in the document's order."""
    return StatementLine.objects.filter(version=version or version_newest(document)).order_by("number")


def pages_list(document: Document, version: DocumentVersion | None = None) -> QuerySet[Page]:
    """Return the pages of a version, the newest by default, without their words, in order."""
    pages = Page.objects.filter(version=version or version_newest(document))
    return pages.select_related("version").defer("words").order_by("number")


def fields_open(document: Document, rows: Sequence[Field]) -> list[OpenField]:
    """Return fields with their sealed values opened; the key is unwrapped once.

    Raises:
        DataKeyDestroyed: the document was erased.
    """
    primitive = values_primitive(document.data_key) if any(row.is_sealed for row in rows) else None
    opened = []
    for row in rows:
        if primitive is not None and row.is_sealed:
            text, normal = (
                value_open(primitive, sealed, table="documents.field", row=row.pk, field=part)
                for part, sealed in (("text", row.sealed_text), ("normal", row.sealed_normal))
            )
            opened.append(OpenField(row, text, normal))
        else:
            opened.append(OpenField(row, row.text, row.normal))
    return opened


def content_chunks(document: Document, version: DocumentVersion) -> Iterator[bytes]:
    """Return the original bytes; raises `vault.exceptions` where they do not authenticate.

    The first segment is authenticated at the call: an altered file is refused before an answer begins.

    Raises:
        AwaitingScan, Quarantined: the malware scan has not let the file through.
    """
    scan_refuse(version)
    key = version.data_key or document.data_key
    chunks = sealed_chunks(files_primitive(key), version.storage_key, version.binding())
    return chain([next(chunks, b"")], chunks)


def content_part(document: Document, version: DocumentVersion, start: int, stop: int) -> Iterator[bytes]:
    """Return the original bytes from `start` up to but not including `stop`; raises as `content_chunks`.

    Only the segments that hold them are decrypted; each is authenticated before a byte of it is given out.
    """
    scan_refuse(version)
    keys = files_segments(version.data_key or document.data_key)
    chunks = sealed_part(
        keys, version.storage_key, version.binding(), start=start, stop=stop, size=version.size
    )
    return chain([next(chunks, b"")], chunks)


def scan_refuse(version: DocumentVersion) -> None:
    """Refuse to open a version that the malware scan has not let through.

    Raises:
        AwaitingScan: the scan is still to come.
        Quarantined: malware was found.
    """
    scan = Scan.objects.filter(version=version).exclude(state=ScanState.CLEAN).first()
    if scan is None:
        return
    if scan.state == ScanState.FOUND:
        raise Quarantined(f"Malware was found in this file: {scan.signature}. It can only be destroyed.")
    raise AwaitingScan("This file waits for the malware scan. Come back when it is through.")


def page_image(document: Document, page: Page) -> bytes:
    """Return the picture of a page; raises as `content_chunks`."""
    scan_refuse(page.version)
    chunks = sealed_chunks(
        files_primitive(document.data_key), page.image_key, page.version.image_binding(page.number)
    )
    return b"".join(chunks)


def file_faults_open() -> int:
    """Return how many faults of stored files nobody has signed off; a thousand stands for more."""
    return FileFinding.objects.filter(signed_off_at__isnull=True)[:1000].count()


def documents_unfinished(ids: Sequence[UUID]) -> int:
    """Return how many of these documents are still to be read."""
    return Document.objects.filter(pk__in=ids, status__in=STATUSES_WAITING).count()


def documents_by_id(ids: Sequence[UUID]) -> dict[UUID, Document]:
    """Return these documents with their reasons for review at hand; for commands, which see everything."""
    return Document.objects.prefetch_related("review_tasks").in_bulk(ids)


def reasons(document: Document) -> list[str]:
    """Return why a document failed or waits for a person, in sentences."""
    open_tasks = [task.reason for task in document.review_tasks.all() if task.state == ReviewState.OPEN]
    return list(dict.fromkeys(([document.failure] if document.failure else []) + open_tasks))
