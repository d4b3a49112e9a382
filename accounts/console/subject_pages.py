"""What the pages of data subjects show, and the searches behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts import subject_permissions as may
from accounts.console.subject_forms import PurposeForm
from accounts.constants import ContactKind, IdentifierKind, SubjectState
from accounts.contact_points import contact_read
from accounts.identifiers import identifier_read
from accounts.models import DataSubject, SubjectMerge
from accounts.subject_moving import conflicts_between
from accounts.subject_presenting import (
    RevealedValue,
    ShownSubject,
    ShownValue,
    subject_name_shown,
    subjects_shown,
    values_shown,
)
from accounts.subject_selectors import (
    merge_of,
    subject_duplicates,
    subjects_by_contact,
    subjects_by_identifier,
    subjects_by_name,
)
from accounts.subject_trail import is_key_destroyed, sealed_count
from audit import trail
from audit.selectors import history

_HISTORY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """One data subject on the screen, masked."""

    row: DataSubject
    name: str = field(repr=False)
    identifiers: list[ShownValue]
    contacts: list[ShownValue]
    earlier: list[ShownValue]
    duplicates: list[tuple[ShownSubject, list[str]]]
    merge: SubjectMerge | None
    may_change: bool
    may_merge: bool
    may_reveal: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    """Two records side by side, masked, and what speaks against merging them."""

    kept: SubjectPage
    other: SubjectPage
    conflicts: list[str]

    @property
    def both(self) -> tuple[SubjectPage, SubjectPage]:
        """The kept one first."""
        return self.kept, self.other


def subject_page(user: Any, subject: DataSubject) -> SubjectPage:
    """Return what the page of a subject shows, masked."""
    identifiers = values_shown(subject, subject.identifiers.all())
    contacts = values_shown(subject, subject.contacts.all())
    is_active = subject.state == SubjectState.ACTIVE
    duplicates = subject_duplicates(user, subject) if is_active else []
    shown = subjects_shown(other for other, _ in duplicates)
    return SubjectPage(
        row=subject,
        name=subject_name_shown(subject),
        identifiers=[one for one in identifiers if one.superseded_at is None],
        contacts=[one for one in contacts if one.superseded_at is None],
        earlier=[one for one in identifiers + contacts if one.superseded_at is not None],
        duplicates=[(one, because) for one, (_, because) in zip(shown, duplicates, strict=True)],
        merge=merge_of(subject),
        may_change=is_active and may.may_change(user),
        may_merge=may.may_merge(user),
        may_reveal=may.may_reveal(user, subject),
    )


def merge_page(user: Any, kept: DataSubject, other: DataSubject) -> MergePage:
    """Return two records side by side."""
    return MergePage(subject_page(user, kept), subject_page(user, other), conflicts_between(kept, other))


def history_page(user: Any, subject: DataSubject) -> dict[str, Any]:
    """Return what the trail says of a subject, and record that it was shown."""
    rows = [(entry, sealed_count(entry.changes)) for entry in history(subject)[:_HISTORY_LENGTH]]
    trail.record_read("subject.history_viewed", target=subject, count=len(rows))
    may_reveal = may.may_reveal(user, subject) and not may.is_own(user, subject)
    return {
        "rows": rows,
        "is_gone": is_key_destroyed(subject),
        "purpose_form": PurposeForm() if may_reveal else None,
    }


def subjects_found(user: Any, by: str, value: str, country: str) -> list[ShownSubject]:
    """Return the subjects with this exact value, masked.

    Raises:
        ValueNotValid: the value cannot be right.
    """
    if by in IdentifierKind.values:
        rows = subjects_by_identifier(user, identifier_read(by, value, country))
    elif by in {ContactKind.EMAIL, ContactKind.PHONE}:
        rows = subjects_by_contact(user, contact_read(by, value))
    else:
        rows = subjects_by_name(user, value)
    return subjects_shown(rows[:50])


def revealed_rows(values: list[RevealedValue]) -> list[tuple[str, str, str]]:
    """Return kind, value and parts of what was revealed, for the one page that shows it."""
    return [
        (one.kind.replace("_", " "), one.value, ", ".join(f"{k}: {v}" for k, v in one.parts.items()))
        for one in values
    ]
