"""What helps people find documents again: what they opened, what they search for, what is like what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.models.documents import Document, DocumentVersion


class RecentDocument(models.Model):
    """When somebody last opened a document: the truth behind the sets in Redis."""

    pk = models.CompositePrimaryKey("user", "document")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_documents", db_index=False
    )
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-opened_at"], name="recent_newest")]

    def __str__(self) -> str:
        return f"{self.document_id} opened by {self.user_id}"


class SavedSearch(models.Model):
    """A search that somebody gave a name; whoever runs it finds what they themselves may see."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="saved_searches"
    )
    name = models.CharField(max_length=100)
    parameters: models.JSONField[Any, Any] = models.JSONField(default=dict)  # name > list of values
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedsearch_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="savedsearch_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentSignature(models.Model):
    """What the text of a document's newest version looks like: its MinHash, of `documents.similarity`."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="signature"
    )
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="+")
    text_hash = models.BinaryField()  # of the words in order: the same text, whatever the file
    minhash = models.BinaryField()
    words = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["text_hash"], name="signature_text")]

    def __str__(self) -> str:
        return f"signature of {self.document_id}"


class SignatureBand(models.Model):
    """One band of a signature: documents that share one may be alike."""

    pk = models.CompositePrimaryKey("band", "document")
    band = models.BigIntegerField()  # the band's place is part of its hash
    document = models.ForeignKey(DocumentSignature, on_delete=models.CASCADE, related_name="bands")

    def __str__(self) -> str:
        return f"band of {self.document_id}"
