"""As much of the two servers' protocols as it takes to ask them something over a unix socket."""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from config.embedded.paths import USER

_PROTOCOL_3 = 196608
# Errors of connect() and of the handshake: all mean that nobody answers (yet).
NO_ANSWER = (OSError, EOFError)


class QueryRefusedError(Exception):
    """PostgreSQL answered with an error.

    Attributes:
        code: The SQLSTATE, such as 3D000 for a missing database.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code


def postgres_query(path: Path, sql: str, *, database: str, timeout: float = 5.0) -> list[list[str | None]]:
    """Run one statement in its own connection.

    Args:
        path: PostgreSQL's socket.
        sql: The statement, without parameters.
        database: Where to run it.
        timeout: Seconds to wait for each answer.

    Returns:
        Rows of columns in text form.

    Raises:
        QueryRefusedError: The server refused the connection or the statement.
        OSError, EOFError: Nobody answers (`NO_ANSWER`).

    Source: PostgreSQL documentation, "Frontend/Backend Protocol", 54.2 and 54.7.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        connection.connect(str(path))
        words = b"".join(word.encode() + b"\0" for word in ("user", USER, "database", database)) + b"\0"
        connection.sendall(struct.pack("!II", len(words) + 8, _PROTOCOL_3) + words)
        stream: BinaryIO = connection.makefile("rb")
        list(_until_ready(stream))
        statement = sql.encode() + b"\0"
        connection.sendall(b"Q" + struct.pack("!I", len(statement) + 4) + statement)
        rows = [_columns(body) for kind, body in _until_ready(stream) if kind == b"D"]
        connection.sendall(b"X" + struct.pack("!I", 4))
        return rows


def valkey_command(path: Path, *words: str, timeout: float = 5.0) -> str:
    """Send one command and return its simple or bulk answer.

    Raises:
        OSError, EOFError: Nobody answers (`NO_ANSWER`), or the server is still loading its data.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        connection.connect(str(path))
        parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
        connection.sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
        stream = connection.makefile("rb")
        first = stream.readline().decode().rstrip("\r\n")
        if first.startswith("$"):
            return stream.read(int(first[1:])).decode()
        if first.startswith("+"):
            return first[1:]
        raise EOFError(first or "the server closed the connection")


def _until_ready(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield the server's messages up to ReadyForQuery; an error message is raised."""
    while True:
        kind, size = struct.unpack("!cI", _exactly(stream, 5))
        body = _exactly(stream, size - 4)
        if kind == b"E":
            fields = {part[:1]: part[1:].decode(errors="replace") for part in body.split(b"\0") if part}
            raise QueryRefusedError(fields.get(b"C", ""), fields.get(b"M", ""))
        if kind == b"Z":
            return
        yield kind, body


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the server closed the connection")
    return data


def _columns(body: bytes) -> list[str | None]:
    """Take the columns out of one DataRow message; a length of -1 is NULL."""
    columns: list[str | None] = []
    position = 2
    for _ in range(struct.unpack_from("!H", body)[0]):
        (size,) = struct.unpack_from("!i", body, position)
        position += 4
        columns.append(None if size < 0 else body[position : position + size].decode())
        position += max(size, 0)
    return columns
