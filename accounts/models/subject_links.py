"""What ties data subjects together: merges with their history, and access given to colleagues."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.constants import MergeReason
from accounts.models.subjects import DataSubject
from accounts.subject_querysets import SubjectGrantQuerySet


class SubjectMerge(models.Model):
    """One merge: who was kept, who was merged, why; it can be undone while neither has changed since."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=30, choices=MergeReason)
    kept_revision = models.PositiveIntegerField()
    merged_revision = models.PositiveIntegerField()
    login_moved = models.BooleanField("the login moved too", default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="subjectmerge_one_live"
            ),
            models.CheckConstraint(
                name="subjectmerge_undone_wholly",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Both records, for the trail."""
        return [self.kept_id, self.merged_id]


class SubjectGrant(models.Model):
    """Access of one person to one data subject: masked, or with the right to reveal; until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(DataSubject, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subject_grants"
    )
    may_reveal = models.BooleanField(default=False)
    merge = models.ForeignKey(
        SubjectMerge, on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SubjectGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["user", "subject"], name="subjectgrant_user")]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whose record is opened, for the trail."""
        return [self.subject_id]
