"""A stand-in for clamd: speaks its INSTREAM and PING over a real socket, and finds what it is told to find."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\x00"):
            piece = self.rfile.read(1)
            if not piece:
                return
            command += piece
        server: Any = self.server
        if command == b"zPING\x00":
            self.wfile.write(b"PONG\x00")
            return
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        server.scanned.append(content)
        found = EICAR in content
        self.wfile.write(
            server.says or (b"stream: Eicar-Signature FOUND\x00" if found else b"stream: OK\x00")
        )


class StandIn(socketserver.ThreadingTCPServer):
    """The stand-in; `says` overrides its verdict."""

    allow_reuse_address = True
    daemon_threads = True
    says = b""

    def __init__(self) -> None:
        """Listen somewhere."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.scanned: list[bytes] = []

    @property
    def uri(self) -> str:
        """Where it listens, as the setting takes it."""
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Listen while the block runs."""
    with StandIn() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
