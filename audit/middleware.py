"""Gives every request an id, and an acting identity."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from audit.context import Acting, acting, acting_as, request_id_new

_SAFE_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdMiddleware:
    """Stands before whatever refuses: every answer carries the id under which it is in logs and trail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request under its id; the caller's own, where it is a plain one."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _SAFE_ID.match(given) else request_id_new()
        identity = Acting(
            request_id=request_id,
            address=request.META.get("REMOTE_ADDR") or None,
            interface="api" if request.path.startswith("/api/") else "console",
        )
        with acting_as(identity):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class RequestIdentityMiddleware:
    """Sets actor and session of the console, whose rows are known by now; the API adds its own later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request under its identity."""
        actor_id = request.user.pk if request.user.is_authenticated else None
        session_id = getattr(getattr(request, "account_session", None), "pk", None)
        with acting_as(replace(acting(), actor_id=actor_id, session_id=session_id)):
            return self.get_response(request)
