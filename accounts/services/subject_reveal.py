"""Revealing values of a data subject: each time for a purpose, each time recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.constants import RevealPurpose
from accounts.exceptions import SubjectNotFound, ValueNotValid
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName, User
from accounts.subject_changes import refuse_erased
from accounts.subject_presenting import RevealedValue, name_revealed, value_revealed
from accounts.subject_sealing import SubjectSeal
from accounts.subject_trail import Changes, changes_open, is_key_destroyed, sealed_count, value_change
from audit import trail
from audit.context import acting, acting_as
from audit.models import LogEntry
from audit.selectors import history

MAX_FIELDS = 50
GROUPS = ("name", "identifiers", "contacts")


def subject_reveal(
    *, actor: User, subject: DataSubject, fields: Sequence[str], purpose: RevealPurpose, at: dt.datetime
) -> list[RevealedValue]:
    """Return values in clear and record who saw which, when and what for, before they leave.

    Args:
        actor: who will see them; already allowed to.
        subject: whose values.
        fields: `name`, `identifiers`, `contacts` (all live ones), or the id of one value, superseded or not.
        purpose: from the list, so that no personal value reaches the trail.
        at: when.

    Raises:
        SubjectErased: nothing can be read any more.
        SubjectNotFound: the subject holds no value of an id.
        ValueNotValid: no field was named, or too many.
    Source: POPIA s19 (safeguards against unlawful access), s8 (accountability).
    """
    if not 1 <= len(fields) <= MAX_FIELDS:
        raise ValueNotValid(f"Name 1 to {MAX_FIELDS} fields.")
    with transaction.atomic(), acting_as(replace(acting(), purpose=purpose.value)):
        current = DataSubject.objects.select_related("data_key").get(pk=subject.pk)
        refuse_erased(current)
        rows = _rows(current, list(dict.fromkeys(fields)))
        seal = SubjectSeal(current)
        revealed = [
            name_revealed(seal, row) if isinstance(row, SubjectName) else value_revealed(seal, row, at.date())
            for row in rows
        ]
        values = [f"{one.kind}:{row.pk}" for one, row in zip(revealed, rows, strict=True)]
        shown: Changes = {}
        for row in rows:
            shown |= value_change(current, seal, before=row, after=row, at=at)
        trail.record_read(
            "subject.revealed",
            target=current,
            subject_refs=[current.pk],
            count=len(revealed),
            details={"purpose": purpose.value, "values": values},
            changes=shown,
        )
    return revealed


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """What an entry of the trail holds of a person, in clear; nothing once the key was destroyed."""

    entry: LogEntry
    rows: list[tuple[str, str | None, str | None]] = field(repr=False)  # kind, before, after
    is_gone: bool


def subject_history_open(
    *, actor: User, subject: DataSubject, entry_id: UUID, purpose: RevealPurpose
) -> OpenedEntry:
    """Return the sealed values of one entry of a subject's history, and record who opened them and what for.

    After erasure this says so, and is recorded no less.

    Args:
        actor: who will see them; already allowed to.
        subject: whose history.
        entry_id: an entry of that history that holds sealed values.
        purpose: from the list, so that no personal value reaches the trail.

    Raises:
        SubjectNotFound: there is no such entry, or nothing in it is sealed.
        CiphertextCorrupt: a value was altered, or is another subject's.
    Source: POPIA s19 (safeguards against unlawful access), s8 (accountability).
    """
    with transaction.atomic(), acting_as(replace(acting(), purpose=purpose.value)):
        current = DataSubject.objects.select_related("audit_key").get(pk=subject.pk)
        entry = history(current).filter(pk=entry_id).first()
        if entry is None or not sealed_count(entry.changes):
            raise SubjectNotFound("The history of this data subject has no such entry with sealed values.")
        is_gone = is_key_destroyed(current)
        opened = {} if is_gone else changes_open(current, entry.changes)
        details = {"purpose": purpose.value, "entry": str(entry.pk), "by": str(actor.pk), "gone": is_gone}
        trail.record_read("subject.history_opened", target=current, count=len(opened) or 1, details=details)
    return OpenedEntry(entry, [_told(name, values) for name, values in opened.items()], is_gone)


def _told(name: str, values: Sequence[str | None]) -> tuple[str, str | None, str | None]:
    """Return the kind of a value and what it was and is, from `model:kind:id`."""
    before, after = values
    return name.split(":")[1].replace("_", " "), before, after


def _rows(
    subject: DataSubject, fields: Sequence[str]
) -> list[SubjectName | SubjectIdentifier | SubjectContact]:
    found: dict[UUID, SubjectName | SubjectIdentifier | SubjectContact] = {}
    for wanted in fields:
        for row in _rows_of(subject, wanted):
            found[row.pk] = row
    return list(found.values())


def _rows_of(subject: DataSubject, wanted: str) -> list[SubjectName | SubjectIdentifier | SubjectContact]:
    groups: dict[str, Any] = {
        "name": subject.names,
        "identifiers": subject.identifiers,
        "contacts": subject.contacts,
    }
    if wanted in groups:
        return list(groups[wanted].filter(superseded_at__isnull=True))
    try:
        row_id = UUID(wanted)
    except ValueError:
        raise ValueNotValid("A field is name, identifiers, contacts, or the id of one value.") from None
    for rows in groups.values():
        if row := rows.filter(pk=row_id).first():
            return [row]
    raise SubjectNotFound("The data subject holds no such value.")
