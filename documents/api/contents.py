"""The bytes of a document, the pictures of its pages, and its history."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from audit import trail
from audit.entry_selectors import page_of
from audit.selectors import history
from documents import selectors
from documents.api.ranges import RangeNotSatisfiable, Span, spans_asked
from documents.api.tags import IF_NONE_MATCH, tags_named
from documents.constants import MAX_PICTURE_WIDTH, MIN_PICTURE_WIDTH
from documents.exceptions import RangeOutside
from documents.history import Told, told
from documents.models import Document, DocumentVersion
from documents.permissions import may_see_names_in_history
from documents.pictures import narrowed
from documents.serving import download_kind, guarded, picture_kind

VERSION = OpenApiParameter("version", int, description="Number of a version; the newest by default.")
_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH)
_WIDTH = OpenApiParameter(
    "width",
    int,
    description=f"Pixels, {MIN_PICTURE_WIDTH} to {MAX_PICTURE_WIDTH}; pictures become narrower, never wider.",
)
_RANGE = OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="`bytes=0-99`; up to 16.")
_IF_RANGE = OpenApiParameter(
    "If-Range", str, OpenApiParameter.HEADER, description="The ETag: the whole file is sent where it differs."
)
_WHOLE = (200, "*/*")
MAX_HISTORY = 200


class HistoryQuestionSerializer(serializers.Serializer[Any]):
    """Which page of a history."""

    cursor = serializers.CharField(
        required=False, default="", max_length=200, help_text="`next` of the page before."
    )
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=MAX_HISTORY)


class HistoryEntrySerializer(serializers.Serializer[Told]):
    """Who did what with the document."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    event = serializers.CharField()
    action = serializers.ChoiceField(choices=["created", "updated", "deleted", "read"])
    category = serializers.CharField(help_text="yourself, staff, service account, other person or system")
    actor = serializers.UUIDField(
        allow_null=True, help_text="Only for those who may see accounts or the trail."
    )
    actor_name = serializers.CharField(allow_blank=True)
    interface = serializers.CharField()


class HistoryPageSerializer(serializers.Serializer[Any]):
    """A page of a history."""

    next = serializers.CharField(help_text="Cursor of the next page; empty on the last.")
    results = HistoryEntrySerializer(many=True)


