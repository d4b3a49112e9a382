"""Upload links of a case over the API: make, list, end."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.constants import MAX_LINK_FILES, MAX_REASON_LENGTH, MAX_UPLOAD_BYTES
from documents.models import Case, UploadLink
from documents.permissions import OpensCases, may_change

_CASE = OpenApiParameter("case_id", UUID, OpenApiParameter.PATH)


class LinkSerializer(serializers.ModelSerializer[UploadLink]):
    """A link; its secret is shown once, when it is made."""

    class Meta:
        model = UploadLink
        fields = [
            "id",
            "title",
            "note",
            "max_files",
            "max_bytes",
            "taken_files",
            "taken_bytes",
            "created_at",
            "expires_at",
            "ended_at",
        ]
        read_only_fields = fields


class MadeLinkSerializer(LinkSerializer):
    """A new link with its address."""

    address = serializers.CharField(read_only=True, help_text="Shown once: keep it, or make another link.")

    class Meta(LinkSerializer.Meta):
        fields = [*LinkSerializer.Meta.fields, "address"]
        read_only_fields = fields


class LinkTermsSerializer(ClosedSerializer):
    """What a new link lets in."""

    expires_at = serializers.DateTimeField(default_timezone=dt.UTC, help_text="At most 90 days from now.")
    max_files = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LINK_FILES)
    max_bytes = serializers.IntegerField(
        default=MAX_UPLOAD_BYTES, min_value=1, max_value=services.MAX_LINK_BYTES
    )
    title = serializers.CharField(
        default="", allow_blank=True, max_length=120, help_text="Shown to whoever has the link."
    )
    note = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_REASON_LENGTH, help_text="Not shown to them."
    )


class UploadLinkViewSet(viewsets.GenericViewSet[UploadLink]):
    """One-way doors into a case: whoever has the address puts files in, and sees nothing of the case."""

    serializer_class = LinkSerializer
    permission_classes = [OpensCases]
    machine_scopes = {"GET": "cases:read", "POST": "cases:write", "DELETE": "cases:write"}
    lookup_value_converter = "uuid"
    queryset = UploadLink.objects.none()

    def get_queryset(self) -> QuerySet[UploadLink]:
        """Return the links of the case."""
        return self._case().upload_links.order_by("-created_at", "-id")

    @extend_schema(parameters=[_CASE])
    def list(self, request: Request, **kwargs: Any) -> Response:
        """List the links of a case, newest first."""
        case = self._case()
        page = self.paginate_queryset(self.get_queryset().select_related("case")) or []
        trail.record_list("upload_links.listed", page, target=case)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(parameters=[_CASE], request=LinkTermsSerializer, responses={201: MadeLinkSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Make a link. Its address is in this answer and never again."""
        case = self._case_to_change()
        given = LinkTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = services.link_make(
            actor=cast(User, request.user),
            case=case,
            terms=services.LinkTerms(**given.validated_data),
            at=timezone.now(),
        )
        address = settings.PUBLIC_URL.rstrip("/") + reverse("upload-link", args=[made.secret])
        body = {**LinkSerializer(made.link).data, "address": address}
        return Response(body, status=201, headers={"Cache-Control": "no-store"})

    @extend_schema(parameters=[_CASE], responses={204: None})
    def destroy(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        """End a link."""
        case = self._case_to_change()
        link = get_object_or_404(case.upload_links.all(), pk=pk)
        services.link_end(actor=cast(User, request.user), link=link, at=timezone.now())
        return Response(status=204)

    def _case(self) -> Case:
        return get_object_or_404(selectors.case_list(self.request.user), pk=self.kwargs["case_id"])

    def _case_to_change(self) -> Case:
        case = self._case()
        if not may_change(cast(User, self.request.user), case):
            raise PermissionDenied("You may see this case but not work on it.")
        return case
