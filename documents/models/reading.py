"""What reading made of a version: pages, values, lines, checks, classification."""

from __future__ import annotations

from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from documents.constants import CheckOutcome, DocumentKind
from documents.models.documents import DocumentVersion


class Placed(models.Model):
    """Where on a page something stands: fractions of width and height, origin top left."""

    page = models.PositiveIntegerField(null=True, blank=True)
    x0 = models.FloatField(null=True, blank=True)
    y0 = models.FloatField(null=True, blank=True)
    x1 = models.FloatField(null=True, blank=True)
    y1 = models.FloatField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def box(self) -> list[float] | None:
        """[x0, y0, x1, y1], or None where the place is unknown."""
        if self.x0 is None or self.y0 is None or self.x1 is None or self.y1 is None:
            return None
        return [self.x0, self.y0, self.x1, self.y1]

    @property
    def box_attribute(self) -> str:
        """The box as `x0 y0 x1 y1` for the page's overlay, or nothing."""
        return " ".join(f"{value:.5f}" for value in self.box) if self.box else ""


class Page(models.Model):
    """One page: its text, its words with boxes, and the key of its picture."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    width = models.FloatField()
    height = models.FloatField()
    text = models.TextField(blank=True)
    words: models.JSONField[Any, Any] = models.JSONField(default=list)  # [text, x0, y0, x1, y1, confidence]
    source = models.CharField(max_length=20)
    confidence = models.FloatField()
    image_key = models.CharField(max_length=200, blank=True)
    image_mime = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="page_number_unique")]

    def __str__(self) -> str:
        return f"page {self.number}"


class Field(Placed):
    """One value read, with its provenance. Identifiers and names are sealed under the document's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    account = models.CharField(max_length=64, blank=True)  # blind: first 16 hex of the account's index
    text = models.TextField(blank=True)  # as printed; empty where sealed
    normal = models.TextField(blank=True)  # canonical; empty where sealed
    sealed_text = models.BinaryField(default=b"", blank=True)
    sealed_normal = models.BinaryField(default=b"", blank=True)
    blind_index = models.BinaryField(default=b"", blank=True)
    confidence = models.FloatField()
    extractor = models.CharField(max_length=80)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="field_position_unique"),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1), name="field_confidence_0_to_1"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "normal"], name="field_name_normal", condition=~models.Q(normal="")),
            models.Index(
                fields=["name", "blind_index"], name="field_blind", condition=~models.Q(blind_index=b"")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sealed(self) -> bool:
        """Whether the value is encrypted in the row."""
        return bool(self.sealed_text or self.sealed_normal)


class StatementLine(Placed):
    """One booking of a statement or one position of an invoice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    account = models.CharField(max_length=64, blank=True)
    date = models.DateField(null=True, blank=True)
    value_date = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    balance = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    confidence = models.FloatField()

    class Meta:
        ordering = ["version", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="line_number_unique")]

    def __str__(self) -> str:
        return f"line {self.number}"


class Check(models.Model):
    """One piece of arithmetic about a version, and the first line that breaks it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="checks")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20, choices=CheckOutcome)
    detail = models.TextField()
    expected = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    found = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    line_number = models.PositiveIntegerField(null=True, blank=True)
    account = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="check_position_unique")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.outcome}"


class Classification(models.Model):
    """What a version was taken for, how sure, and by which model."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.OneToOneField(DocumentVersion, on_delete=models.CASCADE, related_name="classification")
    label = models.CharField(max_length=30, choices=DocumentKind)
    confidence = models.FloatField()
    model = models.CharField(max_length=80)
    alternatives: models.JSONField[Any, Any] = models.JSONField(default=list)  # [[label, confidence], ...]

    def __str__(self) -> str:
        return f"{self.label} ({self.confidence:.2f})"