class DocumentContents(viewsets.GenericViewSet[Document]):
    """What a document holds, as bytes and pictures, and what was done with it."""

    @extend_schema(
        responses={_WHOLE: OpenApiTypes.BINARY, (206, "*/*"): OpenApiTypes.BINARY, 304: None, 416: None},
        parameters=[VERSION, _RANGE, _IF_RANGE, IF_NONE_MATCH],
    )
    @action(detail=True, rate_class="export")
    def content(self, request: Request, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        """Return the bytes of a version as they came in, whole or in parts, as a download."""
        document = self.get_object()
        version = version_asked(request, document)
        return cast(HttpResponse | StreamingHttpResponse, content_answer(request, document, version))

    @extend_schema(responses={(200, "image/*"): OpenApiTypes.BINARY}, parameters=[_NUMBER, VERSION, _WIDTH])
    @action(detail=True, url_path=r"pages/(?P<number>[0-9]{1,6})/image", url_name="page-image")
    def page_image(self, request: Request, number: str, **kwargs: Any) -> HttpResponse:
        """Return the picture of one page, narrower where `width` asks for it."""
        document = self.get_object()
        width = _width(request)
        pages = selectors.pages_list(document, version_asked(request, document))
        page = pages.filter(number=int(number)).exclude(image_key="").first()
        if page is None:
            raise Http404
        picture, mime = selectors.page_image(document, page), page.image_mime
        trail.record_read("document.page_viewed", target=document, details={"page": page.number})
        if width is not None:
            picture, mime = narrowed(picture, mime, width)
        return guarded(HttpResponse(picture, content_type=picture_kind(mime)))

    @extend_schema(parameters=[HistoryQuestionSerializer], responses=HistoryPageSerializer, filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, **kwargs: Any) -> Response:
        """List who did what with the document, newest first; names for those who may see them."""
        document, user = self.get_object(), cast(User, request.user)
        asked = HistoryQuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        page = page_of(history(document), cursor=given["cursor"], size=given["page_size"])
        trail.record_read("document.history_viewed", target=document, count=len(page.rows))
        names = may_see_names_in_history(user)
        rows = [told(entry, asker=user, shows_names=names) for entry in page.rows]
        return Response(
            {"next": page.next, "results": HistoryEntrySerializer(cast(Any, rows), many=True).data}
        )


def version_asked(request: Request, document: Document) -> DocumentVersion:
    """Return the version that `?version=` names, or the newest.

    Raises:
        Http404: the document has no such version.
    """
    asked = request.query_params.get("version", "")
    if not asked:
        return selectors.version_newest(document)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        raise ValidationError({"version": "Give the number of a version."})
    version = document.versions.filter(number=int(asked)).select_related("data_key").first()
    if version is None:
        raise Http404
    return version


def content_answer(request: Request, document: Document, version: DocumentVersion) -> Any:
    """Answer with the bytes of a version: all, some, or none where the asker has them already; recorded."""
    selectors.scan_refuse(version)
    tag = f'"{version.sha256}"'
    details: dict[str, Any] = {"version": version.number}
    if {tag, "*"} & set(tags_named(request.headers.get("If-None-Match", ""))):
        trail.record_read("document.downloaded", target=document, details={**details, "not_modified": True})
        return _described(HttpResponse(status=304), tag)
    is_head = request.method == "HEAD"
    spans = [] if is_head or request.headers.get("If-Range", tag) != tag else _spans(request, version)
    if spans:
        details["ranges"] = [f"{span.start}-{span.stop - 1}" for span in spans]
    response = _parts(document, version, spans) if spans else _whole(document, version, is_head=is_head)
    event = "document.described" if is_head else "document.downloaded"
    trail.record_read(event, target=document, details=details)
    response["Content-Disposition"] = content_disposition_header(True, version.file_name) or "attachment"
    return _described(response, tag)


def _described(response: Any, tag: str) -> Any:
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    return guarded(response)


def _spans(request: Request, version: DocumentVersion) -> list[Span]:
    try:
        return spans_asked(request.headers.get("Range", ""), version.size)
    except RangeNotSatisfiable as error:
        raise RangeOutside(f"The file has {version.size} bytes; ask for up to 16 ranges within.") from error


def _whole(document: Document, version: DocumentVersion, *, is_head: bool) -> Any:
    chunks: Iterable[bytes] = () if is_head else selectors.content_chunks(document, version)
    response = StreamingHttpResponse(chunks, content_type=download_kind(version.mime))
    response["Content-Length"] = str(version.size)
    return response


def _parts(document: Document, version: DocumentVersion, spans: list[Span]) -> Any:
    def part(span: Span) -> Iterator[bytes]:
        return selectors.content_part(document, version, span.start, span.stop)

    if len(spans) == 1:
        response = StreamingHttpResponse(part(spans[0]), status=206, content_type=download_kind(version.mime))
        response["Content-Range"] = spans[0].header(version.size)
        response["Content-Length"] = str(spans[0].stop - spans[0].start)
        return response
    boundary = secrets.token_hex(16)
    kind = f"multipart/byteranges; boundary={boundary}"
    body = _multipart(spans, part, boundary, version)
    response = StreamingHttpResponse(body, status=206, content_type=kind)
    heads = sum(len(_head(span, boundary, version)) + 2 for span in spans)
    size = heads + sum(span.stop - span.start for span in spans) + len(boundary) + 6
    response["Content-Length"] = str(size)
    return response


def _multipart(
    spans: list[Span], part: Callable[[Span], Iterator[bytes]], boundary: str, version: DocumentVersion
) -> Iterator[bytes]:
    for span in spans:
        yield _head(span, boundary, version)
        yield from part(span)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _head(span: Span, boundary: str, version: DocumentVersion) -> bytes:
    kind, where = download_kind(version.mime), span.header(version.size)
    lines = [f"--{boundary}", f"Content-Type: {kind}", f"Content-Range: {where}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _width(request: Request) -> int | None:
    asked = request.query_params.get("width", "")
    if not asked:
        return None
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 6
    if not is_number or not MIN_PICTURE_WIDTH <= int(asked) <= MAX_PICTURE_WIDTH:
        raise ValidationError({"width": f"Give {MIN_PICTURE_WIDTH} to {MAX_PICTURE_WIDTH} pixels."})
    return int(asked)
