"""Holds on a document, over the API."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import services
from documents.api.editing import JSON_PARSERS
from documents.api.pagination import InOrder
from documents.constants import MAX_REASON_LENGTH
from documents.models import Document, DocumentHold
from documents.permissions import HoldsDocuments

_HOLD_ID = OpenApiParameter("hold_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class HoldReasonSerializer(ClosedSerializer):
    """Why a hold is placed or released."""

    reason = serializers.CharField(max_length=MAX_REASON_LENGTH)


class HoldSerializer(serializers.ModelSerializer[DocumentHold]):
    """One hold."""

    class Meta:
        model = DocumentHold
        fields = [
            "id",
            "reason",
            "placed_by",
            "placed_at",
            "released_by",
            "released_at",
            "released_because",
        ]
        read_only_fields = fields


class HeldDocument(viewsets.GenericViewSet[Document]):
    """Holds: for officers and auditors to see, for officers to place and release."""

    @extend_schema(responses=HoldSerializer(many=True), filters=False)
    @action(
        detail=True,
        permission_classes=[HoldsDocuments],
        parser_classes=JSON_PARSERS,
        pagination_class=InOrder,
    )
    def holds(self, request: Request, **kwargs: Any) -> Response:
        """List the holds on a document, newest first; a released one stays for the record."""
        document = self.get_object()
        paginator = InOrder()
        page = paginator.paginate_queryset(document.holds.order_by("-placed_at", "-id"), request, view=self)
        trail.record_read("holds.listed", target=document, count=len(page or ()))
        return paginator.get_paginated_response(HoldSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=HoldReasonSerializer, responses={201: HoldSerializer}, filters=False)
    @holds.mapping.post
    def hold_place(self, request: Request, **kwargs: Any) -> Response:
        """Hold a document: nothing bins or destroys it until every hold on it is released."""
        document = self.get_object()
        hold = services.hold_place(
            actor=_person(request), document=document, reason=_reason(request), at=timezone.now()
        )
        return Response(HoldSerializer(hold).data, status=201)

    @extend_schema(request=HoldReasonSerializer, responses=HoldSerializer, parameters=[_HOLD_ID])
    @action(
        detail=True,
        methods=["post"],
        url_path=r"holds/(?P<hold_id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/release",
        url_name="hold-release",
        permission_classes=[HoldsDocuments],
        parser_classes=JSON_PARSERS,
    )
    def hold_release(self, request: Request, hold_id: str, **kwargs: Any) -> Response:
        """Release one hold, with the reason."""
        document = self.get_object()
        hold = services.hold_release(
            actor=_person(request),
            document=document,
            hold_id=UUID(hold_id),
            because=_reason(request),
            at=timezone.now(),
        )
        return Response(HoldSerializer(hold).data)


def _reason(request: Request) -> str:
    given = HoldReasonSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["reason"])


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
