"""One shape for every refusal: RFC 9457 `application/problem+json`."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from audit.context import acting

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
_CODES = {
    400: "invalid_input",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "refused_by_state",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}


def problem(
    status: int, detail: str, *, code: str = "", title: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return the body of a refusal.

    Args:
        status: HTTP status.
        detail: one sentence that says what to change.
        code: stable machine-readable code; by default the status's own.
        title: short name of the kind of problem; by default the status phrase.
        errors: per field `{"field": JSON pointer, "code": ..., "detail": ...}`.

    Source: RFC 9457.
    """
    code = code or _CODES.get(status, "error")
    body: dict[str, Any] = {
        "type": f"urn:muniment:problem:{code}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": acting().request_id,
    }
    if errors:
        body["errors"] = errors
    return body


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn any exception of a view into a problem; what is nobody's fault becomes a logged 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.APIException):
        return _api_problem(error)
    if isinstance(getattr(error, "code", None), str) and isinstance(getattr(error, "status", None), int):
        return _domain_problem(error)
    if isinstance(error, SuspiciousOperation | DataError):
        return _refused_input(error)
    if isinstance(error, OperationalError):
        logger.error("database unavailable", exc_info=error)
        return _respond(503, problem(503, "The database cannot be reached. Try again."), {"Retry-After": "5"})
    logger.error("unhandled error in the API", exc_info=error)
    return _respond(500, problem(500, "Something failed on our side. It was logged under the request id."))


def _domain_problem(error: Exception) -> Response:
    status: int = error.status  # type: ignore[attr-defined]  # checked by the caller
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if wait := getattr(error, "retry_after", None):
        headers["Retry-After"] = str(wait)
    body = problem(
        status,
        str(error),
        code=error.code,  # type: ignore[attr-defined]  # checked by the caller
        title=getattr(error, "title", ""),
    )
    return _respond(status, body, headers)


def _refused_input(error: SuspiciousOperation | DataError) -> Response:
    """Say what is wrong with input that Django or the database refused before our own checks saw it."""
    if isinstance(error, RequestDataTooBig):
        return _respond(413, problem(413, "The fields beside the file are too large. Send at most 2 MiB."))
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        return _respond(
            413, problem(413, "The form has too many parts. Send one file, its name and its case.")
        )
    logger.warning("refused input: %s", type(error).__name__)
    return _respond(400, problem(400, "A value is out of range or not allowed here. Check the parameters."))


def _api_problem(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(error, exceptions.ValidationError):
        body = problem(
            400,
            "The input is not valid; see errors.",
            code="invalid_input",
            errors=_field_errors(error.detail),
        )
        return _respond(400, body, headers)
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else _CODES.get(error.status_code, "error")
    detail = error.detail if isinstance(error.detail, str) else _first_detail(error.detail)
    return _respond(error.status_code, problem(error.status_code, detail, code=code), headers)


def _first_detail(detail: Any) -> str:
    if isinstance(detail, Mapping):
        return str(detail.get("detail", next(iter(detail.values()), "")))
    return str(detail[0]) if isinstance(detail, list) and detail else str(detail)


def _field_errors(detail: Any, pointer: str = "") -> list[dict[str, str]]:
    if isinstance(detail, Mapping):
        return [
            found
            for name, inner in detail.items()
            for found in _field_errors(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
        ]
    if isinstance(detail, list):
        return [
            found
            for index, inner in enumerate(detail)
            for found in _field_errors(
                inner, f"{pointer}/{index}" if isinstance(inner, Mapping | list) else pointer
            )
        ]
    return [{"field": pointer or "/", "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def _respond(status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, status=status, headers=dict(headers or {}), content_type=CONTENT_TYPE)


@csrf_exempt  # an address that does not exist changes nothing
def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer an unknown address under /api/ in the API's own shape."""
    return JsonResponse(
        problem(404, "There is nothing at this address."), status=404, content_type=CONTENT_TYPE
    )
