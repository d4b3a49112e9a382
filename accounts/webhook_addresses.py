"""Where a webhook may go: addresses written plainly, names that resolve to the public internet alone."""

from __future__ import annotations

import ipaddress
import re
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from accounts.exceptions import WebhookUrlRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({443, 8443})
URL_LENGTH = 1000
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_URL = re.compile(r"[!-\[\]-~]+", re.ASCII)  # visible ASCII without the backslash, which browsers read as /
# What the IANA registries list beside what `is_global` knows, and what clouds answer at behind the scenes.
# Source: IANA IPv4 and IPv6 special-purpose address registries; RFC 7526 (6to4), RFC 4380 (Teredo);
# Azure's platform address 168.63.129.16 is public by number alone.
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out in IPv6
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, taken apart."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, *, ports: frozenset[int] = PORTS) -> Target:
    """Take an address apart, once for all: what is checked here is what is connected to.

    Raises:
        WebhookUrlRefused: it is not a plain https address of a public host.
    """
    if len(url) > URL_LENGTH or not _URL.fullmatch(url):
        raise WebhookUrlRefused("Write the address in visible ASCII (host names in punycode), at most 1000.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WebhookUrlRefused("This is not a web address.") from error
    if parts.scheme not in _schemes():
        raise WebhookUrlRefused("The address has to begin with https://.")
    if "@" in parts.netloc or parts.fragment:
        raise WebhookUrlRefused("The address must hold neither a user name or password nor a #fragment.")
    port = (443 if parts.scheme == "https" else 80) if port is None else port
    if port not in ports | ({80} if parts.scheme == "http" else set()):
        raise WebhookUrlRefused(f"Port {port} is not allowed; use {', '.join(map(str, sorted(ports)))}.")
    host = _host(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=host, port=port, path=path)


def address_is_public(address: IPAddress) -> bool:
    """Tell whether an address is on the public internet, however it is wrapped."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            # A network without IPv4 reaches the public IPv4 internet so; what is inside decides.
            return address_is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.ipv4_mapped is not None or address not in _UNICAST or address.scope_id:
            return False
    closed = any(address in network for network in _CLOSED if network.version == address.version)
    return address.is_global and not address.is_multicast and not closed


def literal_of(host: str) -> IPAddress | None:
    """Return the address that a host is written as; None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def resolve(host: str, port: int, timeout: float) -> list[IPAddress]:
    """Return all addresses of a host.

    Raises:
        OSError: it does not resolve, or not in time.
    """
    asked: Future[list[IPAddress]] = _resolvers().submit(_resolve, host, port)
    try:
        return asked.result(timeout)
    except TookTooLong as error:
        asked.cancel()
        raise OSError("the name did not resolve in time") from error


def _resolve(host: str, port: int) -> list[IPAddress]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


@lru_cache(maxsize=1)
def _resolvers() -> ThreadPoolExecutor:
    """Return threads that may wait for a name server: the call itself knows no time limit."""
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


def _schemes() -> set[str]:
    return {"https", "http"} if settings.WEBHOOK_ALLOW_HTTP else {"https"}


def _host(host: str) -> str:
    literal = literal_of(host)
    if literal is not None:
        if not address_is_public(literal):
            raise WebhookUrlRefused("The address is not on the public internet.")
        return str(literal)
    # `0x7f.1`, `2130706433` and `0177.0.0.1` are addresses to some resolvers: a name ends in letters.
    last = host.rpartition(".")[2]
    if not _NAME.fullmatch(host) or len(host) > 253 or last[0].isdigit():
        raise WebhookUrlRefused("The host has to be a full name such as hooks.example.com.")
    if last in {"localhost", "local", "internal", "invalid", "test", "example", "onion", "arpa"}:
        raise WebhookUrlRefused("The host is not a name of the public internet.")
    return host
