"""Identifiers and contacts of data subjects: add, correct, verify, remove."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction

from accounts.constants import SupersededBecause
from accounts.contact_points import Contact
from accounts.exceptions import SubjectNotFound, ValueNotValid
from accounts.identifiers import Identifier
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, User
from accounts.services.subjects import subject_transaction
from accounts.subject_changes import (
    contact_insert,
    identifier_insert,
    subject_lock,
    subject_touch,
    value_supersede,
)
from accounts.subject_sealing import SubjectSeal
from accounts.subject_trail import value_change
from audit import trail

_Row = TypeVar("_Row", SubjectIdentifier, SubjectContact)


def identifier_add(
    *,
    actor: User,
    subject: DataSubject,
    identifier: Identifier,
    expected: int | None = None,
    at: dt.datetime,
) -> SubjectIdentifier:
    """Add an identifier; raises as `subject_create` and `subject_lock`."""
    with subject_transaction([identifier]):
        locked = subject_lock(subject.pk, expected=expected)
        row = identifier_insert(locked, SubjectSeal(locked), identifier, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.identifier_added", locked, row, at=at)
    return row


def identifier_correct(
    *,
    actor: User,
    subject: DataSubject,
    row_id: UUID,
    identifier: Identifier,
    expected: int | None = None,
    at: dt.datetime,
) -> SubjectIdentifier:
    """Replace an identifier of the same kind; the earlier one stays, sealed. Raises as `identifier_add`."""
    with subject_transaction([identifier]):
        locked = subject_lock(subject.pk, expected=expected)
        earlier = _live(locked.identifiers, row_id)
        if earlier.kind != identifier.kind:
            raise ValueNotValid("A correction keeps the kind. Remove the value and add the other instead.")
        value_supersede(earlier, because=SupersededBecause.CORRECTED, actor=actor, at=at)
        row = identifier_insert(locked, SubjectSeal(locked), identifier, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.identifier_corrected", locked, row, at=at, replaced=earlier)
    return row


def identifier_verify(
    *, actor: User, subject: DataSubject, row_id: UUID, expected: int | None = None, at: dt.datetime
) -> SubjectIdentifier:
    """Note that somebody compared the identifier with the document that bears it."""
    with transaction.atomic():
        locked = subject_lock(subject.pk, expected=expected)
        row = _live(locked.identifiers, row_id)
        row.verified_at, row.verified_by = at, actor
        row.save(update_fields=["verified_at", "verified_by"])
        subject_touch(locked, at)
        _record("subject.identifier_verified", locked, row, at=at)
    return row


def identifier_remove(
    *, actor: User, subject: DataSubject, row_id: UUID, expected: int | None = None, at: dt.datetime
) -> None:
    """End an identifier that is not the subject's; it stays, sealed, as what was held until now."""
    with transaction.atomic():
        locked = subject_lock(subject.pk, expected=expected)
        row = _live(locked.identifiers, row_id)
        value_supersede(row, because=SupersededBecause.REMOVED, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.identifier_removed", locked, row, at=at)


def contact_add(
    *, actor: User, subject: DataSubject, contact: Contact, expected: int | None = None, at: dt.datetime
) -> SubjectContact:
    """Add a contact; raises `SubjectValueTwice` where the subject has it, and as `subject_lock`."""
    with subject_transaction():
        locked = subject_lock(subject.pk, expected=expected)
        row = contact_insert(locked, SubjectSeal(locked), contact, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.contact_added", locked, row, at=at)
    return row


def contact_correct(
    *,
    actor: User,
    subject: DataSubject,
    row_id: UUID,
    contact: Contact,
    expected: int | None = None,
    at: dt.datetime,
) -> SubjectContact:
    """Replace a contact of the same kind; the earlier one stays, sealed. Raises as `contact_add`."""
    with subject_transaction():
        locked = subject_lock(subject.pk, expected=expected)
        earlier = _live(locked.contacts, row_id)
        if earlier.kind != contact.kind:
            raise ValueNotValid("A correction keeps the kind. Remove the value and add the other instead.")
        value_supersede(earlier, because=SupersededBecause.CORRECTED, actor=actor, at=at)
        row = contact_insert(locked, SubjectSeal(locked), contact, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.contact_corrected", locked, row, at=at, replaced=earlier)
    return row


def contact_remove(
    *, actor: User, subject: DataSubject, row_id: UUID, expected: int | None = None, at: dt.datetime
) -> None:
    """End a contact that is not the subject's any more; it stays, sealed."""
    with transaction.atomic():
        locked = subject_lock(subject.pk, expected=expected)
        row = _live(locked.contacts, row_id)
        value_supersede(row, because=SupersededBecause.REMOVED, actor=actor, at=at)
        subject_touch(locked, at)
        _record("subject.contact_removed", locked, row, at=at)


def _live(rows: models.Manager[_Row], row_id: UUID) -> _Row:
    row = rows.filter(pk=row_id, superseded_at__isnull=True).first()
    if row is None:
        raise SubjectNotFound("The data subject holds no such value now.")
    return row


def _record(
    event: str,
    subject: DataSubject,
    row: SubjectIdentifier | SubjectContact,
    *,
    at: dt.datetime,
    replaced: SubjectIdentifier | SubjectContact | None = None,
) -> None:
    """Write the event with the value sealed under the audit key: before and after."""
    before = replaced if replaced is not None or row.is_live else row
    after = row if row.is_live else None
    if event == "subject.identifier_verified":
        before = row
    changes = value_change(subject, SubjectSeal(subject), before=before, after=after, at=at)
    details = {"kind": row.kind, "value": str(row.pk)}
    if replaced is not None:
        details["replaced"] = str(replaced.pk)
    trail.record(event, target=subject, details=details, changes=changes)
