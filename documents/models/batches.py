"""Batches: one verb on many documents, and what became of each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from documents.constants import BatchState, BatchVerb, ItemOutcome
from vault.models import DataKey

_OPEN = [BatchState.QUEUED, BatchState.RUNNING]


class Batch(models.Model):
    """One verb asked for many documents: PostgreSQL's truth about that work. Only its maker sees it.

    What was asked can name people and numbers: `sealed_order` holds it. `file_*` is the file that an export
    has made or that an import reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    verb = models.CharField(max_length=20, choices=BatchVerb)
    state = models.CharField(max_length=20, choices=BatchState, default=BatchState.QUEUED)
    is_dry_run = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches")
    scopes = ArrayField(models.CharField(max_length=60), null=True, blank=True)  # of a machine's token
    request_id = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=255, blank=True)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed_order = models.BinaryField()
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)  # since something came of one
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)  # when it was settled which documents
    frozen_to = models.UUIDField(null=True, blank=True)  # the last one settled so far
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    gone_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    file_key = models.OneToOneField(
        DataKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    storage_key = models.CharField(max_length=200, blank=True)
    file_binding = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="batch_idempotency_key_unique",
            ),
            models.UniqueConstraint(
                fields=["storage_key"], condition=~Q(storage_key=""), name="batch_storage_key_unique"
            ),
            models.CheckConstraint(
                condition=Q(done_count__lte=models.F("total")), name="batch_done_within_total"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-created_at", "-id"], name="batch_newest"),
            models.Index(fields=["queued_at"], name="batch_unfinished", condition=Q(state__in=_OPEN)),
            models.Index(fields=["expires_at"], name="batch_file_expires", condition=~Q(storage_key="")),
            models.Index(fields=["finished_at"], name="batch_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether work is still to be done."""
        return self.state in _OPEN

    @property
    def waiting_count(self) -> int:
        """How many items have no result yet."""
        return self.total - self.done_count - self.refused_count - self.gone_count

    @property
    def has_file(self) -> bool:
        """Whether an export's file can be fetched."""
        return bool(self.storage_key) and self.verb == BatchVerb.EXPORT and self.state == BatchState.DONE


class BatchItem(models.Model):
    """One item of a batch; its result is written in the transaction of the change itself.

    `document_id` is no foreign key: the result stays when the document is destroyed.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    document_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=500, blank=True)  # of an import's file
    given: models.JSONField[Any, Any] = models.JSONField(default=dict)  # what an import says about it
    outcome = models.CharField(max_length=10, choices=ItemOutcome, default=ItemOutcome.WAITING)
    code = models.CharField(max_length=60, blank=True)
    why = models.TextField(blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)  # ids and hashes of what came of it
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batchitem_position_unique"),
            models.UniqueConstraint(
                fields=["batch", "document_id"],
                condition=Q(document_id__isnull=False) & Q(name=""),
                name="batchitem_document_once",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ItemOutcome.REFUSED) | ~Q(code=""), name="batchitem_refused_says_why"
            ),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "position"], name="batchitem_by_outcome")]

    def __str__(self) -> str:
        return f"{self.position} of {self.batch_id}: {self.outcome}"
