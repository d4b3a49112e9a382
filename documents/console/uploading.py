"""Resumable uploads of the console: the API's protocol, with the console's session and CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse

from accounts.models import User
from audit import trail
from documents import tus
from documents.exceptions import DocumentsError
from documents.permissions import may_add_documents


def uploads_view(request: HttpRequest) -> HttpResponse:
    """Open an upload."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return _answered(lambda user: tus.create(request, user, _address), _person(request))


def upload_view(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Take a chunk, tell where an upload stands, or end it."""
    user = _person(request)
    verbs = {"HEAD": tus.head, "PATCH": tus.patch, "DELETE": tus.delete}
    method = tus.method_of(request)
    if method == "GET":
        return _state(user, upload_id)
    if method not in verbs:
        return HttpResponseNotAllowed(["GET", *verbs])
    return _answered(lambda who: verbs[method](request, who, upload_id), user)


uploads_view.rate_class = {"POST": "upload"}  # type: ignore[attr-defined]  # read by config/api/rates.py
upload_view.rate_class = {  # type: ignore[attr-defined]  # as above
    "GET": "read",
    "HEAD": "read",
    "POST": "chunk",
    "PATCH": "chunk",
    "DELETE": "write",
}


def _state(user: User, upload_id: UUID) -> HttpResponse:
    try:
        upload = tus.upload_of(user, upload_id)
    except DocumentsError as error:
        return _refused(error)
    trail.record_read("upload.viewed", target=upload)
    shown = dict(tus.shown(upload))
    if upload.document_id:
        shown["address"] = reverse("admin:documents_document_change", args=[upload.document_id])
    return JsonResponse(shown, headers={"Cache-Control": "no-store"})


def _address(upload_id: UUID) -> str:
    return reverse("admin:documents_document_upload", args=[upload_id])


def _answered(verb: Callable[[User], tus.Answer], user: User) -> HttpResponse:
    try:
        answer = verb(user)
    except DocumentsError as error:
        return _refused(error)
    return HttpResponse(status=answer.status, headers=answer.headers)


def _refused(error: DocumentsError) -> HttpResponse:
    body = {"status": error.status, "code": error.code, "title": error.title, "detail": str(error)}
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_add_documents(request.user):
        raise PermissionDenied
    return request.user
