"""Refuses requests that no honest client sends, before they reach anything that would trip over them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from config.refusals import refusal

_NUL = "\x00"
_LONGEST_HOST = 255


class PlainRequestsMiddleware:
    """Answers 400 to NUL characters in path, query, cookies and headers, and to hosts that are not ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request, or refuse it."""
        if not _is_ours(request):
            return refusal(request, 400, "The Host header names none of this site's names.")
        if _holds_nul(request):
            return refusal(
                request, 400, "A NUL character is not allowed in path, query, cookies and headers."
            )
        return self.get_response(request)


def _is_ours(request: HttpRequest) -> bool:
    try:
        return len(request.get_host()) <= _LONGEST_HOST
    except DisallowedHost:
        return False


def _holds_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        _NUL in request.path_info
        or ("%00" in query and b"\x00" in unquote_to_bytes(query))
        or _NUL in query
        # A quoted cookie may write it in octal, and the session's key is looked up in the database.
        or any(_NUL in name or _NUL in value for name, value in request.COOKIES.items())
        or any(
            _NUL in value
            for name, value in request.META.items()
            if name.startswith("HTTP_") and isinstance(value, str)
        )
    )
