"""Sends one message to an address that somebody else chose: resolved once, pinned, bounded, no redirects."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPException
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from accounts import webhook_addresses
from accounts.constants import WEBHOOK_SNIPPET
from accounts.webhook_addresses import IPAddress, Target, address_is_public, literal_of, target_of

TIME_LIMIT = 10.0  # seconds, from the name to the last byte
_BODY_LIMIT = 4 * WEBHOOK_SNIPPET  # bytes of an answer that are read at all


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, slots=True)
class Rules:
    """Where may be sent to. Only tests, whose receiver is on this machine, use others than these."""

    is_allowed: Callable[[IPAddress], bool] = address_is_public
    ports: frozenset[int] = webhook_addresses.PORTS
    resolve: Callable[[str, int, float], list[IPAddress]] = webhook_addresses.resolve
    tls: Callable[[], ssl.SSLContext] = _trusted
    time_limit: float = TIME_LIMIT


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one sending.

    Attributes:
        status: HTTP status; None where no answer came.
        error: why none came, as a code; empty where one did.
        duration_ms: from the name to the last byte.
        body: the beginning of the answer, as text.
        retry_after: seconds the receiver asked to wait; None where it said nothing.
    """

    status: int | None = None
    error: str = ""
    duration_ms: int = 0
    body: str = field(default="", repr=False)
    retry_after: int | None = None

    @property
    def is_success(self) -> bool:
        """Tell whether the receiver took the message: 2xx and nothing else, a redirect neither."""
        return self.status is not None and 200 <= self.status < 300


RULES = Rules()


def send(url: str, body: bytes, headers: Mapping[str, str], *, rules: Rules | None = None) -> Answer:
    """Post a message and return what came of it; never raises for what the receiver does.

    The name is resolved once, every address it has must be public, and the connection goes to an address that
    was checked. Environment proxies are not used, redirects not followed.

    Source: OWASP SSRF prevention cheat sheet; Standard Webhooks, "Server side request forgery".
    """
    rules = rules or RULES
    began = time.monotonic()
    try:
        target = target_of(url, ports=rules.ports)
        status, text, retry_after = _exchange(target, body, headers, rules, began + rules.time_limit)
    except _Refused as error:
        return Answer(error=error.code, duration_ms=_since(began))
    except Exception as error:  # noqa: BLE001 - whatever a receiver does ends as a failed attempt
        return Answer(error=_code_of(error), duration_ms=_since(began))
    return Answer(status=status, duration_ms=_since(began), body=text, retry_after=retry_after)


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _exchange(
    target: Target, body: bytes, headers: Mapping[str, str], rules: Rules, deadline: float
) -> tuple[int, str, int | None]:
    address = _address(target, rules, deadline)
    connection = _connection(target, address, rules, deadline)
    with _ended_at(connection, deadline):
        connection.request(
            "POST", target.path, body=body, headers=dict(headers), preload_content=False, decode_content=False
        )
        response = connection.getresponse()
        text = _text(response.read(_BODY_LIMIT, decode_content=False))
    return response.status, text, _retry_after(response)


def _address(target: Target, rules: Rules, deadline: float) -> IPAddress:
    """Return the address to connect to; a name with one closed address among open ones is refused whole."""
    literal = literal_of(target.host)
    try:
        found = [literal] if literal else rules.resolve(target.host, target.port, _left(deadline))
    except OSError as error:
        raise _Refused("name_not_found") from error
    if not found:
        raise _Refused("name_not_found")
    if not all(rules.is_allowed(address) for address in found):
        raise _Refused("address_refused")
    return next((address for address in found if address.version == 4), found[0])  # the rest is IPv6


class _Pinned(HTTPConnection):
    """Connects to the address that was checked, whatever the name says by now."""

    address: IPAddress
    watched: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made = socket.create_connection((str(self.address), self.port), float(self.timeout or TIME_LIMIT))
        self.watched = made.dup()  # TLS takes the socket over; the twin can still end it
        return made


class _PinnedTLS(_Pinned, HTTPSConnection):
    """The same over TLS; the certificate has to be the name's."""


def _connection(target: Target, address: IPAddress, rules: Rules, deadline: float) -> _Pinned:
    host = f"[{target.host}]" if ":" in target.host else target.host
    options: dict[str, Any] = {"port": target.port, "timeout": _left(deadline)}
    if target.scheme == "https":
        options |= {"ssl_context": rules.tls(), "cert_reqs": "CERT_REQUIRED", "server_hostname": target.host}
        connection: _Pinned = _PinnedTLS(host, **options)
    else:
        connection = _Pinned(host, **options)
    connection.address = address
    return connection


@contextlib.contextmanager
def _ended_at(connection: _Pinned, deadline: float) -> Iterator[None]:
    """Cut the connection at the deadline: a time limit of a socket starts anew with every byte."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        if connection.watched is not None:
            with contextlib.suppress(OSError):
                connection.watched.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_left(deadline), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if is_late.is_set():
            raise _Refused("timeout") from error
        raise
    finally:
        timer.cancel()
        connection.close()
        if connection.watched is not None:
            connection.watched.close()
    if is_late.is_set():
        raise _Refused("timeout")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise _Refused("timeout")
    return left


def _code_of(error: Exception) -> str:
    """Name what went wrong without a word of the receiver's."""
    causes = [error, error.__cause__, error.__context__, getattr(error, "reason", None)]
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return "timeout"
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "certificate_refused"
    if any(isinstance(cause, OSError) for cause in causes):
        return "connection_failed"
    if isinstance(error, HTTPError | HTTPException):
        return "answer_not_http"
    return str(getattr(error, "code", "not_sent"))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\x00", "�")[:WEBHOOK_SNIPPET]


def _retry_after(response: BaseHTTPResponse) -> int | None:
    text = response.headers.get("Retry-After", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
