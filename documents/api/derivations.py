"""Splits, merges, rotations and redactions of documents, over the API."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.api.editing import JSON_PARSERS
from documents.api.pagination import InOrder
from documents.constants import (
    MAX_BOXES,
    MAX_DERIVED_PAGES,
    MAX_MERGED,
    MAX_NAME_LENGTH,
    MAX_SPLIT_PARTS,
    LineageKind,
)
from documents.exceptions import DocumentNotFound
from documents.models import Derivation, Document
from documents.permissions import may_change

_ID = OpenApiParameter("derivation_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_KINDS = [kind.value for kind in LineageKind if kind is not LineageKind.RESTORE]


class RangeSerializer(ClosedSerializer):
    """Pages of one part, both ends included."""

    first = serializers.IntegerField(min_value=1, max_value=MAX_DERIVED_PAGES)
    last = serializers.IntegerField(min_value=1, max_value=MAX_DERIVED_PAGES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what ends before it begins."""
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": "Ends before it begins."})
        return attrs


class TurnSerializer(ClosedSerializer):
    """One page, turned clockwise."""

    page = serializers.IntegerField(min_value=1, max_value=MAX_DERIVED_PAGES)
    degrees = serializers.ChoiceField(choices=[90, 180, 270])


class RedactionBoxSerializer(ClosedSerializer):
    """One place on a page, in fractions of its picture, origin top left."""

    page = serializers.IntegerField(min_value=1, max_value=MAX_DERIVED_PAGES)
    x0 = serializers.FloatField(min_value=0, max_value=1)
    y0 = serializers.FloatField(min_value=0, max_value=1)
    x1 = serializers.FloatField(min_value=0, max_value=1)
    y1 = serializers.FloatField(min_value=0, max_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a box without a surface: it would redact nothing."""
        if attrs["x1"] <= attrs["x0"] or attrs["y1"] <= attrs["y0"]:
            raise serializers.ValidationError("x1 and y1 must be greater than x0 and y0.")
        return attrs


class AskSerializer(ClosedSerializer):
    """What is to be made; each kind takes what is named for it, and only that."""

    kind = serializers.ChoiceField(choices=_KINDS)
    ranges = RangeSerializer(  # type: ignore[call-arg]  # of its ListSerializer
        many=True, required=False, max_length=MAX_SPLIT_PARTS, allow_empty=False
    )
    turns = TurnSerializer(  # type: ignore[call-arg]  # of its ListSerializer
        many=True, required=False, max_length=MAX_DERIVED_PAGES, allow_empty=False
    )
    boxes = RedactionBoxSerializer(  # type: ignore[call-arg]  # of its ListSerializer
        many=True, required=False, max_length=MAX_BOXES, allow_empty=False
    )
    documents = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        allow_empty=False,
        max_length=MAX_MERGED - 1,
        help_text="For a merge: what follows this document, in order.",
    )
    names = serializers.ListField(
        child=serializers.CharField(max_length=MAX_NAME_LENGTH),
        required=False,
        max_length=MAX_SPLIT_PARTS,
        help_text="What the new files are called.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Insist on what the kind needs and refuse what belongs to another."""
        needed = {"split": "ranges", "rotation": "turns", "redaction": "boxes", "merge": "documents"}
        wanted = needed[attrs["kind"]]
        if wanted not in attrs:
            raise serializers.ValidationError({wanted: f"A {attrs['kind']} needs this."})
        if beyond := set(needed.values()) & attrs.keys() - {wanted}:
            raise serializers.ValidationError(dict.fromkeys(sorted(beyond), "Belongs to another kind."))
        return attrs


class DerivationSerializer(serializers.ModelSerializer[Derivation]):
    """Where the work stands, and the documents it made."""

    class Meta:
        model = Derivation
        fields = ["id", "kind", "state", "asked_by", "asked_at", "finished_at", "error", "made"]
        read_only_fields = fields


class DerivedDocument(viewsets.GenericViewSet[Document]):
    """What is made of a document's pages; the original is never altered."""

    @extend_schema(responses=DerivationSerializer(many=True), filters=False)
    @action(detail=True, parser_classes=JSON_PARSERS, pagination_class=InOrder)
    def derivations(self, request: Request, **kwargs: Any) -> Response:
        """List what was asked for, newest first."""
        document = self.get_object()
        paginator = InOrder()
        page = paginator.paginate_queryset(
            document.derivations.order_by("-asked_at", "-id"), request, view=self
        )
        trail.record_read("document.derivations_listed", target=document, count=len(page or ()))
        return paginator.get_paginated_response(DerivationSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=AskSerializer, responses={202: DerivationSerializer}, filters=False)
    @derivations.mapping.post
    def derivation_ask(self, request: Request, **kwargs: Any) -> Response:
        """Split, join, turn or redact pages: made in the background, follow the `Location` of the answer."""
        document, user = self.get_object(), cast(User, request.user)
        ask = AskSerializer(data=request.data)
        if not may_change(user, document):
            raise PermissionDenied("You may see this document but not work on it.")
        ask.is_valid(raise_exception=True)
        given = ask.validated_data
        made = services.derivation_ask(
            actor=user,
            documents=[document, *_others(user, given.get("documents", []))],
            kind=LineageKind(given["kind"]),
            terms=_terms(given),
            names=given.get("names", []),
            at=timezone.now(),
        )
        location = request.build_absolute_uri(f"{request.path.rstrip('/')}/{made.pk}")
        return Response(DerivationSerializer(made).data, status=202, headers={"Location": location})

    @extend_schema(responses=DerivationSerializer, parameters=[_ID])
    @action(
        detail=True,
        url_path=r"derivations/(?P<derivation_id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
        url_name="derivation",
    )
    def derivation(self, request: Request, derivation_id: str, **kwargs: Any) -> Response:
        """Tell where the work stands."""
        document = self.get_object()
        found = document.derivations.filter(pk=derivation_id).first()
        if found is None:
            raise Http404
        trail.record_read("document.derivation_viewed", target=document)
        return Response(DerivationSerializer(found).data)


def _others(user: User, ids: list[Any]) -> list[Document]:
    """Return the other documents of a merge, in order: each one that the person may work on."""
    found = selectors.document_list(user).in_bulk(ids)
    if missing := [str(one) for one in ids if one not in found]:
        raise DocumentNotFound(f"There is no document {missing[0]} that you may see.")
    if len(found) != len(ids):
        raise ValidationError({"documents": "Name each document once."})
    if not all(may_change(user, one) for one in found.values()):
        raise PermissionDenied("You may see one of these documents but not work on it.")
    return [found[one] for one in ids]


def _terms(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for as the worker takes it."""
    if given["kind"] == LineageKind.SPLIT:
        return {"ranges": [[one["first"], one["last"]] for one in given["ranges"]]}
    if given["kind"] == LineageKind.ROTATION:
        return {"turns": {str(one["page"]): one["degrees"] for one in given["turns"]}}
    if given["kind"] == LineageKind.REDACTION:
        return {"boxes": [[b["page"], b["x0"], b["y0"], b["x1"], b["y1"]] for b in given["boxes"]]}
    return {}
