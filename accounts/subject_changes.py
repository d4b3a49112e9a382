"""How a data subject's rows are changed: lock, supersede, insert. Recording is the services' part."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError

from accounts.constants import SubjectState, SupersededBecause
from accounts.contact_points import Contact, Name
from accounts.exceptions import (
    AccountsError,
    IdentifierTaken,
    SubjectChanged,
    SubjectErased,
    SubjectMerged,
    SubjectNotFound,
    SubjectValueTwice,
    ValueNotValid,
)
from accounts.identifiers import Identifier, kind_fits
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName, User
from accounts.subject_sealing import SubjectSeal, contact_index, identifier_index, name_index


def subject_lock(subject_id: UUID, *, expected: int | None = None) -> DataSubject:
    """Return a live subject, locked until the transaction ends.

    Args:
        subject_id: whose record is to change.
        expected: the revision the caller has read, where it insists on it.

    Raises:
        SubjectNotFound: there is none.
        SubjectErased: it was erased.
        SubjectMerged: it was merged into another.
        SubjectChanged: it has another revision by now.
    """
    rows = DataSubject.objects.select_for_update(of=("self",)).select_related("data_key")
    subject = rows.filter(pk=subject_id).first()
    if subject is None:
        raise SubjectNotFound("There is no such data subject.")
    refuse_erased(subject)
    if subject.state == SubjectState.MERGED:
        raise SubjectMerged(f"This data subject was merged into {subject.merged_into_id}; change that one.")
    if expected is not None and subject.revision != expected:
        raise SubjectChanged("The data subject was changed since you read it. Read it again, then repeat.")
    return subject


def refuse_erased(subject: DataSubject) -> None:
    """Stop where nothing can be read any more.

    Raises:
        SubjectErased: the subject was erased.
    """
    if subject.state == SubjectState.ERASED:
        raise SubjectErased("This data subject was erased. Nothing about the person can be read any more.")


def subject_touch(subject: DataSubject, at: dt.datetime) -> None:
    """Save the subject under its next revision."""
    subject.revision += 1
    subject.updated_at = at
    subject.save()


def value_supersede(
    row: SubjectName | SubjectIdentifier | SubjectContact,
    *,
    because: SupersededBecause,
    actor: User,
    at: dt.datetime,
) -> None:
    """Keep a value as what held until now, sealed as it is, with who ended it, when and why."""
    row.superseded_at = at
    row.superseded_by = actor
    row.superseded_because = because
    row.save(update_fields=["superseded_at", "superseded_by", "superseded_because"])


def name_insert(
    subject: DataSubject, seal: SubjectSeal, name: Name, *, actor: User, at: dt.datetime
) -> SubjectName:
    """Add the live name."""
    row = SubjectName(subject=subject, created_at=at, created_by=actor, blind_index=name_index(name.full))
    seal.seal(row, given=name.given, family=name.family, registered=name.registered)
    row.save(force_insert=True)
    return row


def identifier_insert(
    subject: DataSubject, seal: SubjectSeal, identifier: Identifier, *, actor: User, at: dt.datetime
) -> SubjectIdentifier:
    """Add a live identifier; the database refuses a second holder.

    Raises:
        ValueNotValid: persons of this kind hold no such identifiers.
    """
    if not kind_fits(identifier.kind, subject.kind):  # type: ignore[arg-type]  # the column holds its values
        raise ValueNotValid(f"A {subject.get_kind_display()} has no {identifier.kind.label}.")
    row = SubjectIdentifier(
        subject=subject,
        kind=identifier.kind,
        country=identifier.country,
        blind_index=identifier_index(identifier),
        created_at=at,
        created_by=actor,
    )
    seal.seal(row, value=identifier.printed)
    row.save(force_insert=True)
    return row


def contact_insert(
    subject: DataSubject, seal: SubjectSeal, contact: Contact, *, actor: User, at: dt.datetime
) -> SubjectContact:
    """Add a live contact."""
    row = SubjectContact(
        subject=subject,
        kind=contact.kind,
        blind_index=contact_index(contact),
        created_at=at,
        created_by=actor,
    )
    seal.seal(row, value=contact.kept)
    row.save(force_insert=True)
    return row


def refusal_of(error: IntegrityError) -> AccountsError:
    """Return what a broken constraint means in words; anything unknown stays the failure it is."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", "")
    if constraint == "subjectidentifier_one_holder":
        return IdentifierTaken("Another data subject holds this identifier. Search for it instead.")
    if constraint == "subjectidentifier_single_kind":
        return SubjectValueTwice(
            "The data subject has an identifier of this kind. Correct that one instead of adding another."
        )
    if constraint == "subjectcontact_once":
        return SubjectValueTwice("The data subject has this contact already.")
    raise error
