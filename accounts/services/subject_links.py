"""What data subjects are tied to: a customer's login, and colleagues who may see them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.exceptions import LoginLinkRefused, SubjectNotFound, ValueNotValid
from accounts.models import DataSubject, SubjectGrant, User
from accounts.roles import Role
from accounts.subject_changes import subject_lock, subject_touch
from accounts.subject_querysets import holds
from audit import trail


def subject_link_login(
    *, actor: User, subject: DataSubject, login: User, expected: int | None = None, at: dt.datetime
) -> DataSubject:
    """Tie a customer's login to the subject: from now on the customer sees this record and no other.

    Raises:
        LoginLinkRefused: the login is not an active customer's, or one of the two is tied already.
        SubjectErased, SubjectMerged, SubjectChanged: as `subject_lock`.
    """
    if not login.is_active or login.is_staff or not login.groups.filter(name=Role.CUSTOMER.value).exists():
        raise LoginLinkRefused("Only the active login of a customer can be linked.")
    try:
        with transaction.atomic():
            locked = subject_lock(subject.pk, expected=expected)
            if locked.login_id is not None:
                raise LoginLinkRefused("The data subject has a login. Unlink that one first.")
            locked.login = login
            subject_touch(locked, at)
            _record("subject.login_linked", locked, login.pk)
    except IntegrityError:
        raise LoginLinkRefused("The login belongs to another data subject. Unlink it there first.") from None
    return locked


def subject_unlink_login(
    *, actor: User, subject: DataSubject, expected: int | None = None, at: dt.datetime
) -> DataSubject:
    """Untie the login; the customer no longer sees the record.

    Raises:
        LoginLinkRefused: there is no login to untie.
    """
    with transaction.atomic():
        locked = subject_lock(subject.pk, expected=expected)
        if locked.login_id is None:
            raise LoginLinkRefused("The data subject has no login.")
        earlier, locked.login = locked.login_id, None
        subject_touch(locked, at)
        _record("subject.login_unlinked", locked, earlier)
    return locked


def subject_grant(
    *,
    actor: User,
    subject: DataSubject,
    user: User,
    may_reveal: bool = False,
    expires_at: dt.datetime | None = None,
    at: dt.datetime,
) -> SubjectGrant:
    """Let a colleague see a subject masked, or with `may_reveal` unmasked; replaces a live grant.

    Raises:
        ValueNotValid: the person's role works on no data subjects, or the end is past.
    """
    if not holds(user, "accounts.add_datasubject"):
        raise ValueNotValid("Access can be given to people whose role works on data subjects.")
    if expires_at is not None and expires_at <= at:
        raise ValueNotValid("The end of the access must be ahead.")
    with transaction.atomic():
        locked = subject_lock(subject.pk)
        locked.grants.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)
        grant = SubjectGrant.objects.create(
            subject=locked,
            user=user,
            may_reveal=may_reveal,
            expires_at=expires_at,
            created_at=at,
            created_by=actor,
        )
        _record("subject.access_granted", locked, user.pk, may_reveal=may_reveal)
    return grant


def subject_grant_revoke(*, actor: User, subject: DataSubject, grant_id: UUID, at: dt.datetime) -> None:
    """End a colleague's access.

    Raises:
        SubjectNotFound: there is no such live grant on this subject.
    """
    with transaction.atomic():
        locked = subject_lock(subject.pk)
        grant = locked.grants.filter(pk=grant_id, revoked_at__isnull=True).first()
        if grant is None:
            raise SubjectNotFound("There is no such access to end.")
        grant.revoked_at = at
        grant.save(update_fields=["revoked_at"])
        _record("subject.access_revoked", locked, grant.user_id)


def _record(event: str, subject: DataSubject, user_id: UUID, **details: bool) -> None:
    trail.record(event, target=subject, subject_refs=[subject.pk], details={"user": str(user_id), **details})
