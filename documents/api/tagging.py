"""Tags of one document over the API."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.constants import MAX_TAG_LENGTH, MAX_TAGS
from documents.models import Document
from documents.permissions import may_change

_JSON = api_settings.DEFAULT_PARSER_CLASSES


class TagsSerializer(ClosedSerializer):
    """Every tag of a document."""

    tags = serializers.ListField(child=serializers.CharField(max_length=MAX_TAG_LENGTH), max_length=MAX_TAGS)


class TaggedDocument(viewsets.GenericViewSet[Document]):
    """What words people put on a document."""

    @extend_schema(responses=TagsSerializer, filters=False)
    @action(detail=True, pagination_class=None, parser_classes=_JSON)
    def tags(self, request: Request, **kwargs: Any) -> Response:
        """Return the document's tags."""
        document = self.get_object()
        names = selectors.tag_names(document)
        trail.record_read("document.tags_viewed", target=document, count=len(names))
        return Response({"tags": names})

    @extend_schema(request=TagsSerializer, responses=TagsSerializer, filters=False)
    @tags.mapping.put
    def tags_put(self, request: Request, **kwargs: Any) -> Response:
        """Give the document these tags and no others."""
        document, user = self.get_object(), cast(User, request.user)
        if not may_change(user, document):
            raise PermissionDenied("You may see this document but not work on it.")
        body = TagsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        names = services.tags_set(
            actor=user, document=document, names=body.validated_data["tags"], at=timezone.now()
        )
        return Response({"tags": names})
