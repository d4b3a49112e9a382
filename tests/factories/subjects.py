"""Data subjects for tests."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.constants import SubjectKind
from accounts.contact_points import contact_read, name_read
from accounts.identifiers import identifier_read
from accounts.models import DataSubject, User
from accounts.services.subjects import subject_create

SA_ID = "8001015009087"
OTHER_SA_ID = "9202204720083"
EMAIL = "Thandi.Mokoena@canary-mail.example"
PHONE = "082 777 1234"


def subject_of(
    actor: User,
    *,
    given: str = "Thandi",
    family: str = "Mokoena",
    identifiers: tuple[tuple[str, str, str], ...] = (("sa_id", SA_ID, ""),),
    contacts: tuple[tuple[str, str], ...] = (("email", EMAIL), ("phone", PHONE)),
    at: dt.datetime | None = None,
) -> DataSubject:
    """Return a natural person with an identity number, an address and a telephone number."""
    return subject_create(
        actor=actor,
        kind=SubjectKind.NATURAL,
        name=name_read(SubjectKind.NATURAL, given=given, family=family),
        identifiers=[identifier_read(*one) for one in identifiers],
        contacts=[contact_read(*one) for one in contacts],
        at=at or timezone.now(),
    )
