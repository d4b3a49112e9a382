"""Headers that every answer carries, whoever made it: a view, a file, a refusal, a failure."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Others set these too (SecurityMiddleware); answers made before it runs must not go without.
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_NO_STORE = "no-store"


class HeadersMiddleware:
    """Adds what keeps browsers strict, and keeps answers with personal data out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request and complete its answer."""
        response = self.get_response(request)
        for name, value in _ALWAYS.items():
            response.setdefault(name, value)
        if not request.path_info.startswith(settings.STATIC_URL):
            _keep_out_of_caches(response)
        return response


def _keep_out_of_caches(response: HttpResponse) -> None:
    """Forbid storing, unless a view has said that its answer is everybody's, as the public keys are."""
    said = response.get("Cache-Control", "")
    directives = {part.strip().partition("=")[0].lower() for part in said.split(",")}
    if "public" in directives or _NO_STORE in directives:
        return
    response["Cache-Control"] = f"{said}, {_NO_STORE}" if said else _NO_STORE
