"""Gives every request an id and an acting identity."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.context import Acting, acting_as, request_id_new

_SAFE_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdentityMiddleware:
    """Sets the request id and, for console sessions, the actor; the API adds its own once it is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request under its identity."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _SAFE_ID.match(given) else request_id_new()
        user = getattr(request, "user", None)
        identity = Acting(
            actor_id=user.pk if user is not None and user.is_authenticated else None,
            request_id=request_id,
            address=request.META.get("REMOTE_ADDR") or None,
            interface="api" if request.path.startswith("/api/") else "console",
            session_id=getattr(getattr(request, "account_session", None), "pk", None),
        )
        with acting_as(identity):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
