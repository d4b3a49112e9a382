"""What people say about a document: its name, its case, whom it is about, what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db import transaction

from accounts.models import DataSubject, User
from accounts.roles import Verb
from audit import trail
from documents.exceptions import DocumentChanged, DocumentNotFound, MoveNotAllowed
from documents.holdings import holdings
from documents.intake import file_name_clean
from documents.keeping import refuse_others
from documents.models import Case, Document
from documents.search import document_reindex
from documents.services.grants import target_lock
from documents.services.subjects import subject_set

Unchanged = Callable[[Document], bool]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be said anew; only what `named` names is looked at."""

    named: frozenset[str]
    name: str = ""
    case: Case | None = None
    subject: DataSubject | None = None
    type: str = ""


def document_update(
    *, actor: User, document: Document, edit: Edit, at: dt.datetime, unchanged: Unchanged | None = None
) -> Document:
    """Change what a document is called, where it belongs, whom it is about and what it is.

    A type that a person gives stays whatever readings say; the empty type leaves it to the next reading.

    Args:
        actor: who says so; already allowed to work on the document, and to see case and subject.
        document: the document.
        edit: what is said.
        at: when.
        unchanged: asked under the lock whether the document is still what the actor has read.

    Raises:
        DocumentChanged: it is not.
        DocumentCheckedOut: somebody else has it checked out.
        MoveNotAllowed: another case opens it to others, and the actor may not share it.
    """
    with transaction.atomic():
        locked = document_lock(document, unchanged=unchanged)
        refuse_others(locked, actor=actor, at=at)
        wanted = {field: apply for field, apply in _CHANGES.items() if field in edit.named}
        changed = [field for field, apply in wanted.items() if apply(locked, edit, actor, at)]
        if changed:
            locked.save()
            trail.record("document.updated", target=locked, details={"fields": changed})
        if "name" in changed:
            document_reindex(locked)
        if "subject" in edit.named:
            subject_set(actor=actor, target=locked, subject=edit.subject)
    return Document.objects.select_related("case", "owner", "data_key").get(pk=locked.pk)


def document_lock(document: Document, *, unchanged: Unchanged | None = None) -> Document:
    """Return the document locked, as it is now.

    Raises:
        DocumentChanged: it is not what the actor has read.
        DocumentNotFound: it was destroyed meanwhile.
    """
    try:
        locked = cast(Document, target_lock(document))
    except Document.DoesNotExist as error:
        raise DocumentNotFound("This document was destroyed.") from error
    if unchanged is not None and not unchanged(locked):
        raise DocumentChanged("Somebody has changed this document since you read it. Read it again.")
    return locked


def _name(document: Document, edit: Edit, _actor: User, _at: dt.datetime) -> bool:
    name = file_name_clean(edit.name)
    if document.name == name:
        return False
    document.name = name
    return True


def _case(document: Document, edit: Edit, actor: User, at: dt.datetime) -> bool:
    case = edit.case
    if document.case_id == (case.pk if case else None):
        return False
    if not holdings(actor, document, at=at).may(Verb.SHARE):
        raise MoveNotAllowed("Moving this document opens it to others. Ask somebody who may share it.")
    document.case = case
    return True


def _type(document: Document, edit: Edit, actor: User, _at: dt.datetime) -> bool:
    setter = actor if edit.type else None
    if (document.type, document.type_set_by_id) == (edit.type, setter.pk if setter else None):
        return False
    document.type, document.type_set_by = edit.type, setter
    document.confidence = 1.0 if setter else None
    return True


_CHANGES = {"name": _name, "case": _case, "type": _type}
