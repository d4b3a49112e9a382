"""A file whose bytes are there already: named, answered with or refused, as the installation says.

Only what those concerned may see counts: nobody learns by an upload that somebody else has a file.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery

from accounts.models import DataSubject, User
from documents.exceptions import DuplicateFile
from documents.models import Case, Document, DocumentVersion

MAX_LOOKED_AT = 200  # newest first: a form that everybody sends in is not looked up to its end


class Rule(enum.StrEnum):
    """What the setting DUPLICATES says."""

    WARN = "warn"
    LINK = "link"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Copy:
    """The document that has the bytes already, None for none; and whether it stands in for a new one."""

    document: Document | None = None
    stands_in: bool = False


def copy_judge(
    *, actor: User, owner: User, sha256: str, case: Case | None, subject: DataSubject | None
) -> Copy:
    """Return what a new document of these bytes would be a copy of, and whether that stands in for it.

    A copy stands in where it answers all that was asked: in the same case, about the same subject.

    Raises:
        DuplicateFile: the installation refuses copies.
    """
    found = list(_seen(sha256, actor, owner))
    if not found:
        return Copy()
    if settings.DUPLICATES == Rule.REFUSE:
        raise _refusal(found[0])
    if settings.DUPLICATES == Rule.LINK:
        fitting = (one for one in found if _fits(one, case, subject))
        if same := next(fitting, None):
            return Copy(same, stands_in=True)
    return Copy(found[0])


def copy_seen(*, actor: User, sha256: str, but: UUID | None = None) -> Document | None:
    """Return the newest document of these bytes that this person may see."""
    return next(_seen(sha256, actor, actor, but=but), None)


def version_judge(*, actor: User, document: Document, sha256: str) -> Document | None:
    """Return which other document has the bytes of a new version; none can stand in for a version.

    Raises:
        DuplicateFile: the installation refuses copies.
    """
    other = copy_seen(actor=actor, sha256=sha256, but=document.pk)
    if other is not None and settings.DUPLICATES == Rule.REFUSE:
        raise _refusal(other)
    return other


def _seen(sha256: str, actor: User, owner: User, *, but: UUID | None = None) -> Iterator[Document]:
    """Yield documents whose newest version is these bytes and that both may see, the newest first."""
    versions = DocumentVersion.objects.filter(sha256=sha256).exclude(document=but).order_by("-document")
    keys = list(versions.values_list("document", flat=True)[:MAX_LOOKED_AT])
    if len(keys) == MAX_LOOKED_AT:  # the owner's may be behind those of others
        keys += versions.filter(document__owner=owner).values_list("document", flat=True)[:MAX_LOOKED_AT]
    if not keys:
        return
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
    rows = Document.objects.filter(pk__in=keys).visible_to(actor)
    rows = rows if owner == actor else rows.visible_to(owner)
    rows = rows.annotate(newest_sha256=Subquery(newest.values("sha256")[:1])).filter(newest_sha256=sha256)
    yield from rows.order_by("-id")


def _fits(document: Document, case: Case | None, subject: DataSubject | None) -> bool:
    is_of_case = case is None or case.pk == document.case_id
    return is_of_case and (subject is None or subject.pk == document.subject_id)


def _refusal(document: Document) -> DuplicateFile:
    return DuplicateFile(f"These bytes are document {document.pk} already.")
