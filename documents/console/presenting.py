"""From rows to what the screen of one document shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audit.models import LogEntry
from audit.selectors import history
from documents import selectors
from documents.constants import CheckOutcome, ReviewState
from documents.models import Check, Document, DocumentVersion, Page, ReviewTask, StatementLine

MAX_LINES = 500
LOW_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One value on the screen."""

    id: str
    label: str
    account: str
    value: str
    text: str
    percent: int
    is_low: bool
    page: int | None
    box: str
    rule: str


@dataclass(frozen=True, slots=True)
class DocumentScreen:
    """All that the screen of one document shows."""

    document: Document
    version: DocumentVersion
    pages: list[Page]
    fields: list[FieldRow]
    lines: list[StatementLine]
    lines_total: int
    broken_lines: frozenset[int]
    checks: list[Check]
    review: list[ReviewTask]
    history: list[LogEntry]
    steps: list[Any]


def document_screen(document: Document) -> DocumentScreen:
    """Return what the screen of a document shows, in a fixed number of queries."""
    version = selectors.version_newest(document)
    rows = list(version.fields.all())
    checks = list(version.checks.all())
    rows_of_lines = selectors.lines_list(document, version)
    lines = list(rows_of_lines[:MAX_LINES])
    run = version.runs.order_by("-number").first()
    return DocumentScreen(
        document=document,
        version=version,
        pages=list(selectors.pages_list(document, version).defer("words", "text")),
        fields=[_field(opened) for opened in selectors.fields_open(document, rows)],
        lines=lines,
        lines_total=len(lines) if len(lines) < MAX_LINES else rows_of_lines.count(),
        broken_lines=frozenset(
            c.line_number for c in checks if c.outcome == CheckOutcome.FAILED and c.line_number
        ),
        checks=checks,
        review=list(document.review_tasks.filter(state=ReviewState.OPEN)),
        history=list(history(document)[:50]),
        steps=run.steps if run else [],
    )


def _field(opened: selectors.OpenField) -> FieldRow:
    row = opened.row
    return FieldRow(
        id=str(row.pk),
        label=row.name.replace("_", " "),
        account=row.account,
        value=opened.normal,
        text=opened.text,
        percent=round(row.confidence * 100),
        is_low=row.confidence < LOW_CONFIDENCE,
        page=row.page,
        box=row.box_attribute,
        rule=row.extractor,
    )
