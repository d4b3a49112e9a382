"""From the rows of a case to its checklist: which documents it holds, and what its product asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from documents.completeness import Checklist, Held, Requirement, checklist
from documents.constants import DocumentStatus, RequirementRule
from documents.models import Case, Document, DocumentVersion, Field, ProductRequirement
from documents.querysets import Person
from documents.selectors import fields_open

MAX_WEIGHED = 2_000  # documents of the kinds asked for, newest first; a case of more is no loan application
_ACCOUNTS = ("account_number", "iban")
_WAITING = {DocumentStatus.NEEDS_REVIEW, DocumentStatus.READING, DocumentStatus.RECEIVED}
SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class CaseChecklist:
    """The checklist of a case and the documents that it names.

    Args:
        checklist: what is met and what is missing.
        documents: every document weighed, by its id.
        held: the same as the checklist weighed them.
        unread: how many documents of the case are still to be read, so that nobody knows what they are.
        is_whole: whether all documents of the case were weighed.
    """

    checklist: Checklist
    documents: dict[UUID, Document]
    held: tuple[Held, ...]
    unread: int
    is_whole: bool


def case_checklist(user: Person, case: Case, *, at: dt.date) -> CaseChecklist:
    """Weigh what a case holds against what its product asks for, in a fixed number of queries.

    Whoever may see a case may see its documents, so that the answer is the same for all of them.
    """
    asked = requirements_of(case)
    in_case = Document.objects.filter(case=case).visible_to(user)
    kinds = {one.kind for one in asked}
    rows = list(in_case.filter(type__in=kinds).order_by("-id")[: MAX_WEIGHED + 1])
    documents = {row.pk: row for row in rows[:MAX_WEIGHED]}
    unread = in_case.filter(type="", status__in=[DocumentStatus.RECEIVED, DocumentStatus.READING])
    held = tuple(documents_held(list(documents.values())))
    return CaseChecklist(
        checklist(asked, held, at),
        documents,
        held,
        unread[:MAX_WEIGHED].count(),
        is_whole=len(rows) <= MAX_WEIGHED,
    )


def requirements_of(case: Case) -> list[Requirement]:
    """Return what the case's product asks for, in its order; nothing without a product."""
    if case.product_id is None:
        return []
    rows = ProductRequirement.objects.filter(product_id=case.product_id).order_by("position")
    return [_requirement(row) for row in rows]


def documents_held(documents: Sequence[Document]) -> Iterable[Held]:
    """Return documents as the checklist weighs them: two queries, however many."""
    values: dict[UUID, list[Field]] = {}
    names = [*_ACCOUNTS, "tax_year"]
    fields = Field.objects.filter(version__in=_newest(documents).values("pk"), name__in=names)
    for row in fields.select_related("version").order_by("pk"):
        values.setdefault(row.version.document_id, []).append(row)
    contents = dict(_newest(documents).values_list("document_id", "sha256"))
    for document in documents:
        yield _held(document, values.get(document.pk, []), contents.get(document.pk, ""))


def account_names(held: Iterable[Held]) -> dict[str, str]:
    """Return how accounts are shown to people: by their last digits. One key is opened for each account."""
    wanted: dict[str, UUID] = {}
    for one in held:
        for account in one.accounts:
            wanted.setdefault(account, one.key)
    shown = {}
    rows = Field.objects.filter(
        name__in=_ACCOUNTS,
        blind_index__in=[bytes.fromhex(account) for account in wanted],
        version__document__in=set(wanted.values()),
    )
    for row in rows.select_related("version__document__data_key").order_by("pk"):
        account = bytes(row.blind_index).hex()
        if account not in shown and row.version.document_id == wanted[account]:
            [opened] = fields_open(row.version.document, [row])
            shown[account] = f"…{opened.normal[-SHOWN_DIGITS:]}"
    return shown


def _newest(documents: Sequence[Document]) -> Any:
    newest = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number")
    keys = [document.pk for document in documents]
    return DocumentVersion.objects.filter(document__in=keys, pk=Subquery(newest.values("pk")[:1])).order_by()


def _held(document: Document, fields: list[Field], content: str) -> Held:
    accounts = {bytes(row.blind_index).hex() for row in fields if row.name in _ACCOUNTS and row.blind_index}
    years = [row.normal for row in fields if row.name == "tax_year" and row.normal.isdecimal()]
    return Held(
        key=document.pk,
        kind=document.type,
        date=document.document_date,
        start=document.period_start,
        end=document.period_end,
        accounts=frozenset(accounts),
        tax_year=int(years[0]) if years else None,
        content=content,
        is_waiting=document.status in _WAITING,
        is_failed=document.status == DocumentStatus.FAILED,
    )


def _requirement(row: ProductRequirement) -> Requirement:
    return Requirement(
        key=row.pk,
        kind=row.kind,
        rule=RequirementRule(row.rule),
        count=row.count,
        max_age_days=row.max_age_days,
        max_age_months=row.max_age_months,
        year_ends=row.year_ends,
        is_optional=row.is_optional,
    )
