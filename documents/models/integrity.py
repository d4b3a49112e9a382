"""What re-reading the stored files found wrong."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from documents.constants import MAX_REASON_LENGTH, FileFault
from documents.models.documents import DocumentVersion


class FileFinding(models.Model):
    """One fault of one stored file; open until an officer signs it off. Seen again, it counts on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fault = models.CharField(max_length=20, choices=FileFault)
    storage_key = models.CharField(max_length=300)
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["-found_at", "-id"]
        default_permissions = ("view", "change")
        verbose_name = "finding about a stored file"
        verbose_name_plural = "findings about stored files"
        constraints = [
            models.UniqueConstraint(
                fields=["storage_key", "fault"],
                condition=Q(signed_off_at__isnull=True),
                name="file_finding_open_once",
            ),
            models.CheckConstraint(
                name="file_finding_signed_wholly",
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True, note="")
                | (Q(signed_off_at__isnull=False, signed_off_by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fault_display()}: {self.storage_key}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom the document is about, for the trail."""
        return self.version.document.subject_refs if self.version else []
