"""The work on a case in the console: checklist, picture of the months, moves and notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from documents import services
from documents.access_list import name_of
from documents.checklists import CaseChecklist, account_names, case_checklist
from documents.completeness import STATEMENTS, Held, Item
from documents.constants import CASE_MOVES, MAX_NOTE_LENGTH, MAX_REASON_LENGTH, CaseStatus, DocumentKind
from documents.exceptions import DocumentsError
from documents.models import Case, CaseMove, CaseNote, Document
from documents.periods import Period, add_months, days, gaps, month_of, union

SHOWN = 20  # moves, notes and documents, newest first
MONTHS = 12
CELL, LABEL, LINE = 26, 190, 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one account in the picture."""

    x: int
    y: int
    month: str
    state: str  # whole, part, none


@dataclass(frozen=True, slots=True)
class Row:
    """One account in the picture and in the table beside it."""

    label: str
    text_y: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """What the screen of a case shows beside its form."""

    found: CaseChecklist
    items: list[tuple[Item, list[tuple[Document, str]]]]
    rows: list[Row]
    months: list[str]
    width: int
    height: int
    documents: list[Document]
    moves: list[CaseMove]
    notes: list[tuple[str, CaseNote]]
    next_statuses: list[tuple[str, str]]


def case_screen(user: User, case: Case, *, at: dt.date) -> CaseScreen:
    """Return what the screen of a case shows, in a fixed number of queries."""
    found = case_checklist(user, case, at=at)
    rows = _rows(found.held, at)
    shows_work = user.has_perm("documents.view_case")
    notes = case.notes.select_related("author")[:SHOWN] if shows_work else []
    return CaseScreen(
        found=found,
        items=[
            (item, [(found.documents[use.key], use.standing.value.replace("_", " ")) for use in item.uses])
            for item in found.checklist.items
        ],
        rows=rows,
        months=[f"{first:%Y-%m}" for first, _ in _months(at)],
        width=LABEL + MONTHS * CELL,
        height=LINE * (len(rows) + 1),
        documents=list(Document.objects.filter(case=case).visible_to(user).order_by("-id")[:SHOWN]),
        moves=list(case.moves.select_related("moved_by")[:SHOWN]) if shows_work else [],
        notes=[(name_of(note.author, shows_addresses=False), note) for note in notes],
        next_statuses=[(to.value, str(to.label)) for to in CASE_MOVES[CaseStatus(case.status)]],
    )


class MoveForm(forms.Form):
    """Where a case is to go, and why."""

    to = forms.ChoiceField(choices=CaseStatus.choices)
    reason = forms.CharField(required=False, max_length=MAX_REASON_LENGTH)


class NoteForm(forms.Form):
    """What to note down."""

    text = forms.CharField(max_length=MAX_NOTE_LENGTH)


def move(request: HttpRequest, user: User, case: Case) -> None:
    """Move a case as a posted form says, and tell what came of it."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say where the case is to go.")
        return
    given = form.cleaned_data
    try:
        services.case_move(
            actor=user, case=case, to=CaseStatus(given["to"]), at=timezone.now(), reason=given["reason"]
        )
    except DocumentsError as error:
        messages.error(request, str(error))
        return
    messages.success(request, f"The case is {CaseStatus(given['to']).label}.")


def note(request: HttpRequest, user: User, case: Case) -> None:
    """Note down what a posted form says."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write something, at most 10,000 characters.")
        return
    services.note_write(actor=user, case=case, text=form.cleaned_data["text"], at=timezone.now())
    messages.success(request, "Noted.")


def _rows(held: tuple[Held, ...], at: dt.date) -> list[Row]:
    """Return one row for each kind of document and account that covers days."""
    names = account_names(one for one in held if one.kind in STATEMENTS)
    covered: dict[tuple[str, str], list[Period]] = {}
    for one in held:
        if one.is_failed or one.period is None:
            continue
        for account in sorted(one.accounts) if one.kind in STATEMENTS and one.accounts else [""]:
            covered.setdefault((one.kind, account), []).append(one.period)
    rows = []
    for number, ((kind, account), periods) in enumerate(sorted(covered.items()), start=1):
        joined = union(p for p in periods if p[1] < dt.date.max)
        label = f"{DocumentKind(kind).label} {names.get(account, '')}".strip()
        cells = [
            Cell(LABEL + place * CELL, number * LINE, f"{month[0]:%Y-%m}", _state(month, joined))
            for place, month in enumerate(_months(at))
        ]
        rows.append(Row(label, number * LINE + 13, cells))
    return rows


def _state(month: Period, covered: list[Period]) -> str:
    missing = sum(map(days, gaps(month, covered)))
    if not missing:
        return "whole"
    return "none" if missing == days(month) else "part"


def _months(at: dt.date) -> list[Period]:
    """Return the last months up to and with the one of a day."""
    first = at.replace(day=1)
    return [month_of(add_months(first, place - MONTHS + 1)) for place in range(MONTHS)]
