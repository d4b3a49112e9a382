"""What the daily review of the trail found, and the terms it looks by."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from audit.constants import RECONCILED, FindingState, ReviewRule


class Finding(models.Model):
    """One rule that struck for one actor on one day, or one run that found changes nobody recorded.

    An officer signs it off, with a note.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    rule = models.CharField(max_length=20, choices=ReviewRule)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    count = models.PositiveIntegerField()
    sentence = models.CharField(max_length=300)
    entry_ids = ArrayField(models.UUIDField(), default=list)  # the first hundred events behind it
    state = models.CharField(max_length=20, choices=FindingState, default=FindingState.OPEN)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    signed_off_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_finding"
        ordering = ["-day", "-id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "rule", "actor"],
                condition=~Q(rule__in=RECONCILED),
                nulls_distinct=False,
                name="trail_finding_once",
            ),
            models.CheckConstraint(
                name="trail_finding_signed_wholly",
                condition=Q(
                    state=FindingState.OPEN, signed_off_by__isnull=True, signed_off_at__isnull=True, note=""
                )
                | (
                    Q(
                        state=FindingState.SIGNED_OFF,
                        signed_off_by__isnull=False,
                        signed_off_at__isnull=False,
                    )
                    & ~Q(note="")
                ),
            ),
            models.CheckConstraint(
                name="trail_finding_not_by_oneself",
                condition=Q(actor__isnull=True)
                | Q(signed_off_by__isnull=True)
                | ~Q(signed_off_by=models.F("actor")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-day", "-id"], condition=Q(state=FindingState.OPEN), name="trail_finding_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} on {self.day}"


class ReviewTerms(models.Model):
    """Thresholds and business hours of the review, from a day on; the newest that are in force count."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    in_force_from = models.DateField()
    time_zone = models.CharField(max_length=60, default="Africa/Johannesburg")
    opens_at = models.TimeField(default=dt.time(6))
    closes_at = models.TimeField(default=dt.time(20))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)  # ISO: 1 Monday ... 7 Sunday
    volume_factor = models.FloatField(default=3.0)
    volume_floor = models.PositiveIntegerField(default=200)
    denied_in_a_row = models.PositiveSmallIntegerField(default=5)
    failed_sign_ins = models.PositiveSmallIntegerField(default=10)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_review_terms"
        ordering = ["-in_force_from", "-id"]
        default_permissions = ("view", "add")
        verbose_name = verbose_name_plural = "terms of the review"
        constraints = [
            models.CheckConstraint(
                name="trail_terms_sensible",
                condition=Q(
                    volume_factor__gte=1, volume_floor__gte=1, denied_in_a_row__gte=2, failed_sign_ins__gte=2
                ),
            ),
            models.CheckConstraint(name="trail_terms_hours", condition=Q(closes_at__gt=models.F("opens_at"))),
        ]

    def __str__(self) -> str:
        return f"terms from {self.in_force_from}"
