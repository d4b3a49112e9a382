"""A client of the tus protocol, as small as one can be: opens, sends, asks, resumes."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

CHUNK = "application/offset+octet-stream"


class TusClient:
    """Speaks tus 1.0 through a test client or anything with its `generic` method."""

    def __init__(self, client: Any, place: str = "/api/v1/uploads") -> None:
        """Take who sends, and where uploads are opened."""
        self.client, self.place = client, place

    def open(self, length: int, name: str = "statement.csv", **metadata: str) -> Any:
        """Announce a file."""
        pairs = {"filename": name, **metadata}
        told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        return self._send("POST", self.place, b"", {"Upload-Length": str(length), "Upload-Metadata": told})

    def opened(self, length: int, name: str = "statement.csv", **metadata: str) -> str:
        """Announce a file and return its address."""
        response = self.open(length, name, **metadata)
        assert response.status_code == 201, response.content
        return str(response["Location"])

    def chunk(self, address: str, content: bytes, offset: int, **headers: str) -> Any:
        """Send a chunk."""
        given = {"Upload-Offset": str(offset), "Content-Length": str(len(content)), **headers}
        return self._send("PATCH", address, content, given)

    def stands(self, address: str) -> int:
        """Ask where to go on."""
        response = self._send("HEAD", address)
        assert response.status_code == 200, response.content
        return int(response["Upload-Offset"])

    def send(self, content: bytes, size: int, name: str = "statement.csv") -> str:
        """Send a whole file in chunks of a size; return its address."""
        address = self.opened(len(content), name)
        while (offset := self.stands(address)) < len(content):
            response = self.chunk(address, content[offset : offset + size], offset)
            assert response.status_code == 204, response.content
        return address

    def end(self, address: str) -> Any:
        """Throw it away."""
        return self._send("DELETE", address)

    def _send(
        self, method: str, address: str, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> Any:
        sent = {"Tus-Resumable": "1.0.0", **(headers or {})}
        return self.client.generic(method, address, content, CHUNK if content else "", headers=sent)


def checksum(content: bytes, algorithm: str = "sha1") -> str:
    """Return the header's value for a chunk."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
