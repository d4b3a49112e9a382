"""Where versions come from, and the work that makes new ones out of old."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.constants import DerivationState, LineageKind
from documents.models.documents import Document, DocumentVersion


class Lineage(models.Model):
    """One version that came from another: how, and which of its pages (in order; none: all).

    The origin may be destroyed before what came from it: its ids stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    derived = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="origins")
    origin = models.ForeignKey(DocumentVersion, on_delete=models.SET_NULL, null=True, related_name="derived")
    origin_document_id = models.UUIDField()
    origin_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=LineageKind)
    position = models.PositiveIntegerField(default=0)
    pages = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["derived", "position"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["derived", "position"], name="lineage_position_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of version {self.origin_number} of {self.origin_document_id}"


class Derivation(models.Model):
    """One asked-for split, merge, rotation or redaction: PostgreSQL's truth about that work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="derivations")
    kind = models.CharField(max_length=20, choices=LineageKind)
    versions = ArrayField(models.UUIDField())  # the origins, in order; the first is of `document`
    terms: models.JSONField[Any, Any] = models.JSONField()  # ranges, turns or boxes
    names = ArrayField(models.CharField(max_length=255), default=list)  # of what is made
    state = models.CharField(max_length=20, choices=DerivationState, default=DerivationState.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    made = ArrayField(models.UUIDField(), default=list)  # documents, in order

    class Meta:
        ordering = ["-asked_at", "-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="derivation_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its document is about, for the trail."""
        return self.document.subject_refs
