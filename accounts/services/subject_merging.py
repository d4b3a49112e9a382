"""Merging two records of one person, and undoing it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.constants import MergeReason, SubjectState
from accounts.exceptions import MergeRefused, SubjectErased
from accounts.models import DataSubject, SubjectGrant, SubjectMerge, User
from accounts.subject_changes import subject_lock, subject_touch
from accounts.subject_moving import conflicts_between, values_move, values_return
from accounts.subject_sealing import SubjectSeal
from accounts.subject_trail import Changes, Value, value_change
from audit import trail


def subjects_merge(
    *,
    actor: User,
    keep: DataSubject,
    other: DataSubject,
    reason: MergeReason,
    expected: int | None = None,
    at: dt.datetime,
) -> SubjectMerge:
    """Merge `other` into `keep`: identifiers and contacts move, the other stays and points to the kept.

    Whoever could see the other sees the kept from then on. The kept name stays; the other's remains on its
    own record, where it can still be found.

    Raises:
        MergeRefused: they are of two kinds, hold different numbers of which one person has one, or each has a
            login; the message says which.
        SubjectErased, SubjectMerged, SubjectChanged: as `subject_lock`; `expected` is of the kept one.
    """
    if keep.pk == other.pk:
        raise MergeRefused("A data subject cannot be merged with itself.")
    with transaction.atomic():
        kept, merged = _locked(keep, other, expected)
        if conflicts := conflicts_between(kept, merged):
            raise MergeRefused(" ".join(conflicts))
        login_moved = _login_move(merged, kept, at)
        moved = values_move(merged, kept, actor=actor, at=at)
        merged.state, merged.merged_into = SubjectState.MERGED, kept
        subject_touch(merged, at)
        subject_touch(kept, at)
        merge = SubjectMerge.objects.create(
            kept=kept,
            merged=merged,
            reason=reason,
            kept_revision=kept.revision,
            merged_revision=merged.revision,
            login_moved=login_moved,
            created_at=at,
            created_by=actor,
        )
        _grants_follow(merge, actor, at)
        about = {"reason": reason.value, "values": moved}
        _record(merge, "subject.merged", "subject.merged_away", about, _moved_values(kept, at))
    return merge


def subjects_unmerge(*, actor: User, merged: DataSubject, at: dt.datetime) -> SubjectMerge:
    """Undo the merge of a subject while neither record has changed since.

    Raises:
        MergeRefused: it is not merged, or one of the two has changed.
        SubjectErased: it was erased with the survivor.
    """
    with transaction.atomic():
        merge = _live_merge(merged)
        kept, away = _locked_for_undo(merge)
        values_return(away, kept, merged_at=merge.created_at, actor=actor, at=at)
        away.state, away.merged_into = SubjectState.ACTIVE, None
        if merge.login_moved:
            _login_move(kept, away, at)
        subject_touch(away, at)
        subject_touch(kept, at)
        merge.grants.filter(revoked_at__isnull=True).update(revoked_at=at)
        merge.undone_at, merge.undone_by = at, actor
        merge.save(update_fields=["undone_at", "undone_by"])
        _record(merge, "subject.unmerged", "subject.merged_back", {})
    return merge


def _locked(keep: DataSubject, other: DataSubject, expected: int | None) -> tuple[DataSubject, DataSubject]:
    """Return both, locked in the order of their keys, so that two merges cannot wait for each other."""
    found = {
        key: subject_lock(key, expected=expected if key == keep.pk else None)
        for key in sorted((keep.pk, other.pk))
    }
    return found[keep.pk], found[other.pk]


def _live_merge(merged: DataSubject) -> SubjectMerge:
    current = DataSubject.objects.get(pk=merged.pk)
    if current.state == SubjectState.ERASED:
        raise SubjectErased("This data subject was erased with the one it was merged into.")
    merge = SubjectMerge.objects.filter(merged=merged, undone_at__isnull=True).first()
    if merge is None or current.state != SubjectState.MERGED:
        raise MergeRefused("This data subject is not merged.")
    return merge


def _locked_for_undo(merge: SubjectMerge) -> tuple[DataSubject, DataSubject]:
    keys = [merge.kept_id, merge.merged_id]
    rows = DataSubject.objects.select_for_update(of=("self",)).select_related("data_key")
    found = {one.pk: one for one in rows.filter(pk__in=keys).order_by("pk")}
    kept, away = found[merge.kept_id], found[merge.merged_id]
    is_unchanged = kept.revision == merge.kept_revision and away.revision == merge.merged_revision
    if not is_unchanged or kept.state != SubjectState.ACTIVE:
        raise MergeRefused("The records have changed since the merge. Correct the values one by one instead.")
    return kept, away


def _login_move(source: DataSubject, target: DataSubject, at: dt.datetime) -> bool:
    """Move the login, if there is one: the source lets go first, as a login has one subject."""
    if source.login_id is None:
        return False
    login, source.login = source.login, None
    source.save(update_fields=["login"])
    target.login = login
    return True


def _grants_follow(merge: SubjectMerge, actor: User, at: dt.datetime) -> None:
    """Give whoever made or was granted the merged record the same access to the kept one."""
    merged = merge.merged
    wanted = {grant.user_id: grant for grant in merged.grants.live().order_by("created_at")}
    people = {merged.created_by_id, *wanted} - {merge.kept.created_by_id}
    held = set(merge.kept.grants.live().values_list("user_id", flat=True))
    SubjectGrant.objects.bulk_create(
        SubjectGrant(
            subject=merge.kept,
            user_id=person,
            may_reveal=wanted[person].may_reveal if person in wanted else False,
            expires_at=wanted[person].expires_at if person in wanted else None,
            merge=merge,
            created_at=at,
            created_by=actor,
        )
        for person in sorted(people - held)
    )


def _moved_values(kept: DataSubject, at: dt.datetime) -> Changes:
    """Return what the kept record gained by a merge, sealed for the trail."""
    seal, gained = SubjectSeal(kept), {"moved_from__isnull": False, "created_at": at}
    found: Changes = {}
    rows: list[Value] = [*kept.identifiers.filter(**gained), *kept.contacts.filter(**gained)]
    for row in rows:
        found |= value_change(kept, seal, before=None, after=row, at=at)
    return found


def _record(
    merge: SubjectMerge,
    kept_event: str,
    merged_event: str,
    details: dict[str, object],
    changes: Changes | None = None,
) -> None:
    refs = [merge.kept_id, merge.merged_id]
    about = {"merge": str(merge.pk), **details}
    trail.record(kept_event, target=merge.kept, subject_refs=refs, details=about, changes=changes)
    trail.record(merged_event, target=merge.merged, subject_refs=refs, details=about)
