"""What can be done to a case: open it, say what it is, move it on, note something down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import DataSubject, User
from audit import trail
from documents.checklists import case_checklist
from documents.constants import CASE_MOVES, CASE_MOVES_WITH_REASON, CASES_AT_WORK, CaseStatus
from documents.exceptions import (
    CaseChanged,
    CaseClosed,
    CaseIncomplete,
    CaseMoveNeedsReason,
    CaseMoveNotAllowed,
    CaseNameTaken,
)
from documents.models import Case, CaseMove, CaseNote, Product
from documents.services.subjects import subject_set


@dataclass(frozen=True, slots=True)
class CaseEdit:
    """What is to be said anew about a case; only what `named` names is looked at."""

    named: frozenset[str]
    name: str = ""
    purpose: str = ""
    product: Product | None = None
    subject: DataSubject | None = None


def case_create(
    *,
    actor: User,
    name: str,
    at: dt.datetime,
    owner: User | None = None,
    subject: DataSubject | None = None,
    purpose: str = "",
    product: Product | None = None,
) -> Case:
    """Open a case, or return the owner's case of this name."""
    with transaction.atomic():
        case, is_new = Case.objects.get_or_create(
            owner=owner or actor,
            name=name.strip(),
            defaults={
                "created_at": at,
                "subject": subject,
                "purpose": purpose.strip(),
                "product": product,
            },
        )
        if is_new:
            trail.record("case.created", target=case)
    return case


def case_update(
    *, actor: User, case: Case, edit: CaseEdit, unchanged: Callable[[Case], bool] | None = None
) -> Case:
    """Change what a case is called, what it is for, its product and whom it is about.

    Args:
        actor: who says so; already allowed to work on the case, and to see the subject.
        case: the case.
        edit: what is said.
        unchanged: asked under the lock whether the case is still what the actor has read.

    Raises:
        CaseChanged: it is not.
        CaseClosed: it is decided or closed, and this is more than its name.
        CaseNameTaken: the owner has another case of this name.
    """
    with transaction.atomic():
        locked = _locked(case)
        if unchanged is not None and not unchanged(locked):
            raise CaseChanged("Somebody has changed this case since you read it. Read it again.")
        changed = _changed(locked, edit)
        about_it = changed - {"name"} or edit.named & {"subject"}
        if about_it and locked.status not in CASES_AT_WORK:
            raise CaseClosed(f"The case is {locked.get_status_display()}. Reopen it first.")
        if changed:
            for name in changed:
                setattr(locked, name, _value(edit, name))
            _save(locked, changed)
            trail.record("case.updated", target=locked, details={"fields": sorted(changed)})
        if "subject" in edit.named:
            subject_set(actor=actor, target=locked, subject=edit.subject)
    return Case.objects.select_related("owner").get(pk=case.pk)


def case_move(*, actor: User, case: Case, to: CaseStatus, at: dt.datetime, reason: str = "") -> CaseMove:
    """Move a case on, or back.

    Args:
        actor: who moves it; already allowed to work on it.
        case: the case.
        to: where to.
        at: when; also the day its completeness is asked about.
        reason: why; needed to go back, to decline, to withdraw, and to go on without what is missing.

    Raises:
        CaseMoveNotAllowed: there is no way from here to there.
        CaseMoveNeedsReason: this one has to say why.
        CaseIncomplete: documents are missing, and there is no reason.
    """
    reason = reason.strip()
    with transaction.atomic():
        locked = _locked(case)
        before = CaseStatus(locked.status)
        if to not in CASE_MOVES[before]:
            allowed = ", ".join(CASE_MOVES[before])
            raise CaseMoveNotAllowed(f"A case that is {before.value} moves to: {allowed}.")
        if (before, to) in CASE_MOVES_WITH_REASON and not reason:
            raise CaseMoveNeedsReason(f"Say why the case moves from {before.value} to {to.value}.")
        missing = _missing(actor, locked, at) if to in {CaseStatus.COMPLETE, CaseStatus.APPROVED} else []
        if missing and not reason:
            raise CaseIncomplete(
                f"Missing: {'; '.join(missing)}. Add it, or say why the case goes on without it."
            )
        move = CaseMove.objects.create(
            case=locked,
            before=before,
            after=to,
            moved_by=actor,
            created_at=at,
            reason=reason,
            missing=missing,
        )
        locked.status = to
        locked.save(update_fields=["status"])
        trail.record(
            "case.moved",
            target=locked,
            details={"before": before.value, "after": to.value, "missing": len(missing)},
        )
    return move


def note_write(*, actor: User, case: Case, text: str, at: dt.datetime) -> CaseNote:
    """Write a note about a case; it stays as it is."""
    with transaction.atomic():
        note = CaseNote.objects.create(case=case, author=actor, text=text.strip(), created_at=at)
        trail.record("case.noted", target=case, details={"note": str(note.pk)})
    return note


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _changed(case: Case, edit: CaseEdit) -> set[str]:
    return {
        name
        for name in edit.named & {"name", "purpose", "product"}
        if getattr(case, name) != _value(edit, name)
    }


def _value(edit: CaseEdit, name: str) -> object:
    value = getattr(edit, name)
    return value.strip() if isinstance(value, str) else value


def _save(case: Case, changed: set[str]) -> None:
    try:
        with transaction.atomic():
            case.save(update_fields=sorted(changed))
    except IntegrityError as error:
        if "case_name_unique_per_owner" not in str(error):
            raise
        raise CaseNameTaken("The owner has another case of this name. Choose another name.") from error


def _missing(actor: User, case: Case, at: dt.datetime) -> list[str]:
    """Return what is missing in words, and what waits for a person."""
    found = case_checklist(actor, case, at=at.date()).checklist
    waiting = [
        f"{item.requirement.label} waits for review"
        for item in found.items
        if item.state == "waiting" and not item.requirement.is_optional
    ]
    return found.missing + waiting
