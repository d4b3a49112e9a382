"""How the values of one data subject move to another and back, each sealed again under its holder's key."""

from __future__ import annotations

import datetime as dt

from accounts.constants import SupersededBecause
from accounts.identifiers import SINGLE_KINDS
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, User
from accounts.subject_changes import value_supersede
from accounts.subject_sealing import SubjectSeal


def conflicts_between(kept: DataSubject, merged: DataSubject) -> list[str]:
    """Return why the two cannot be one person's records as they stand, in sentences without values."""
    found = []
    if kept.kind != merged.kind:
        found.append("One is a natural person, the other a juristic person.")
    if kept.login_id and merged.login_id:
        found.append("Each has a login: unlink one first.")
    found += [
        f"Each holds another {row.get_kind_display()}: remove the wrong one first."
        for row in merged.identifiers.filter(superseded_at__isnull=True, kind__in=sorted(SINGLE_KINDS))
        if kept.identifiers.filter(superseded_at__isnull=True, kind=row.kind, country=row.country).exists()
    ]
    return found


def values_move(source: DataSubject, target: DataSubject, *, actor: User, at: dt.datetime) -> int:
    """Move live identifiers and contacts, none twice; return how many moved."""
    opened, closed = SubjectSeal(source), SubjectSeal(target)
    known = set(_contacts_of(target))
    moved = 0
    for row in [*_live(source.identifiers), *_live(source.contacts)]:
        value_supersede(row, because=SupersededBecause.MERGED, actor=actor, at=at)
        if (
            isinstance(row, SubjectContact)
            and row.blind_index
            and (row.kind, bytes(row.blind_index)) in known
        ):
            continue
        copy = _copy(row, target, actor, at)
        closed.seal(copy, value=opened.open(row))
        copy.save(force_insert=True)
        moved += 1
    return moved


def values_return(
    source: DataSubject, target: DataSubject, *, merged_at: dt.datetime, actor: User, at: dt.datetime
) -> None:
    """Give the source back what moved to the target at `merged_at`; the target's copies are superseded."""
    for rows in (source.identifiers, source.contacts):
        moved = rows.filter(superseded_because=SupersededBecause.MERGED, superseded_at=merged_at)
        copies = rows.model.objects.filter(
            subject=target, moved_from__in=moved.values_list("pk", flat=True), superseded_at__isnull=True
        )
        for copy in copies:
            value_supersede(copy, because=SupersededBecause.UNMERGED, actor=actor, at=at)
        moved.update(superseded_at=None, superseded_by=None, superseded_because="")


def _live(rows: object) -> list[SubjectIdentifier | SubjectContact]:
    return list(rows.filter(superseded_at__isnull=True))  # type: ignore[attr-defined]  # a related manager


def _contacts_of(subject: DataSubject) -> list[tuple[str, bytes]]:
    rows = subject.contacts.filter(superseded_at__isnull=True).values_list("kind", "blind_index")
    return [(kind, bytes(index)) for kind, index in rows]


def _copy(
    row: SubjectIdentifier | SubjectContact, target: DataSubject, actor: User, at: dt.datetime
) -> SubjectIdentifier | SubjectContact:
    """Return the row's counterpart for another subject, not sealed yet; `moved_from` tells its origin."""
    shared = {
        "subject": target,
        "kind": row.kind,
        "blind_index": bytes(row.blind_index),
        "created_at": at,
        "created_by": actor,
        "moved_from": row.pk,
    }
    if isinstance(row, SubjectContact):
        return SubjectContact(**shared)
    return SubjectIdentifier(
        country=row.country, verified_at=row.verified_at, verified_by_id=row.verified_by_id, **shared
    )
