"""The OpenAPI document: what every operation may refuse, beside what it gives."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from config.api.errors import CONTENT_TYPE

_ANY = {400, 429, 503}  # values the database refuses, the limits of the day, a server that is away
_WITH_TOKEN = {401, 403}
_WITH_BODY = {401, 404, 409, 413, 415}  # a body names rows, too, and where nobody is signed in, credentials
_DESCRIPTIONS = {
    400: "The input is not valid.",
    401: "No token, or one that is not good any more.",
    403: "Not allowed, or a second factor is asked for.",
    404: "Not there, or not to be seen by whoever asks.",
    409: "Refused by the state of things.",
    412: "Changed by somebody else since it was read.",
    410: "Gone.",
    413: "Too large.",
    415: "A kind of content that is not taken here.",
    428: "Send `If-Match` with the version that was read.",
    429: "Too many requests; `Retry-After` says when to come back.",
    460: "Not what its checksum says.",
    503: "Not to be reached just now; `Retry-After` says when to come back.",
}


class FieldProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField(help_text="JSON pointer.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="`urn:muniment:problem:` and the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="One sentence that says what to change.")
    code = serializers.CharField(help_text="Stable, for programs.")
    request_id = serializers.CharField(help_text="What to quote when asking for help.")
    errors = FieldProblemSerializer(many=True, required=False)  # type: ignore[assignment]  # RFC 9457's name


class RefusalsSchema(AutoSchema):
    """Adds the refusals that any operation of its kind may answer with."""

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:  # noqa: FBT001, FBT002 - theirs
        """Name the empty choice of what is only read, too: DRF forgets that the column may be blank."""
        if isinstance(field, serializers.ChoiceField) and field.read_only and _column_may_be_blank(field):
            field.allow_blank = True
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]  # theirs

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        kinds = [CONTENT_TYPE]
        for status in sorted(self._refusals()):
            refusal = self._get_response_for_code(ProblemSerializer, str(status), kinds, direction)  # type: ignore[no-untyped-call]  # theirs
            bodies.setdefault(str(status), {**refusal, "description": _DESCRIPTIONS[status]})
        return bodies

    def _refusals(self) -> set[int]:
        found = set(_ANY)
        if self.view.get_authenticators():
            found |= _WITH_TOKEN
        if "{" in self.path or self._is_list_view():
            found.add(404)  # a cursor that is none is not found, too
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            found |= _WITH_BODY
        if any(p["name"] == "If-Match" for p in self._get_parameters()):
            found |= {412, 428}
        return found | getattr(self.view, "refuses_with", frozenset())  # what one protocol alone refuses


def _column_may_be_blank(field: serializers.ChoiceField) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    try:
        return model is not None and bool(model._meta.get_field(field.source).blank)
    except FieldDoesNotExist:
        return False
