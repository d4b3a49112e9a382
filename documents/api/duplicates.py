"""Copies of documents over the API."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit import trail
from audit.models import subjects_of
from documents import duplicates
from documents.api.serializers import DocumentSerializer
from documents.models import Document


class ChangeOfLinesSerializer(serializers.Serializer[Any]):
    """One place where two texts differ."""

    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())


class DuplicateSerializer(serializers.Serializer[Any]):
    """One document that is like another."""

    document = DocumentSerializer()
    kind = serializers.ChoiceField(choices=[kind.value for kind in duplicates.Kind])
    likeness = serializers.FloatField(help_text="Of the texts, 0 to 1, estimated.")
    changes = ChangeOfLinesSerializer(many=True)
    is_other_subject = serializers.BooleanField(
        allow_null=True,
        help_text="Whether it is about somebody else; null for roles that do not see every document.",
    )


class DuplicatedDocument(viewsets.GenericViewSet[Document]):
    """What one document is a copy of."""

    @extend_schema(responses=DuplicateSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def duplicates(self, request: Request, **kwargs: Any) -> Response:
        """List copies of this document that you may see: at most 50, the most alike first."""
        document = self.get_object()
        found = duplicates.duplicates(request.user, document)
        trail.record_read(
            "document.duplicates_viewed",
            target=document,
            count=len(found),
            subject_refs=subjects_of(document, *(one.document for one in found)),
            details={"other_subjects": sum(bool(one.is_other_subject) for one in found)},
        )
        return Response(DuplicateSerializer(cast(Any, found), many=True).data)
