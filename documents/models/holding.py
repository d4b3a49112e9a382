"""Holds on documents: what is held is neither binned nor destroyed, whatever path is tried."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from documents.constants import MAX_REASON_LENGTH
from documents.models.documents import Document


class DocumentHold(models.Model):
    """One hold, placed with a reason and released with a reason; `Document.held` follows by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=MAX_REASON_LENGTH)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_because = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(name="hold_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="hold_released_wholly",
                condition=Q(released_at__isnull=True, released_by__isnull=True, released_because="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(released_because="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["document"], name="hold_in_force", condition=models.Q(released_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its document is about, for the trail."""
        return self.document.subject_refs
