"""Data subjects: create, correct names, erase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from accounts.constants import SubjectKind, SubjectState, SupersededBecause
from accounts.contact_points import Contact, Name
from accounts.exceptions import AccountsError, IdentifierTaken
from accounts.identifiers import Identifier
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName, User
from accounts.subject_changes import (
    contact_insert,
    identifier_insert,
    name_insert,
    refusal_of,
    refuse_erased,
    subject_lock,
    subject_touch,
    value_supersede,
)
from accounts.subject_sealing import SubjectSeal, identifier_index
from accounts.subject_trail import value_change
from audit import trail
from vault.constants import KeyPurpose
from vault.services import data_key_create, data_key_destroy


def subject_create(
    *,
    actor: User,
    kind: SubjectKind,
    name: Name,
    identifiers: Sequence[Identifier] = (),
    contacts: Sequence[Contact] = (),
    at: dt.datetime,
) -> DataSubject:
    """Create a data subject with a key of its own.

    Raises:
        IdentifierTaken: another live subject holds one of the identifiers; the attempt is recorded.
        SubjectValueTwice: an identifier or contact was given twice.
        ValueNotValid: an identifier does not fit the kind of person.
    """
    with subject_transaction(identifiers):
        subject = DataSubject.objects.create(
            kind=kind,
            data_key=data_key_create(purpose=KeyPurpose.SUBJECT, at=at),
            created_at=at,
            created_by=actor,
            updated_at=at,
        )
        seal = SubjectSeal(subject)
        name_insert(subject, seal, name, actor=actor, at=at)
        for identifier in identifiers:
            identifier_insert(subject, seal, identifier, actor=actor, at=at)
        for contact in contacts:
            contact_insert(subject, seal, contact, actor=actor, at=at)
        trail.record(
            "subject.created",
            target=subject,
            subject_refs=[subject.pk],
            details={"kind": kind.value, "identifiers": len(identifiers), "contacts": len(contacts)},
        )
    return subject


def subject_update(
    *, actor: User, subject: DataSubject, name: Name, expected: int | None = None, at: dt.datetime
) -> DataSubject:
    """Correct the name; the earlier one stays, sealed, with who replaced it and when.

    Args:
        actor: who corrects.
        subject: whose name.
        name: the right one, already read for this kind of person.
        expected: the revision the caller has read, where it insists on it.
        at: when.

    Raises:
        SubjectErased, SubjectMerged, SubjectChanged: as `subject_lock`.
    Source: POPIA s24 (correction; the responsible party must show what was done).
    """
    with transaction.atomic():
        locked = subject_lock(subject.pk, expected=expected)
        earlier = locked.names.get(superseded_at__isnull=True)
        value_supersede(earlier, because=SupersededBecause.CORRECTED, actor=actor, at=at)
        seal = SubjectSeal(locked)
        row = name_insert(locked, seal, name, actor=actor, at=at)
        subject_touch(locked, at)
        trail.record(
            "subject.name_corrected",
            target=locked,
            subject_refs=[locked.pk],
            details={"value": str(row.pk), "replaced": str(earlier.pk)},
            changes=value_change(locked, seal, before=earlier, after=row, at=at),
        )
    return locked


def subject_erase(*, actor: User, subject: DataSubject, at: dt.datetime) -> DataSubject:
    """Erase a data subject and every record merged into it: keys destroyed, values and indexes deleted.

    The rows of the subjects themselves stay, empty, so that the trail and the documents that name them still
    resolve; what the trail holds of their values cannot be read any more. Whether erasure is allowed
    (retention, holds) is decided above, in compliance.

    Args:
        actor: who carries the decision out.
        subject: the survivor of any merge.
        at: when.

    Raises:
        SubjectErased: it is erased already.
        SubjectMerged: it was merged; erase the survivor.
    Source: POPIA s14(4) and (5): destroyed so that it cannot be reconstructed; GDPR article 17.
    """
    with transaction.atomic():
        refuse_erased(DataSubject.objects.get(pk=subject.pk))
        erased = _with_absorbed(subject_lock(subject.pk))
        for one in erased:
            for rows in (SubjectName, SubjectIdentifier, SubjectContact):
                rows.objects.filter(subject=one).delete()
            one.grants.all().delete()
            data_key_destroy(key=one.data_key, at=at)
            if one.audit_key is not None:
                data_key_destroy(key=one.audit_key, at=at)
            one.state, one.erased_at = SubjectState.ERASED, at
            one.login, one.merged_into = None, None
            subject_touch(one, at)
        trail.record(
            "subject.erased",
            target=erased[0],
            subject_refs=[one.pk for one in erased],
            count=len(erased),
        )
    return erased[0]


@contextmanager
def subject_transaction(identifiers: Sequence[Identifier] = ()) -> Iterator[None]:
    """Change in one transaction; a broken constraint becomes a refusal, recorded if it tells of others."""
    refusal: AccountsError | None = None
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusal_of(error)
    if refusal is None:
        return
    if isinstance(refusal, IdentifierTaken):
        _record_holders(identifiers)
    raise refusal


def _record_holders(identifiers: Sequence[Identifier]) -> None:
    """Record that somebody learned that these identifiers are held: the refusal tells it."""
    indexes = [identifier_index(identifier) for identifier in identifiers]
    held = SubjectIdentifier.objects.filter(blind_index__in=indexes, superseded_at__isnull=True)
    holders = sorted(set(held.values_list("subject_id", flat=True)))
    trail.record_read("subject.identifier_refused", subject_refs=holders, count=len(holders))


def _with_absorbed(subject: DataSubject) -> list[DataSubject]:
    """Return the subject and all that were merged into it, directly or through others, locked."""
    found, newest = [subject], [subject.pk]
    while newest:
        rows = DataSubject.objects.select_for_update(of=("self",)).select_related("data_key")
        absorbed = list(rows.filter(merged_into__in=newest).order_by("pk"))
        found += absorbed
        newest = [one.pk for one in absorbed]
    return found
