"""From sealed rows to what may be shown: masked by default, whole only for a recorded reveal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.constants import IdentifierKind, SubjectState
from accounts.identifiers import sa_id_birth_date, sa_id_is_female
from accounts.masking import contact_mask, identifier_mask, name_mask
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName
from accounts.subject_sealing import SubjectSeal


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One identifier or contact, masked."""

    id: UUID
    kind: str
    label: str
    country: str
    masked: str = field(repr=False)
    verified_at: dt.datetime | None
    created_at: dt.datetime
    superseded_at: dt.datetime | None
    superseded_because: str
    moved_from: UUID | None


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """One data subject in a list, masked."""

    row: DataSubject
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RevealedValue:
    """One value in clear, for the answer to a recorded reveal and nothing else."""

    name: str  # `name`, or the id of the value
    kind: str
    country: str = ""
    value: str = field(default="", repr=False)
    parts: dict[str, str] = field(default_factory=dict, repr=False)


def subjects_shown(subjects: Iterable[DataSubject]) -> list[ShownSubject]:
    """Return a page of subjects with their names masked; nothing is left of an erased one's."""
    return [ShownSubject(one, _masked_name(one, _live_names(one))) for one in subjects]


def subject_name_shown(subject: DataSubject) -> str:
    """Return one subject's name, masked."""
    return _masked_name(subject, _live_names(subject))


def values_shown(
    subject: DataSubject, rows: Iterable[SubjectIdentifier | SubjectContact]
) -> list[ShownValue]:
    """Return identifiers or contacts, masked; the key is unwrapped once.

    Raises:
        DataKeyDestroyed: the subject was erased.
    """
    seal = SubjectSeal(subject)
    return [_shown(seal, row) for row in rows]


def name_revealed(seal: SubjectSeal, row: SubjectName) -> RevealedValue:
    """Return a name in clear."""
    name = seal.open_name(row)
    parts = {part: getattr(name, part) for part in SubjectName.SEALED if getattr(name, part)}
    return RevealedValue(name=_field("name", row), kind="name", value=name.full, parts=parts)


def value_revealed(
    seal: SubjectSeal, row: SubjectIdentifier | SubjectContact, today: dt.date
) -> RevealedValue:
    """Return an identifier or contact in clear; a South African identity number with what it tells."""
    value = seal.open(row)
    parts = {}
    if row.kind == IdentifierKind.SA_ID:
        sex = "female" if sa_id_is_female(value) else "male"
        parts = {"birth_date": sa_id_birth_date(value, today).isoformat(), "sex": sex}
    country = row.country if isinstance(row, SubjectIdentifier) else ""
    return RevealedValue(name=str(row.pk), kind=row.kind, country=country, value=value, parts=parts)


def _field(name: str, row: SubjectName) -> str:
    return name if row.is_live else str(row.pk)


def _live_names(subject: DataSubject) -> Sequence[SubjectName]:
    found: Sequence[SubjectName] | None = getattr(subject, "live_names", None)
    return found if found is not None else list(subject.names.filter(superseded_at__isnull=True))


def _masked_name(subject: DataSubject, names: Sequence[SubjectName]) -> str:
    if subject.state == SubjectState.ERASED or not names:
        return ""
    return name_mask(SubjectSeal(subject).open_name(names[0]).full)


def _shown(seal: SubjectSeal, row: SubjectIdentifier | SubjectContact) -> ShownValue:
    value = seal.open(row)
    is_identifier = isinstance(row, SubjectIdentifier)
    return ShownValue(
        id=row.pk,
        kind=row.kind,
        label=row.get_kind_display(),
        country=row.country if isinstance(row, SubjectIdentifier) else "",
        masked=identifier_mask(value) if is_identifier else contact_mask(row.kind, value),
        verified_at=row.verified_at if isinstance(row, SubjectIdentifier) else None,
        created_at=row.created_at,
        superseded_at=row.superseded_at,
        superseded_because=row.superseded_because,
        moved_from=row.moved_from,
    )
