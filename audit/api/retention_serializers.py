"""What the routes of the trail's retention take and give."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from audit.api.serializers import ClosedSerializer
from audit.models import DroppedMonth, TrailHold, TrailRule
from audit.retention_overview import Month


class HoldPlaceSerializer(ClosedSerializer):
    """Which days are held, and why."""

    since = serializers.DateField(help_text="First day, UTC.")
    until = serializers.DateField(help_text="First day that is not held any more.")
    reason = serializers.CharField(max_length=300)


class HoldReleaseSerializer(ClosedSerializer):
    """Why a hold ends."""

    reason = serializers.CharField(max_length=300)


class RuleSetSerializer(ClosedSerializer):
    """How long, from when on, and why."""

    years = serializers.IntegerField(min_value=1, max_value=100)
    in_force_from = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class RuleSerializer(serializers.ModelSerializer[TrailRule]):
    """How long entries are kept, from a day on."""

    class Meta:
        model = TrailRule
        fields = ["id", "years", "in_force_from", "reason", "created_at"]
        read_only_fields = fields


class HoldSerializer(serializers.ModelSerializer[TrailHold]):
    """A period of the trail that is kept whatever its age, until it is released."""

    class Meta:
        model = TrailHold
        fields = [
            *("id", "since", "until", "reason", "placed_by", "placed_at"),
            *("released_by", "released_at", "release_reason"),
        ]
        read_only_fields = fields


class TrailMonthSerializer(serializers.Serializer[Month]):
    """One month of the trail that exists."""

    month = serializers.DateField(help_text="Its first day.")
    entries = serializers.IntegerField(allow_null=True, help_text="Null where nobody has counted yet.")
    is_exact = serializers.BooleanField(help_text="Counted or archived; else the database's estimate.")
    is_over = serializers.BooleanField()
    is_sealed = serializers.BooleanField(help_text="To its last entry.")
    is_anchored = serializers.BooleanField(help_text="Under a checkpoint that an anchor took.")
    archived_at = serializers.DateTimeField(source="archive.created_at", allow_null=True, default=None)
    archive_sha256 = serializers.CharField(source="archive.sha256", allow_null=True, default=None)
    held_by = serializers.SerializerMethodField(help_text="Ids of the holds on it.")
    goes_at = serializers.DateField(allow_null=True, help_text="When the rule lets it go; null without one.")
    is_due = serializers.BooleanField(help_text="Older than the rule.")
    against = serializers.ListField(
        child=serializers.CharField(), help_text="What stands against a month that is due."
    )

    def get_held_by(self, month: Month) -> list[str]:
        """Return the ids of the holds."""
        return [str(hold.pk) for hold in month.holds]


class DroppedSerializer(serializers.ModelSerializer[DroppedMonth]):
    """A month whose entries went; its archive is named by its digest."""

    sha256 = serializers.CharField(source="archive.sha256")

    class Meta:
        model = DroppedMonth
        fields = ["month", "entries", "dropped_at", "sha256"]
        read_only_fields = fields


class RetentionSerializer(serializers.Serializer[Any]):
    """How the trail is kept, newest first."""

    rule = RuleSerializer(allow_null=True, help_text="The one in force.")
    rules = RuleSerializer(many=True)
    months = TrailMonthSerializer(many=True)
    holds = HoldSerializer(many=True)
    dropped = DroppedSerializer(many=True)
