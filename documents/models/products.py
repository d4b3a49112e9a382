"""Products, what they ask for, and the life of a case: its moves and notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from documents.constants import (
    MAX_NOTE_LENGTH,
    MAX_REASON_LENGTH,
    CaseStatus,
    DocumentKind,
    RequirementRule,
)


class Product(models.Model):
    """What a case is opened for, e.g. a home loan: it says which documents a case needs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True, max_length=2000)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProductRequirement(models.Model):
    """One thing a product asks for; see `documents.completeness.Requirement`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=DocumentKind)
    rule = models.CharField(max_length=20, choices=RequirementRule, default=RequirementRule.COUNT)
    count = models.PositiveSmallIntegerField(default=1)
    max_age_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    year_ends = models.PositiveSmallIntegerField(default=2)  # February, as in South Africa and Namibia
    is_optional = models.BooleanField(default=False)

    class Meta:
        ordering = ["product", "position"]
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="requirement_position_unique"),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=60), name="requirement_count_sensible"
            ),
            models.CheckConstraint(
                condition=Q(year_ends__gte=1, year_ends__lte=12), name="requirement_year_ends_in_a_month"
            ),
            models.CheckConstraint(
                condition=(Q(max_age_days__isnull=True) | Q(max_age_days__gte=1, max_age_days__lte=3660))
                & (Q(max_age_months__isnull=True) | Q(max_age_months__gte=1, max_age_months__lte=120)),
                name="requirement_age_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.get_kind_display()}"


class CaseMove(models.Model):
    """One change of a case's status: who, when and why; never altered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("documents.Case", on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=CaseStatus)
    after = models.CharField(max_length=20, choices=CaseStatus)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reason = models.CharField(max_length=MAX_REASON_LENGTH, blank=True)
    missing: models.JSONField[Any, Any] = models.JSONField(default=list)  # in words, where it was incomplete

    class Meta:
        ordering = ["case", "-created_at", "-id"]
        indexes = [models.Index(fields=["case", "-created_at", "-id"], name="casemove_newest")]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its case is about, for the trail."""
        return self.case.subject_refs


class CaseNote(models.Model):
    """What somebody wrote down about a case; never altered, and gone with the case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("documents.Case", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=MAX_NOTE_LENGTH)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "-created_at", "-id"]
        indexes = [models.Index(fields=["case", "-created_at", "-id"], name="casenote_newest")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="casenote_says_something")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def subject_refs(self) -> list[UUID]:
        """Whom its case is about, for the trail."""
        return self.case.subject_refs
