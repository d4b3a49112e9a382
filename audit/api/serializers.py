"""What the trail's routes take and give."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from audit.constants import ReviewRule
from audit.entry_selectors import ACTIONS
from audit.models import Checkpoint, Finding, LogEntry
from audit.questions import LARGEST_PAGE, PAGE, Question

_WORDS = {value: name for name, value in ACTIONS.items()}


class ClosedSerializer(serializers.Serializer[Any]):
    """Takes the fields it names and refuses all others: a misspelt filter must not widen the answer."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given; 400 names what is not known."""
        if hasattr(data, "keys") and (beyond := sorted(set(data.keys()) - set(self.fields))):
            raise serializers.ValidationError(dict.fromkeys(beyond, "There is no such parameter."))
        return super().to_internal_value(data)


class PageSerializer(ClosedSerializer):
    """Which page."""

    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)
    cursor = serializers.CharField(required=False, default="", help_text="From `next` of the page before.")


class QuestionSerializer(PageSerializer):
    """A window of time, at most 92 days unless narrowed to one subject, actor or object; and filters."""

    since = serializers.DateTimeField(required=False, default=None, help_text="Inclusive.")
    until = serializers.DateTimeField(required=False, default=None, help_text="Exclusive.")
    actor = serializers.UUIDField(required=False, default=None)
    subject = serializers.UUIDField(required=False, default=None, help_text="A data subject.")
    object_type = serializers.CharField(
        required=False, default="", max_length=100, help_text="As in `documents.document`."
    )
    object_id = serializers.CharField(required=False, default="", max_length=64)
    event = serializers.CharField(
        required=False,
        default="",
        max_length=80,
        help_text="Whole, or its beginning and a star: `document.*`.",
    )
    action = serializers.ChoiceField(required=False, default="", choices=list(ACTIONS))
    purpose = serializers.CharField(required=False, default="", max_length=200, help_text="Part of it.")
    address = serializers.IPAddressField(required=False, default="")
    interface = serializers.ChoiceField(
        required=False, default="", choices=["api", "console", "command", "task", "system"]
    )
    request_id = serializers.CharField(required=False, default="", max_length=64)

    def question(self) -> Question:
        """Return what was asked."""
        given = {k: v for k, v in self.validated_data.items() if k not in {"page_size", "cursor"}}
        return Question(**given)


class EntrySerializer(serializers.ModelSerializer[LogEntry]):
    """One event of the trail."""

    at = serializers.DateTimeField(source="timestamp")
    action = serializers.SerializerMethodField()
    actor = serializers.UUIDField(source="actor_id", allow_null=True)
    actor_name = serializers.SerializerMethodField()
    object_type = serializers.SerializerMethodField()
    object_id = serializers.CharField(source="object_pk")
    address = serializers.CharField(source="remote_addr", allow_null=True)
    request_id = serializers.CharField(source="cid")
    details = serializers.JSONField(source="additional_data", allow_null=True)
    changes = serializers.JSONField(allow_null=True)

    class Meta:
        model = LogEntry
        fields = [
            "id",
            "at",
            "event",
            "action",
            "actor",
            "actor_name",
            "object_type",
            "object_id",
            "subject_refs",
            "count",
            "purpose",
            "interface",
            "address",
            "request_id",
            "details",
            "changes",
        ]
        read_only_fields = fields

    def get_action(self, entry: LogEntry) -> str:
        """Return `created`, `updated`, `deleted` or `read`."""
        return _WORDS.get(entry.action, "")

    def get_actor_name(self, entry: LogEntry) -> str:
        """Return the name; empty for the system, and for those who have none."""
        return entry.actor.full_name if entry.actor else ""

    def get_object_type(self, entry: LogEntry) -> str:
        """Return app and model."""
        kind = entry.content_type
        return f"{kind.app_label}.{kind.model}" if kind else ""


class EntryPageSerializer(serializers.Serializer[Any]):
    """A page of events, newest first."""

    next = serializers.CharField(help_text="`cursor` of the next page; empty on the last.")
    results = EntrySerializer(many=True)


