"""Makes `REMOTE_ADDR` the client's own address, before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from accounts.addresses import UNIX, Network, client_address, is_trusted, network_parse

# Only a trusted proxy may say these; nobody behind this middleware sees the list of hops at all.
_SAID_BY_PROXIES = [
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SSL",
]
_NEVER_READ = [
    "HTTP_X_FORWARDED_FOR",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
    "HTTP_CLIENT_IP",
    "HTTP_X_CLIENT_IP",
]


class ClientAddressMiddleware:
    """Stands first: reads `X-Forwarded-For` as far as trusted proxies vouch for it, then removes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler; a list of proxies that cannot be read is refused here, at the start."""
        self.get_response = get_response
        proxies(tuple(settings.TRUSTED_PROXIES))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request under its true address."""
        trusted, unix_trusted = proxies(tuple(settings.TRUSTED_PROXIES))
        remote = request.META.get("REMOTE_ADDR") or ""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(remote, forwarded, trusted, unix_trusted=unix_trusted)
        refused = [] if is_trusted(remote, trusted, unix_trusted=unix_trusted) else _SAID_BY_PROXIES
        for name in [*_NEVER_READ, *refused]:
            request.META.pop(name, None)
        return self.get_response(request)


@lru_cache(maxsize=8)
def proxies(texts: tuple[str, ...]) -> tuple[tuple[Network, ...], bool]:
    """Return the networks of trusted proxies, and whether Unix sockets are trusted.

    Raises:
        ImproperlyConfigured: an element is neither a network nor `unix`.
    """
    try:
        return tuple(network_parse(text) for text in texts if text != UNIX), UNIX in texts
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}.") from error
