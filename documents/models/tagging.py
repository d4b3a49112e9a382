"""Tags of documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.constants import MAX_TAG_LENGTH
from documents.models.documents import Document


class Tag(models.Model):
    """A word that people put on documents; one whatever its case. No list of all is shown to anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=MAX_TAG_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="tag_name_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentTag(models.Model):
    """One tag on one document."""

    pk = models.CompositePrimaryKey("tag", "document")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="uses", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="taggings")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.document_id}"