class CheckpointSerializer(serializers.ModelSerializer[Checkpoint]):
    """A signed state of the tree."""

    root_hash = serializers.SerializerMethodField()
    anchors = serializers.SerializerMethodField()

    class Meta:
        model = Checkpoint
        fields = ["size", "count", "root_hash", "note", "created_at", "anchors"]
        read_only_fields = fields

    def get_root_hash(self, checkpoint: Checkpoint) -> str:
        """Return the root's hash in hex."""
        return bytes(checkpoint.root).hex()

    def get_anchors(self, checkpoint: Checkpoint) -> list[str]:
        """Return into which kinds of sink it was put."""
        return sorted(anchor.kind for anchor in checkpoint.anchors.all())


class CheckpointPageSerializer(serializers.Serializer[Any]):
    """A page of checkpoints, largest first."""

    next = serializers.CharField(help_text="`cursor` of the next page; empty on the last.")
    results = CheckpointSerializer(many=True)


class ProofSerializer(serializers.Serializer[Any]):
    """That an entry stands at its place in the tree which the checkpoint signs (RFC 6962)."""

    entry = serializers.UUIDField()
    index = serializers.IntegerField()
    tree_size = serializers.IntegerField()
    leaf_hash = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField(), help_text="Hashes in hex, from the leaf up.")
    checkpoint = serializers.CharField(help_text="The signed note.")
    columns = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        help_text="What the leaf hashes, in this order; empty once the entry's month has gone.",
    )


class ConsistencySerializer(serializers.Serializer[Any]):
    """That the newer checkpoint continues the older one."""

    old_size = serializers.IntegerField()
    new_size = serializers.IntegerField()
    path = serializers.ListField(child=serializers.CharField())
    old_checkpoint = serializers.CharField()
    new_checkpoint = serializers.CharField()


class KeySerializer(serializers.Serializer[Any]):
    """Public keys that checkpoints are believed by, the one that signs first."""

    origin = serializers.CharField()
    keys = serializers.ListField(child=serializers.CharField())


class AccessQuestionSerializer(ClosedSerializer):
    """Which time and which page."""

    since = serializers.DateTimeField(required=False, default=None)
    until = serializers.DateTimeField(required=False, default=None)
    offset = serializers.IntegerField(min_value=0, max_value=100_000, default=0)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)


class AccessSerializer(serializers.Serializer[Any]):
    """One actor who, for one purpose, saw or changed something of the data subject."""

    actor = serializers.UUIDField(allow_null=True, help_text="Null to the data subject itself.")
    actor_name = serializers.CharField(help_text="Empty to the data subject itself.")
    category = serializers.ChoiceField(
        choices=["yourself", "staff", "service account", "other person", "system"]
    )
    purpose = serializers.CharField()
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()
    count = serializers.IntegerField(help_text="How many events.")
    reads = serializers.IntegerField(help_text="How many of these were reads.")
    rows = serializers.IntegerField(help_text="How many rows these events speak of.")
    events = serializers.ListField(child=serializers.CharField())


class AccessPageSerializer(serializers.Serializer[Any]):
    """Who has seen the data of a subject, last first."""

    subject = serializers.UUIDField()
    next_offset = serializers.IntegerField(allow_null=True)
    results = AccessSerializer(many=True)


class ExportSerializer(ClosedSerializer):
    """What to export."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    subject = serializers.UUIDField(required=False, allow_null=True, default=None)
    format = serializers.ChoiceField(
        choices=["ndjson", "csv"], default="ndjson", help_text="csv: CSV beside it."
    )


class FindingQuestionSerializer(PageSerializer):
    """Which findings."""

    state = serializers.ChoiceField(required=False, default="", choices=["open", "signed_off"])
    rule = serializers.ChoiceField(required=False, default="", choices=ReviewRule.choices)
    day = serializers.DateField(required=False, default=None)
    actor = serializers.UUIDField(required=False, default=None)


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """One rule of the daily review that struck for one actor on one day."""

    actor = serializers.UUIDField(source="actor_id", allow_null=True)
    signed_off_by = serializers.UUIDField(source="signed_off_by_id", allow_null=True)

    class Meta:
        model = Finding
        fields = [
            "id",
            "day",
            "rule",
            "actor",
            "count",
            "sentence",
            "entry_ids",
            "state",
            "signed_off_by",
            "signed_off_at",
            "note",
            "created_at",
        ]
        read_only_fields = fields


class FindingPageSerializer(serializers.Serializer[Any]):
    """A page of findings, newest day first."""

    next = serializers.CharField(help_text="`cursor` of the next page; empty on the last.")
    results = FindingSerializer(many=True)


class SignOffSerializer(ClosedSerializer):
    """What was learnt."""

    note = serializers.CharField(max_length=500)
