"""Resumable uploads over the API: tus 1.0, and where each upload stands as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from audit import trail
from documents import selectors, tus
from documents.models import Upload
from documents.permissions import BringsDocuments


def _header(name: str, description: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=description)


_TUS = _header("Tus-Resumable", "The version of the protocol: 1.0.0.")
_LENGTH = _header("Upload-Length", "Bytes of the whole file.")
_OFFSET = _header("Upload-Offset", "Where the chunk begins; anything else than where it stands is 409.")
_METADATA = _header(
    "Upload-Metadata",
    "`filename`, and if wanted `case` (id), each followed by a space and its value in base64.",
    required=False,
)
_CHECKSUM = _header("Upload-Checksum", "`sha1` or `sha256`, a space, the digest in base64.", required=False)
_PLACE = OpenApiResponse(description="Opened: `Location` is its address, `Upload-Expires` its end.")
_STANDS = OpenApiResponse(description="Kept: `Upload-Offset` is where the next chunk begins.")


class ChunkParser(BaseParser):
    """Leaves the body to be read piece by piece."""

    media_type = tus.CHUNK_TYPE

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return nothing: the view reads the stream."""
        return {}


class UploadStateSerializer(serializers.ModelSerializer[Upload]):
    """Where a resumable upload stands."""

    case = serializers.UUIDField(source="case_id", allow_null=True)
    document = serializers.UUIDField(source="document_id", allow_null=True)

    class Meta:
        model = Upload
        fields = [
            "id",
            "file_name",
            "length",
            "offset",
            "state",
            "case",
            "document",
            "refusal_code",
            "refusal",
            "created_at",
            "expires_at",
        ]
        read_only_fields = fields


class UploadViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Upload]):
    """Files that arrive in chunks and can be resumed, by the tus protocol (tus.io), up to 2 GB.

    Open one with POST, send chunks with PATCH to its address, ask with HEAD where to go on. The last chunk
    makes the document: GET tells its id, or why the file was refused.
    """

    serializer_class = UploadStateSerializer
    permission_classes = [BringsDocuments]
    machine_scopes = {
        "GET": "documents:write",
        "POST": "documents:write",
        "PATCH": "documents:write",
        "DELETE": "documents:write",
    }
    parser_classes = [ChunkParser]
    rate_class = {"GET": "read", "HEAD": "read", "POST": "upload", "PATCH": "chunk", "DELETE": "write"}
    queryset = Upload.objects.none()
    refuses_with = frozenset({410, 412, 460})

    def get_queryset(self) -> QuerySet[Upload]:
        """Return the person's own uploads."""
        return selectors.upload_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List one's own uploads of the last weeks, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        trail.record_list("uploads.listed", page)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=None, responses={201: _PLACE}, parameters=[_TUS, _LENGTH, _METADATA])
    def create(self, request: Request) -> Response:
        """Open an upload."""
        base = request.build_absolute_uri(request.path).rstrip("/")
        return _answer(tus.create(request._request, _person(request), lambda pk: f"{base}/{pk}"))

    def retrieve(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        """Tell where an upload stands, and what became of it."""
        if request.method == "HEAD":
            return _answer(tus.head(request._request, _person(request), pk))
        upload = tus.upload_of(_person(request), pk)
        trail.record_read("upload.viewed", target=upload)
        return Response(self.get_serializer(upload).data)

    @extend_schema(
        request={tus.CHUNK_TYPE: OpenApiTypes.BINARY},
        responses={204: _STANDS},
        parameters=[_TUS, _OFFSET, _CHECKSUM],
    )
    def partial_update(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        """Send a chunk."""
        _ = request.data  # another content type is refused here
        return _answer(tus.patch(request._request, _person(request), pk))

    @extend_schema(responses={204: OpenApiResponse(description="Ended.")}, parameters=[_TUS])
    def destroy(self, request: Request, pk: UUID, **kwargs: Any) -> Response:
        """End an upload and throw away what has arrived."""
        return _answer(tus.delete(request._request, _person(request), pk))

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Tell which version and extensions of the protocol are spoken."""
        return _answer(tus.options())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the method that is meant, for clients that can send POST only."""
        request.method = tus.method_of(request)
        return super().dispatch(request, *args, **kwargs)


def _answer(answer: tus.Answer) -> Response:
    return Response(status=answer.status, headers=answer.headers)


def _person(request: Request) -> User:
    return cast(User, request.user)
