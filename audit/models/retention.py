"""How long the trail is kept, what holds it longer, and what became of each month that went."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7

from audit.models.seals import Checkpoint


class TrailRule(models.Model):
    """How long entries are kept, from a day on; the newest rule that is in force counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    years = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    in_force_from = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_rule"
        ordering = ["-in_force_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(years__gte=1, years__lte=100), name="trail_rule_years")
        ]

    def __str__(self) -> str:
        return f"{self.years} years from {self.in_force_from}"


class TrailHold(models.Model):
    """Entries of [since, until) that may not go, whatever their age, until the hold is released."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300)
    placed_by = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    released_by = models.UUIDField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "audit_hold"
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="trail_hold_period")
        ]

    def __str__(self) -> str:
        return f"hold of {self.since} to {self.until}"


class Archive(models.Model):
    """A month that was written out whole as a signed package, and where that lies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField()
    entries = models.BigIntegerField()
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="archives")
    place = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_archive"
        ordering = ["-month", "-id"]

    def __str__(self) -> str:
        return f"archive of {self.month:%Y-%m}"


class DroppedMonth(models.Model):
    """A month whose entries went. Its leaves, nodes and checkpoints stay, so that proofs of the rest hold."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField(unique=True)
    entries = models.BigIntegerField()
    archive = models.ForeignKey(Archive, on_delete=models.PROTECT, related_name="drops")
    dropped_at = models.DateTimeField()

    class Meta:
        db_table = "audit_dropped"
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} went at {self.dropped_at}"
