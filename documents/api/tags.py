"""ETags of one document: what it looks like to whoever asks, so that no change of it goes unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from documents.api.serializers import DocumentDetailSerializer, NewDocumentSerializer
from documents.models import Document, DocumentVersion

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the document as you have read it; 412 where it has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="304 where the document still has this ETag."
)


class PreconditionRequired(APIException):
    """A replacement must say what it replaces.

    Source: RFC 6585 section 3.
    """

    status_code = 428
    default_detail = "Send If-Match with the ETag of the document you have read, or use PATCH."
    default_code = "precondition_required"


def tag_of(data: Any) -> str:
    """Return the strong ETag of a document as it is answered."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def tagged(document: Document, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with one document and its ETag."""
    return _tagged(DocumentDetailSerializer(document).data, status, headers or {})


def tagged_new(document: Document, version: DocumentVersion, headers: dict[str, str]) -> Response:
    """Answer with a document made this moment, of one version, and its ETag."""
    data = NewDocumentSerializer(document, context={"version": version}).data
    return _tagged(data, 201, headers)


def _tagged(data: dict[str, Any], code: int, headers: dict[str, str]) -> Response:
    return Response(data, status=code, headers={**headers, "ETag": tag_of(data)})


def tags_named(header: str) -> list[str]:
    """Return the ETags of a header, weak ones by their name; `*` stands for itself."""
    return [part.strip().removeprefix("W/") for part in header.split(",") if part.strip()]


def unchanged_since(request: Request, *, is_required: bool = False) -> Callable[[Document], bool] | None:
    """Return the question whether a document is still what `If-Match` names; None where that is not asked.

    Weak tags match nothing here: RFC 9110 section 13.1.1 compares strongly.

    Raises:
        PreconditionRequired: there is no `If-Match` where one is required.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if is_required:
            raise PreconditionRequired
        return None
    if header == "*":
        return lambda _: True
    named = {part.strip() for part in header.split(",")}
    return lambda document: tag_of(DocumentDetailSerializer(document).data) in named
