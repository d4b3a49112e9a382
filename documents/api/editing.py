"""One document: read, changed, replaced, put into the bin and taken out of it."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import recents, selectors, services
from documents.api.serializers import DocumentDetailSerializer, DocumentSerializer
from documents.api.subjects import subject_named
from documents.api.tags import IF_MATCH, IF_NONE_MATCH, tag_of, tagged, tags_named, unchanged_since
from documents.constants import DocumentKind
from documents.exceptions import CaseNotFound
from documents.models import Case, Document
from documents.permissions import may_bin, may_change, may_destroy

JSON_PARSERS = cast(Any, api_settings.DEFAULT_PARSER_CLASSES)


class EditSerializer(ClosedSerializer):
    """What is said about a document; a PATCH names what changes, a PUT everything."""

    name = serializers.CharField(max_length=255, help_text="Display name.")
    case = serializers.UUIDField(allow_null=True, help_text="Id of a case you may see; null: none.")
    subject = serializers.UUIDField(
        allow_null=True, help_text="Id of a data subject you may see; null: its case's."
    )
    type = serializers.ChoiceField(
        choices=DocumentKind.choices,
        allow_blank=True,
        help_text="What it is, whatever readings say; empty: what the next reading says.",
    )


class EditPartSerializer(EditSerializer):
    """What changes of a document."""

    name = serializers.CharField(max_length=255, required=False)
    case = serializers.UUIDField(allow_null=True, required=False)
    subject = serializers.UUIDField(allow_null=True, required=False)
    type = serializers.ChoiceField(choices=DocumentKind.choices, allow_blank=True, required=False)


class BinnedSerializer(DocumentSerializer):
    """A document in the bin."""

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "binned_at", "binned_by"]
        read_only_fields = fields


class EditedDocument(viewsets.GenericViewSet[Document]):
    """What can be said about one document, and the bin."""

    def get_parsers(self) -> list[BaseParser]:
        """Take what is said as JSON, whatever the view takes in."""
        if self.request is not None and self.request.method in {"PUT", "PATCH"}:
            return [parser() for parser in JSON_PARSERS]
        return super().get_parsers()

    @extend_schema(parameters=[IF_NONE_MATCH], responses={200: DocumentDetailSerializer, 304: None})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one document with its versions and what waits for a person."""
        document = self.get_object()
        data = DocumentDetailSerializer(document).data
        tag = tag_of(data)
        is_known = bool({tag, "*"} & set(tags_named(request.headers.get("If-None-Match", ""))))
        trail.record_read(
            "document.viewed", target=document, details={"not_modified": True} if is_known else None
        )
        recents.opened(_person(request), document, at=timezone.now())
        if is_known:
            return Response(status=304, headers={"ETag": tag})
        return Response(data, headers={"ETag": tag})

    @extend_schema(request=EditSerializer, parameters=[IF_MATCH], responses=DocumentDetailSerializer)
    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Replace what is said about a document; `If-Match` is required."""
        return self._edit(request, EditSerializer, is_required=True)

    @extend_schema(request=EditPartSerializer, parameters=[IF_MATCH], responses=DocumentDetailSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change name, case, subject or type; `If-Match` is honoured where it is sent."""
        return self._edit(request, EditPartSerializer)

    @extend_schema(request=None, parameters=[IF_MATCH], responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a document into the bin; it is destroyed when its term there is over."""
        document = self.get_object()
        self._refuse_unless_bins(document)
        services.document_bin(
            actor=_person(request), document=document, at=timezone.now(), unchanged=unchanged_since(request)
        )
        return Response(status=204)

    @extend_schema(responses=BinnedSerializer(many=True), filters=False)
    @action(detail=False, url_path="bin", url_name="bin")
    def binned(self, request: Request) -> Response:
        """List what is in the bin: your own documents and those of your cases; officers see all."""
        page = self.paginate_queryset(self._bin()) or []
        trail.record_list("documents.bin_listed", page)
        return self.get_paginated_response(BinnedSerializer(page, many=True).data)

    @extend_schema(request=None, responses=DocumentDetailSerializer)
    @action(detail=True, methods=["post"], parser_classes=JSON_PARSERS)
    def restore(self, request: Request, **kwargs: Any) -> Response:
        """Take a document out of the bin, as it was."""
        document = get_object_or_404(self._bin(), pk=self.kwargs["pk"])
        self._refuse_unless_bins(document)
        services.document_restore(actor=_person(request), document=document, at=timezone.now())
        return tagged(self.get_object())

    @extend_schema(request=None, responses={204: None})
    @action(
        detail=True, methods=["post"], url_path="destroy", url_name="destroy", parser_classes=JSON_PARSERS
    )
    def quarantined_destroy(self, request: Request, **kwargs: Any) -> Response:
        """Destroy a document in which malware was found, at once and for good; for who disposes of it."""
        document, user = self.get_object(), _person(request)
        if not may_destroy(user, document):
            raise PermissionDenied("Only somebody who may dispose of it may do this.")
        services.quarantined_destroy(actor=user, document=document, at=timezone.now())
        return Response(status=204)

    def _edit(
        self, request: Request, shape: type[ClosedSerializer], *, is_required: bool = False
    ) -> Response:
        document, user = self.get_object(), _person(request)
        if not may_change(user, document):
            raise PermissionDenied("You may see this but not work on it.")
        unchanged = unchanged_since(request, is_required=is_required)
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        if not given:
            raise ValidationError({"non_field_errors": "Name what changes: name, case, subject or type."})
        edit = services.Edit(
            named=frozenset(given),
            name=given.get("name", ""),
            case=case_named(user, given.get("case")),
            subject=subject_named(user, given.get("subject")),
            type=given.get("type", ""),
        )
        services.document_update(
            actor=user, document=document, edit=edit, at=timezone.now(), unchanged=unchanged
        )
        return tagged(self._again(document))

    def _again(self, document: Document) -> Document:
        """Return the document as it is now, also where the change took it out of the actor's sight."""
        return Document.objects.select_related("case", "owner", "data_key").get(pk=document.pk)

    def _bin(self) -> QuerySet[Document]:
        return selectors.bin_list(self.request.user)

    def _refuse_unless_bins(self, document: Document) -> None:
        if not may_bin(self.request.user, document):
            raise PermissionDenied("Only its owner, or somebody who may dispose of it, may do this.")


def case_named(user: User, case_id: Any) -> Case | None:
    """Return the case that a request names.

    Raises:
        CaseNotFound: there is none that the person may see.
    """
    if case_id is None:
        return None
    case = selectors.case_list(user).filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound(f"There is no case {case_id} that you may see.")
    return case


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
