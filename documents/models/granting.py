"""What every grant holds: who gave it, when, why, until when, and how it ended."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from uuid_utils.compat import uuid7

from documents.constants import MAX_REASON_LENGTH, GrantEnd
from documents.querysets import GrantQuerySet


class Grant(models.Model):
    """One right on one object, given by somebody to somebody.

    A grant that expired or was taken back keeps its row for the record and opens nothing. Each giver's grant
    stands alone: taking one back leaves what others gave.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)
    is_break_glass = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = models.CharField(max_length=20, choices=GrantEnd, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom the case or document is about, for the trail."""
        found: list[UUID] = self.content_object.subject_refs  # type: ignore[attr-defined]  # each table has it
        return found

    @property
    def verb(self) -> str:
        """What the grant lets its holder do: view, change, share or dispose."""
        permission: Any = self.permission  # type: ignore[attr-defined]  # declared by guardian's base
        return str(permission.codename).split("_", 1)[0]


def _constraints(holder: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=[holder, "permission", "content_object", "granted_by"],
            condition=Q(ended_at__isnull=True),
            nulls_distinct=False,
            name="%(class)s_live_once",
        ),
        models.CheckConstraint(
            name="%(class)s_end_has_reason",
            condition=Q(ended_at__isnull=True, ended_because="")
            | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
        ),
        models.CheckConstraint(
            name="%(class)s_break_glass_is_timed",
            condition=Q(is_break_glass=False) | (Q(expires_at__isnull=False) & ~Q(reason="")),
        ),
    ]


# guardian's own manager would make and delete rows past the services.


class UserGrant(Grant, UserObjectPermissionBase):
    """A grant to one person."""

    objects: ClassVar[models.Manager[Any]] = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        constraints = _constraints("user")


class GroupGrant(Grant, GroupObjectPermissionBase):
    """A grant to every member of a group."""

    objects: ClassVar[models.Manager[Any]] = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        constraints = _constraints("group")
