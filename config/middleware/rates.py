"""Counts requests per address, before anybody is asked for: tokens that are wrong count as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.addresses import place_of
from accounts.rate_limits import Limit, LimiterAway, limit_for, take
from config.api.rates import headers_add, route_class, states_note
from config.refusals import refusal

_SENTENCE = "Too many requests from your address. Wait, then try again."


class RateLimitMiddleware:
    """Refuses addresses that ask too often, and tells each client what it has left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request and add the headers."""
        response = self.get_response(request)
        headers_add(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Count the request once its route is known."""
        found = route_class(request, view_func)
        limits = _limits(request, found) if found else []
        if not limits:
            return None
        try:
            # Without Redis, signing in is still counted; all else goes on uncounted.
            taken = take(limits, or_in_database=found == "auth")
        except LimiterAway:
            return None
        states_note(request, taken)
        if taken.is_allowed:
            return None
        return refusal(request, 429, _SENTENCE, headers={"Retry-After": str(taken.retry_after)})


def _limits(request: HttpRequest, found: str) -> list[Limit]:
    """Return the windows of a request: its address's, and of the console the account's.

    The accounts of the API are counted once their token is known (config/api/throttles.py).
    """
    wanted = [limit_for(found, "address", place_of(request.META["REMOTE_ADDR"]))]
    if not request.path_info.startswith("/api/") and request.user.is_authenticated:
        wanted.append(limit_for(found, "account", str(request.user.pk)))
    return [limit for limit in wanted if limit is not None]
