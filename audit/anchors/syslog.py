"""Anchors as lines to syslog or a SIEM, which keeps them under somebody else's hands."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import ssl
from collections.abc import Iterator

from django.conf import settings

from audit.anchors.base import note_name
from audit.constants import AnchorKind
from audit.models import Anchor, Checkpoint

_TIMEOUT = 10.0
_PORTS = {"syslog": 514, "syslog+tcp": 601, "syslog+tls": 6514}
_PRIORITY = 13 * 8 + 5  # facility "log audit", severity "notice"


class SyslogSink:
    """A receiver of RFC 5424 messages: over UDP unconfirmed, over TCP or TLS counted in octets.

    Source: RFC 5424 section 6 (message), RFC 6587 section 3.4.1 and RFC 5425 section 4.3 (framing).
    """

    kind = AnchorKind.SYSLOG

    def __init__(self, scheme: str, host: str, port: int | None) -> None:
        self._scheme = scheme
        self._where = host, port or _PORTS[scheme]
        self.address = f"{scheme}://{self._where[0]}:{self._where[1]}/"

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Send the checkpoint as one JSON line; where nobody listens on TCP or TLS, this fails."""
        message = syslog_message(checkpoint)
        if self._scheme == "syslog":
            self._datagram(message)
        else:
            self._stream(b"%d %b" % (len(message), message))
        return f"{self.address}{note_name(checkpoint)}", b""

    def notes(self) -> Iterator[str]:
        """Yield nothing: what a SIEM keeps is asked for there, and given to `audit_verify --anchors`."""
        return iter(())

    def receipt_check(self, anchor: Anchor) -> None:
        """Syslog gives no receipt."""

    def _datagram(self, message: bytes) -> None:
        family, kind, protocol, _, address = socket.getaddrinfo(*self._where, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as opened:
            opened.settimeout(_TIMEOUT)
            opened.sendto(message, address)

    def _stream(self, frame: bytes) -> None:
        with socket.create_connection(self._where, timeout=_TIMEOUT) as opened:
            if self._scheme == "syslog+tcp":
                opened.sendall(frame)
                return
            context = ssl.create_default_context(cafile=settings.TRAIL_SYSLOG_CA or None)
            with context.wrap_socket(opened, server_hostname=self._where[0]) as secured:
                secured.sendall(frame)
                secured.unwrap()  # tells a receiver that cut the connection from one that took everything


def syslog_message(checkpoint: Checkpoint) -> bytes:
    """Return the message of a checkpoint: its note, and what it says for searching."""
    said = {
        "event": "trail.checkpoint",
        "origin": settings.TRAIL_ORIGIN,
        "size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "note": checkpoint.note,
    }
    at = checkpoint.created_at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    host = socket.gethostname()[:255] or "-"
    head = f"<{_PRIORITY}>1 {at} {host} muniment {os.getpid()} checkpoint -"
    return f"{head} {json.dumps(said)}".encode("ascii")  # all ASCII: no byte order mark is needed
