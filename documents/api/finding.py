"""Beside a search: what it can be narrowed by, and what a name that is begun may become."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit import trail
from documents import facets
from documents.api.listing import asked
from documents.models import Document


class FacetCountSerializer(serializers.Serializer[Any]):
    """How many documents have one value."""

    value = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[Any]):
    """Counts by value; of the newest only, where `is_exact` is false."""

    counted = serializers.IntegerField()
    is_exact = serializers.BooleanField()
    type = FacetCountSerializer(many=True)
    status = FacetCountSerializer(many=True)
    currency = FacetCountSerializer(many=True)
    language = FacetCountSerializer(many=True)
    month = FacetCountSerializer(many=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    """A case, or the newest document of its name, that begins as typed."""

    kind = serializers.ChoiceField(choices=["case", "document"], source="_meta.model_name")
    text = serializers.CharField(source="name")
    id = serializers.UUIDField()


class FindsDocuments(viewsets.GenericViewSet[Document]):
    """Facets and suggestions."""

    @extend_schema(responses=FacetsSerializer)
    @action(detail=False, pagination_class=None)
    def facets(self, request: Request) -> Response:
        """Count a search by type, status, currency, language and month, over at most its newest 2,000."""
        found = facets.facets(request.user, asked(request).wanted)
        trail.record_read("documents.counted", count=found.counted)
        counts = {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in found.counts.items()
        }
        return Response({"counted": found.counted, "is_exact": found.is_exact, **counts})

    @extend_schema(
        responses=SuggestionSerializer(many=True),
        parameters=[OpenApiParameter("q", str, description="At least three letters of a name.")],
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def suggestions(self, request: Request) -> Response:
        """Complete the name of a document or case that the person may see."""
        found = facets.suggestions(request.user, request.query_params.get("q", "")[:200])
        trail.record_list("documents.suggested", found)
        return Response(SuggestionSerializer(found, many=True).data)
