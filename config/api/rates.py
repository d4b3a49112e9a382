"""Which class of limits a route belongs to, and how answers tell what is left."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.rate_limits import State, Taken
from config.api.errors import CONTENT_TYPE, problem

_SAFE = {"GET", "HEAD", "OPTIONS"}
_STATES = "rate_states"


def route_class(request: HttpRequest, view_func: Any) -> str:
    """Return the class of a route: what its view declares as `rate_class`, else by address and method.

    `rate_class` is a name, or a mapping from method to name for views whose methods differ; one action of a
    set of views has its own as `@action(rate_class=...)`.

    Args:
        request: the request.
        view_func: the view as the URLs name it, or the object that serves the request.
    """
    view = getattr(view_func, "cls", None) or getattr(view_func, "view_class", None) or view_func
    of_action = getattr(view_func, "initkwargs", {}).get("rate_class")
    declared = of_action or getattr(view, "rate_class", "")
    if isinstance(declared, dict):
        declared = declared.get(request.method, "")
    if declared:
        return str(declared)
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name == "admin:login":
        return "auth" if request.method == "POST" else ""
    if not request.path_info.startswith("/api/"):
        return ""
    if request.path_info.startswith("/api/v1/auth/"):
        return "auth"
    if request.method in _SAFE:
        return "read"
    return "upload" if (request.content_type or "").startswith("multipart/") else "write"


def states_note(request: HttpRequest, taken: Taken) -> None:
    """Keep what was counted, for the headers of the answer."""
    setattr(request, _STATES, (*getattr(request, _STATES, ()), *taken.states))


def headers_add(request: HttpRequest, response: HttpResponse) -> None:
    """Tell what is left: of the window nearest to its end in the plain headers, of all in the draft's.

    Source: draft-ietf-httpapi-ratelimit-headers (fields RateLimit and RateLimit-Policy; its earlier editions
    had one header a number, which is what most clients read).
    """
    states: tuple[State, ...] = getattr(request, _STATES, ())
    if not states:
        return
    tightest = min(states, key=lambda state: (state.remaining / state.limit.most, -state.reset))
    response["RateLimit-Limit"] = str(tightest.limit.most)
    response["RateLimit-Remaining"] = str(tightest.remaining)
    response["RateLimit-Reset"] = str(tightest.reset)
    response["RateLimit-Policy"] = ", ".join(
        f'"{s.limit.name}";q={s.limit.most};w={s.limit.seconds}' for s in states
    )
    response["RateLimit"] = ", ".join(f'"{s.limit.name}";r={s.remaining};t={s.reset}' for s in states)


def too_many(detail: str, retry_after: int) -> HttpResponse:
    """Return the refusal of a request that came too soon."""
    return JsonResponse(
        problem(429, detail),
        status=429,
        content_type=CONTENT_TYPE,
        headers={"Retry-After": str(retry_after)},
    )
