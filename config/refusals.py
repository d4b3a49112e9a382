"""What is answered outside of views: a problem to programs, a page to people."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from config.api.errors import CONTENT_TYPE, problem

logger = logging.getLogger(__name__)

_NOT_ALLOWED = "A value in the address or in a header is not allowed here."


def refusal(
    request: HttpRequest,
    status: int,
    sentence: str,
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return a refusal that needs neither session nor database."""
    said = problem(status, sentence, code=code)
    if request.path_info.startswith("/api/"):
        return JsonResponse(said, status=status, content_type=CONTENT_TYPE, headers=headers)
    return HttpResponse(_page(said["title"], sentence), status=status, headers=headers)


def _page(title: str, sentence: str) -> str:
    try:
        return render_to_string("refused.html", {"title": title, "sentence": sentence})
    except Exception:  # the page about a failure must not fail itself
        logger.exception("the page of refusals cannot be rendered")
        return f"<!doctype html><title>{title}</title><p>{sentence}</p>"


@csrf_exempt
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django found suspicious."""
    return refusal(request, 400, _NOT_ALLOWED)


@csrf_exempt
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer who may not."""
    return refusal(request, 403, "You may not see this page or do this here.")


@csrf_exempt
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is not there."""
    return refusal(request, 404, "There is nothing at this address.")


@csrf_exempt
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a failure of ours; what it was is in the log, never in the answer."""
    return refusal(request, 500, "Something failed on our side. It was logged.")


@csrf_exempt
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from our own page, or came too late."""
    return refusal(request, 403, "This form is no longer valid. Go back, load the page again and repeat it.")
