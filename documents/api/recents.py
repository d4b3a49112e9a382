"""What somebody opened last, over the API."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from audit import trail
from documents import recents
from documents.api.serializers import DocumentSerializer
from documents.models import Document


class RecentDocuments(viewsets.GenericViewSet[Document]):
    """What the person opened last."""

    @extend_schema(responses=DocumentSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def recent(self, request: Request) -> Response:
        """List the documents that you opened last and may still see, the last one first; at most 50."""
        found = recents.recent_documents(cast(User, request.user))
        trail.record_list("documents.recent_listed", found)
        return Response(DocumentSerializer(found, many=True).data)
