"""Reads of data subjects. All start from `visible_to`; search goes through blind indexes only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from accounts.constants import SubjectState
from accounts.contact_points import Contact
from accounts.exceptions import SubjectNotFound
from accounts.identifiers import Identifier
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectMerge, SubjectName, User
from accounts.subject_querysets import SubjectQuerySet
from accounts.subject_sealing import contact_index, identifier_index, name_index

_NOW = {"superseded_at__isnull": True}


def subject_list(user: Any) -> SubjectQuerySet:
    """Return what the user may see, newest first, erased and merged ones too, with what a list shows."""
    live_names = Prefetch("names", SubjectName.objects.filter(**_NOW), to_attr="live_names")
    return (
        DataSubject.objects.visible_to(user)
        .select_related("data_key")
        .prefetch_related(live_names)
        .order_by("-created_at", "-id")
    )


def subject_get(user: Any, subject_id: UUID) -> DataSubject:
    """Return one subject the user may see, in whatever state.

    Raises:
        SubjectNotFound: there is none, or it is not theirs to see.
    """
    rows = DataSubject.objects.visible_to(user).select_related("data_key", "login")
    subject = rows.filter(pk=subject_id).first()
    if subject is None:
        raise SubjectNotFound("There is no such data subject, or you may not see it.")
    return subject


def login_get(login_id: UUID) -> User:
    """Return the login with this id.

    Raises:
        SubjectNotFound: there is none.
    """
    login = User.objects.filter(pk=login_id).first()
    if login is None:
        raise SubjectNotFound("There is no such login.")
    return login


def subjects_by_identifier(user: Any, identifier: Identifier) -> SubjectQuerySet:
    """Return the live holder of an identifier, if the user may see it."""
    held = SubjectIdentifier.objects.filter(
        kind=identifier.kind, country=identifier.country, blind_index=identifier_index(identifier), **_NOW
    )
    return _matching(user, held)


def subjects_by_contact(user: Any, contact: Contact) -> SubjectQuerySet:
    """Return the subjects that share an e-mail address or telephone number; none for a postal address."""
    index = contact_index(contact)
    if not index:
        return subject_list(user).none()
    return _matching(user, SubjectContact.objects.filter(kind=contact.kind, blind_index=index, **_NOW))


def subjects_by_name(user: Any, full: str) -> SubjectQuerySet:
    """Return the subjects of exactly this name, also those that took in a record of this name by a merge."""
    named = SubjectName.objects.filter(blind_index=name_index(full), **_NOW)
    return _matching(user, named, survivors_of=list(named.values_list("subject_id", flat=True)))


def subject_duplicates(user: Any, subject: DataSubject) -> list[tuple[DataSubject, list[str]]]:
    """Return other live subjects that may be the same person, and why: name, e-mail or phone in common."""
    reasons: dict[UUID, set[str]] = {}
    names = list(subject.names.filter(**_NOW).values_list("blind_index", flat=True))
    for owner in SubjectName.objects.filter(blind_index__in=names, **_NOW).values_list("subject", flat=True):
        reasons.setdefault(owner, set()).add("name")
    for kind, index in (
        subject.contacts.filter(**_NOW).exclude(blind_index=b"").values_list("kind", "blind_index")
    ):
        shared = SubjectContact.objects.filter(kind=kind, blind_index=index, **_NOW)
        for owner in shared.values_list("subject", flat=True):
            reasons.setdefault(owner, set()).add(kind)
    reasons.pop(subject.pk, None)
    found = subject_list(user).filter(pk__in=reasons, kind=subject.kind, state=SubjectState.ACTIVE)
    return [(other, sorted(reasons[other.pk])) for other in found[:100]]


def merge_of(subject: DataSubject) -> SubjectMerge | None:
    """Return the merge that took this subject away and could be undone."""
    return SubjectMerge.objects.filter(merged=subject, undone_at__isnull=True).first()


def _matching(user: Any, rows: Any, survivors_of: Sequence[UUID] = ()) -> SubjectQuerySet:
    found = Q(pk__in=rows.values("subject"))
    if survivors := _survivors(survivors_of):
        found |= Q(pk__in=survivors)
    return subject_list(user).filter(found, state=SubjectState.ACTIVE)


def _survivors(ids: Sequence[UUID]) -> set[UUID]:
    """Return whom these were merged into in the end."""
    ends: set[UUID] = set()
    waiting = set(ids)
    while waiting:
        rows = DataSubject.objects.filter(pk__in=waiting).values_list("pk", "merged_into")
        ends |= {pk for pk, into in rows if into is None}
        waiting = {into for _, into in rows if into is not None}
    return ends
