"""What the API takes and gives about data subjects: masked on the way out, never repeated in a refusal."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.constants import (
    ContactKind,
    IdentifierKind,
    MergeReason,
    RevealPurpose,
    SubjectKind,
    SubjectState,
    SupersededBecause,
)
from accounts.contact_points import MAX_ADDRESS, MAX_NAME
from accounts.identifiers import MAX_LENGTH
from accounts.models import SubjectGrant
from accounts.services.subject_reveal import MAX_FIELDS

_FEW = 20


class QuietChoice(serializers.ChoiceField):
    """A choice whose refusal names what is allowed instead of repeating what came."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        """Take the choices."""
        super().__init__(choices, **kwargs)
        self.error_messages["invalid_choice"] = f"Must be one of {', '.join(map(str, self.choices))}."


class GivenSerializer(serializers.Serializer[Any]):
    """Takes the fields it declares and refuses all others, without repeating what was given."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what was given; 400 where something else stands beside it."""
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": ["An object is expected here."]})
        if set(data) - set(self.fields):
            known = ", ".join(self.fields)
            raise serializers.ValidationError({"non_field_errors": [f"Only these may be set here: {known}."]})
        return super().to_internal_value(data)


class NameSerializer(GivenSerializer):
    """A name: given and family of a natural person, or registered of a juristic one."""

    given = serializers.CharField(max_length=MAX_NAME, allow_blank=True, default="")
    family = serializers.CharField(max_length=MAX_NAME, allow_blank=True, default="")
    registered = serializers.CharField(max_length=MAX_NAME, allow_blank=True, default="")


class IdentifierGivenSerializer(GivenSerializer):
    """An identifier: South African unless a country is given."""

    kind = QuietChoice(IdentifierKind.choices)
    value = serializers.CharField(max_length=MAX_LENGTH)
    country = serializers.CharField(
        max_length=2, allow_blank=True, default="", help_text="ISO 3166-1 alpha-2."
    )


class ContactGivenSerializer(GivenSerializer):
    """An e-mail address, a telephone number, or a postal address."""

    kind = QuietChoice(ContactKind.choices)
    value = serializers.CharField(max_length=MAX_ADDRESS)


class SubjectCreateSerializer(GivenSerializer):
    """A new data subject."""

    kind = QuietChoice(SubjectKind.choices)
    name = NameSerializer()
    identifiers = IdentifierGivenSerializer(many=True, required=False, max_length=_FEW)  # type: ignore[call-arg]  # the list's
    contacts = ContactGivenSerializer(many=True, required=False, max_length=_FEW)  # type: ignore[call-arg]  # the list's


class SubjectChangeSerializer(GivenSerializer):
    """A corrected name; the earlier one is kept as evidence."""

    name = NameSerializer()


class SearchSerializer(GivenSerializer):
    """One exact value to search by: in the body, since addresses of requests are logged."""

    identifier = IdentifierGivenSerializer(required=False)
    email = serializers.CharField(max_length=254, required=False)
    phone = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=2 * MAX_NAME, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take exactly one value."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Search by exactly one of identifier, email, phone and name.")
        return attrs


class RevealGivenSerializer(GivenSerializer):
    """What to reveal, and what for."""

    fields_ = serializers.ListField(
        child=serializers.CharField(max_length=40),
        min_length=1,
        max_length=MAX_FIELDS,
        help_text="`name`, `identifiers`, `contacts`, or the id of one value.",
    )
    purpose = QuietChoice(RevealPurpose.choices)

    def get_fields(self) -> dict[str, Any]:
        """Give the list its public name: `fields` is taken by the class itself."""
        found = super().get_fields()
        return {"fields": found["fields_"], "purpose": found["purpose"]}


class LinkSerializer(GivenSerializer):
    """The customer's login."""

    login = serializers.UUIDField()


class MergeGivenSerializer(GivenSerializer):
    """The record to merge into this one, and why."""

    other = serializers.UUIDField()
    reason = QuietChoice(MergeReason.choices)


class GrantGivenSerializer(GivenSerializer):
    """Access for a colleague."""

    user = serializers.UUIDField()
    may_reveal = serializers.BooleanField(default=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


@extend_schema_serializer(component_name="SubjectGrant")
class GrantSerializer(serializers.ModelSerializer[SubjectGrant]):
    """Access that a colleague has."""

    class Meta:
        model = SubjectGrant
        fields = ["id", "user", "may_reveal", "created_at", "created_by", "expires_at"]
        read_only_fields = fields


class ValueSerializer(serializers.Serializer[Any]):
    """One identifier or contact, masked."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    masked = serializers.CharField(help_text="For example `*********9087`.")
    created_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(allow_null=True)
    superseded_because = serializers.ChoiceField([*SupersededBecause.choices, ("", "holds")])
    moved_from = serializers.UUIDField(allow_null=True, help_text="The merged record's value it came from.")


class IdentifierSerializer(ValueSerializer):
    """One identifier, masked."""

    country = serializers.CharField()
    verified_at = serializers.DateTimeField(allow_null=True)


class SubjectListedSerializer(serializers.Serializer[Any]):
    """A data subject in a list, masked; an erased one without a name."""

    id = serializers.UUIDField(source="row.pk")
    kind = serializers.ChoiceField(SubjectKind.choices, source="row.kind")
    state = serializers.ChoiceField(SubjectState.choices, source="row.state")
    name = serializers.CharField(help_text="Masked, for example `T*** M***`; empty where erased.")
    merged_into = serializers.UUIDField(source="row.merged_into_id", allow_null=True)
    created_at = serializers.DateTimeField(source="row.created_at")
    updated_at = serializers.DateTimeField(source="row.updated_at")


class SubjectSerializer(SubjectListedSerializer):
    """One data subject, masked."""

    revision = serializers.IntegerField(source="row.revision", help_text="Also the ETag.")
    login = serializers.UUIDField(source="row.login_id", allow_null=True)
    created_by = serializers.UUIDField(source="row.created_by_id")
    identifiers = IdentifierSerializer(many=True)
    contacts = ValueSerializer(many=True)


class DuplicateSerializer(serializers.Serializer[Any]):
    """A record that may be the same person's, masked, and what the two have in common."""

    subject = SubjectListedSerializer()
    because = serializers.ListField(child=serializers.CharField())


class CreatedSerializer(SubjectSerializer):
    """A new data subject and what may be its duplicates among those you may see."""

    possible_duplicates = DuplicateSerializer(many=True)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class PartsField(serializers.DictField):
    """The parts of a value by name."""


class RevealedSerializer(serializers.Serializer[Any]):
    """One value in clear."""

    field = serializers.CharField(source="name", help_text="`name`, or the id of the value.")
    kind = serializers.CharField()
    country = serializers.CharField()
    value = serializers.CharField()
    parts = PartsField(help_text="Parts of a name; birth_date and sex that an identity number tells.")


class RevealAnswerSerializer(serializers.Serializer[Any]):
    """The values in clear. Not to be stored or logged."""

    values = RevealedSerializer(many=True)
