"""A malware scanner that speaks clamd's INSTREAM: decrypted bytes are streamed to it, none touches a disk.

Source: clamd(8), COMMANDS: INSTREAM, PING.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings

from documents.exceptions import ScannerAway

TIMEOUT = 60.0
PIECE = 1 << 18  # larger ones would only wait in the socket
_ANSWER_BYTES = 4096


def clamd_scan(chunks: Iterable[bytes]) -> str:
    """Return the name of the signature that was found, or nothing where the bytes are clean.

    Raises:
        ScannerAway: it cannot be reached, broke off, or refused to judge (a file over its StreamMaxLength).
    """
    try:
        with closing(_connected()) as line:
            line.sendall(b"zINSTREAM\x00")
            try:
                for chunk in chunks:
                    for start in range(0, len(chunk), PIECE):
                        piece = chunk[start : start + PIECE]
                        line.sendall(struct.pack("!I", len(piece)) + piece)
                line.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it refuses in the middle, and has said why
            return _verdict(_answer(line))
    except OSError as error:
        raise ScannerAway(f"The malware scanner does not answer: {error.strerror or error}.") from error


def clamd_ping() -> None:
    """Ask whether the scanner is there; raises `ScannerAway` where it is not."""
    try:
        with closing(_connected(timeout=2.0)) as line:
            line.sendall(b"zPING\x00")
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway(f"The malware scanner does not answer: {error.strerror or error}.") from error
    if answer != "PONG":
        raise ScannerAway("The malware scanner does not answer as clamd does.")


def _connected(timeout: float = TIMEOUT) -> socket.socket:
    place = urlsplit(settings.CLAMD_URI)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(timeout)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((place.hostname or "localhost", place.port or 3310), timeout=timeout)


def _answer(line: socket.socket) -> str:
    answer = b""
    while b"\x00" not in answer and len(answer) < _ANSWER_BYTES and (piece := line.recv(_ANSWER_BYTES)):
        answer += piece
    return answer.partition(b"\x00")[0].decode(errors="replace").strip()


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:200]
    raise ScannerAway(f"The malware scanner gave no verdict: {said[:200] or 'it broke off'}.")
