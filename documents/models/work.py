"""The work on documents: readings that run, and what waits for a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.constants import ReviewState, RunState
from documents.models.documents import Document, DocumentVersion


class ProcessingRun(models.Model):
    """One reading of one version: PostgreSQL's truth, of which a Celery message is only the wake-up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=RunState, default=RunState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)  # [name, seconds, error]
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="run_number_unique")]
        indexes = [
            models.Index(
                fields=["state", "queued_at"],
                name="run_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return f"reading {self.number}: {self.state}"


class ReviewTask(models.Model):
    """One reason why a document waits for a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="review_tasks")
    position = models.PositiveIntegerField()
    reason = models.TextField()
    field_name = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ReviewState, default=ReviewState.OPEN)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["document", "position"]
        indexes = [models.Index(fields=["state", "created_at"], name="review_open")]

    def __str__(self) -> str:
        return self.reason

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its document is about, for the trail."""
        return self.document.subject_refs
