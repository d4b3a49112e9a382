"""The public page of an upload link: puts files in, shows what this browser put in, and nothing else.

The secret in the address is the whole authority, so that no cross-site token is asked for: whoever could
forge the request would have to know the secret, and could then send it themselves.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from documents import services
from documents.constants import DocumentStatus
from documents.exceptions import DocumentsError
from documents.models import LinkFile, UploadLink
from documents.uploads import LinkUploadHandler, SealedUpload

COOKIE = "drop"
_COOKIE_SECONDS = 12 * 3600
_STATES = {
    DocumentStatus.SCANNING.value: "being checked",
    DocumentStatus.QUARANTINED.value: "refused: malware was found in it",
}


@method_decorator(never_cache, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")
class LinkPage(View):
    """Show the form, take files."""

    rate_class: ClassVar[str] = "link"

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Show the form and what this browser has put in."""
        try:
            link = services.link_open(secret, at=timezone.now())
        except DocumentsError as error:
            return _page(request, None, said=[str(error)], status=error.status)
        return _with_cookie(request, _page(request, link))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Take the files of a form; a script sends one at a time and asks for JSON."""
        now = timezone.now()
        try:
            link = services.link_open(secret, at=now)
        except DocumentsError as error:
            return self._answer(request, None, [str(error)], error.status)
        left = min(link.max_bytes - link.taken_bytes, services.MAX_LINK_FILE_BYTES, settings.UPLOAD_MAX_BYTES)
        request.upload_handlers = [LinkUploadHandler(request, limit=left)]
        visitor = _visitor(request)
        refusals = [why for upload in self._files(request) if (why := _take(link, visitor, upload))]
        handler = cast(LinkUploadHandler, request.upload_handlers[0])
        if handler.refusal is not None:
            refusals.append(str(handler.refusal))
        if not request.FILES and not refusals:
            refusals.append("Choose a file first.")
        return _with_cookie(request, self._answer(request, link, refusals, 400 if refusals else 200), visitor)

    def _files(self, request: HttpRequest) -> list[SealedUpload]:
        return [upload for upload in request.FILES.getlist("file") if isinstance(upload, SealedUpload)]

    def _answer(
        self, request: HttpRequest, link: UploadLink | None, said: list[str], status: int
    ) -> HttpResponse:
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"refused": said}, status=status)
        return _page(request, link, said=said, status=status)


def _take(link: UploadLink, visitor: str, upload: SealedUpload) -> str:
    """Take one file in; return why it was refused, if it was."""
    try:
        services.link_take(
            link=link,
            visitor=_digest(visitor),
            intake=upload.intake,
            file_name=upload.name or "unnamed",
            sent_as=upload.content_type or "",
            at=timezone.now(),
        )
    except DocumentsError as error:
        return f"{upload.name}: {error}"
    return ""


def _page(
    request: HttpRequest, link: UploadLink | None, *, said: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "site_title": admin.site.site_title,
        "title": (link.title if link else "") or "Send files",
        "link": link,
        "said": said or [],
        "files": _put_in(link, _visitor(request)) if link else [],
    }
    response = TemplateResponse(request, "link/page.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _put_in(link: UploadLink, visitor: str) -> list[dict[str, Any]]:
    """Return names and states of what this browser put in: never what was read of it."""
    if not visitor:
        return []
    rows = LinkFile.objects.filter(link=link, visitor=_digest(visitor)).select_related("document")
    return [
        {
            "name": row.file_name,
            "size": row.size,
            "state": _STATES.get(row.document.status, "arrived") if row.document else "arrived",
        }
        for row in rows.order_by("-created_at", "-id")[:200]
    ]


def _visitor(request: HttpRequest) -> str:
    """Return what tells this browser from others: its cookie, or one that the answer will set."""
    known = str(request.COOKIES.get(COOKIE, ""))
    if not known:
        known = secrets.token_urlsafe(32)
        request.COOKIES[COOKIE] = known
    return known


def _with_cookie(request: HttpRequest, response: HttpResponse, visitor: str = "") -> HttpResponse:
    response.set_cookie(
        COOKIE,
        visitor or _visitor(request),
        max_age=_COOKIE_SECONDS,
        path="/in/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _digest(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()
