"""Counts requests per account; the address is counted before, in the middleware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.identity import Identity
from accounts.rate_limits import Limit, LimiterAway, Taken, limit_for, take
from config.api.rates import route_class, states_note

if TYPE_CHECKING:
    from rest_framework.views import APIView  # it imports this file, as its default


class AccountThrottle(BaseThrottle):
    """The default of every route: its class decides how often one account, or one machine, may call."""

    def __init__(self) -> None:
        """Hold the answer for `wait`."""
        self._taken: Taken | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count one request of a known account."""
        user = request.user
        if not user or not user.is_authenticated:
            return True
        found = route_class(request._request, view)
        identity = request.auth
        if isinstance(identity, Identity) and identity.per_minute is not None:
            # A machine's requests of all classes count together, against what its administrator set.
            limit: Limit | None = Limit("machine", str(user.pk), identity.per_minute, 60)
        else:
            limit = limit_for(found, "account", str(user.pk))
        if limit is None:
            return True
        try:
            self._taken = take([limit], or_in_database=found == "auth")
        except LimiterAway:
            return True
        states_note(request._request, self._taken)
        return self._taken.is_allowed

    def wait(self) -> float | None:
        """Return in how many seconds it works again."""
        return None if self._taken is None else self._taken.retry_after
