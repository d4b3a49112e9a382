"""Counts requests per address, before anybody is asked for: tokens that are wrong count as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.addresses import place_of
from accounts.rate_limits import LimiterAway, limit_for, take
from config.api.rates import headers_add, route_class, states_note, too_many


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
        limit = limit_for(found, "address", place_of(request.META["REMOTE_ADDR"])) if found else None
        if limit is None:
            return None
        try:
            # Without Redis, signing in is still counted; all else goes on uncounted.
            taken = take([limit], or_in_database=found == "auth")
        except LimiterAway:
            return None
        states_note(request, taken)
        if taken.is_allowed:
            return None
        return too_many("Too many requests from your address. Wait, then try again.", taken.retry_after)
