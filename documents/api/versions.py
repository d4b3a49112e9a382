"""Versions of one document, over the API."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from audit import trail
from documents import services
from documents.api.editing import JSON_PARSERS
from documents.api.pagination import InOrder
from documents.api.serializers import VersionSerializer
from documents.api.uploading import upload_of
from documents.comparing import Comparison, versions_compare
from documents.models import Document, DocumentVersion, Lineage
from documents.permissions import may_change

_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH, description="Number of a version.")


class VersionUploadSerializer(serializers.Serializer[Any]):
    """A file that becomes the newest version."""

    file = serializers.FileField(help_text="As for a new document.")
    name = serializers.CharField(required=False, max_length=255, help_text="The file's own by default.")


class LineageSerializer(serializers.ModelSerializer[Lineage]):
    """Where a version comes from."""

    document = serializers.UUIDField(source="origin_document_id")
    number = serializers.IntegerField(source="origin_number")

    class Meta:
        model = Lineage
        fields = ["kind", "document", "number", "pages"]
        read_only_fields = fields


class VersionDetailSerializer(VersionSerializer):
    """One version, and where it comes from."""

    origins = LineageSerializer(many=True, read_only=True)

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "source", "made_by", "verified_at", "origins"]
        read_only_fields = fields


class ComparisonQuestionSerializer(serializers.Serializer[Any]):
    """Which two versions."""

    # `from` is a word of Python.
    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Return the two numbers."""
        return {
            name: serializers.IntegerField(min_value=1, max_value=1_000_000, help_text="Number of a version.")
            for name in ("from", "to")
        }


class DifferenceSerializer(serializers.Serializer[Any]):
    """One fact or value that differs."""

    name = serializers.CharField()
    account = serializers.CharField(allow_blank=True)
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class PageDifferenceSerializer(serializers.Serializer[Any]):
    """One page."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=["same", "changed", "added", "removed"])
    lines = serializers.ListField(
        child=serializers.CharField(), help_text="` `, `-` or `+` and the line; empty where it is the same."
    )


class ComparisonSerializer(serializers.Serializer[Comparison]):
    """What differs."""

    facts = DifferenceSerializer(many=True)
    values = DifferenceSerializer(many=True)
    pages = PageDifferenceSerializer(many=True)
    is_whole = serializers.BooleanField(help_text="False where time or length cut pages short.")


class VersionedDocument(viewsets.GenericViewSet[Document]):
    """The versions of a document."""

    @extend_schema(responses=VersionDetailSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=InOrder)
    def versions(self, request: Request, **kwargs: Any) -> Response:
        """List the versions, newest first, and where each comes from."""
        document = self.get_object()
        rows = document.versions.order_by("-number").prefetch_related("origins")
        paginator = InOrder()
        page = paginator.paginate_queryset(rows, request, view=self)
        trail.record_read("document.versions_listed", target=document, count=len(page or ()))
        return paginator.get_paginated_response(VersionDetailSerializer(cast(Any, page), many=True).data)

    @extend_schema(
        request={"multipart/form-data": VersionUploadSerializer},
        responses={201: VersionDetailSerializer, 200: VersionDetailSerializer},
        filters=False,
    )
    @versions.mapping.post
    def version_add(self, request: Request, **kwargs: Any) -> Response:
        """Send a new version in; 200 with the newest where it holds these very bytes already."""
        document = self._changeable()
        upload = upload_of(request, VersionUploadSerializer)
        added = services.version_add(
            actor=_person(request),
            document=document,
            intake=upload.intake,
            file_name=upload.name,
            at=timezone.now(),
        )
        return _version(added)

    @extend_schema(parameters=[ComparisonQuestionSerializer], responses=ComparisonSerializer, filters=False)
    @action(detail=True, url_path="versions/compare", url_name="versions-compare", pagination_class=None)
    def versions_compare(self, request: Request, **kwargs: Any) -> Response:
        """Tell what differs between two versions: facts, values, and the text page by page."""
        document = self.get_object()
        asked = ComparisonQuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        numbers = (asked.validated_data["from"], asked.validated_data["to"])
        found = {one.number: one for one in document.versions.filter(number__in=numbers)}
        if not set(numbers) <= found.keys():
            raise Http404
        compared = versions_compare(document, found[numbers[0]], found[numbers[1]])
        trail.record_read("document.versions_compared", target=document, details={"versions": list(numbers)})
        return Response(ComparisonSerializer(compared).data)

    @extend_schema(
        request=None,
        parameters=[_NUMBER],
        responses={201: VersionDetailSerializer, 200: VersionDetailSerializer},
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"versions/(?P<number>[0-9]{1,6})/restore",
        url_name="version-restore",
        parser_classes=JSON_PARSERS,
    )
    def version_restore(self, request: Request, number: str, **kwargs: Any) -> Response:
        """Make an older version the newest again, as a version of its own."""
        document = self._changeable()
        return _version(
            services.version_restore(
                actor=_person(request), document=document, number=int(number), at=timezone.now()
            )
        )

    def _changeable(self) -> Document:
        document: Document = self.get_object()
        if not may_change(self.request.user, document):
            raise PermissionDenied("You may see this document but not work on it.")
        return document


def _version(added: services.Added) -> Response:
    version = DocumentVersion.objects.prefetch_related("origins").get(pk=added.version.pk)
    headers = {} if added.copy_of is None else {"Duplicate-Of": str(added.copy_of.pk)}
    shown = VersionDetailSerializer(version).data
    return Response(shown, status=201 if added.is_new else 200, headers=headers)


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
