"""What must hold before anything heavy starts: a free port, and nobody else serving from this directory."""

import errno
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from config.embedded import locks


class ServeRefused(Exception):
    """It cannot serve; the message says why, and the way out."""


@contextmanager
def serving(var: Path, url: str) -> Iterator[bool]:
    """Be the only one that serves from a var directory.

    Yields:
        Whether the one before us was killed, so that its children may still be about to end.

    Raises:
        ServeRefused: Another one serves.
    """
    record = _record(var)
    try:
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = locks.take(record)
    except OSError as error:
        raise ServeRefused(
            f"Cannot write {record} ({error.strerror}). Make it writable, or set MUNIMENT_VAR to another "
            "directory."
        ) from error
    if descriptor is None:
        other = _read(record)
        raise ServeRefused(
            f"Muniment already runs from this directory (pid {other.get('pid')}, {other.get('url')}). "
            "Stop it with make stop, or give the second one its own MUNIMENT_VAR and PORT."
        )
    try:
        # A clean end leaves the file empty; a killed one could not.
        was_killed = bool(_read(record))
        record.write_text(json.dumps({"pid": os.getpid(), "url": url}))
        yield was_killed
    finally:
        os.truncate(descriptor, 0)
        os.close(descriptor)


def serving_pid(var: Path) -> int | None:
    """Return the process that serves from a var directory, if there is one."""
    record = _record(var)
    if not record.exists():
        return None
    descriptor = locks.take(record)
    if descriptor is None:
        pid = _read(record).get("pid")
        return pid if isinstance(pid, int) else None
    os.close(descriptor)
    return None


def require_port(host: str, port: int, *, patience: float = 0.0) -> None:
    """Refuse to go on when the port cannot be listened on.

    Args:
        host: The address to listen on.
        port: The port.
        patience: Seconds to wait for it, where whoever has it is expected to end.

    Raises:
        ServeRefused: It is taken (by whom), not allowed, or the address is none of this machine's.
    """
    deadline = time.monotonic() + patience
    while (reason := _refusal(host, port)) == errno.EADDRINUSE and time.monotonic() < deadline:
        time.sleep(0.2)
    if reason == errno.EADDRINUSE:
        raise ServeRefused(
            f"Port {port} is taken (by {_holder(port)}). Stop it, or choose another: "
            f"make run PORT={_next_free(host, port)}"
        )
    if reason in {errno.EACCES, errno.EPERM}:
        raise ServeRefused(f"Port {port} is reserved for root. Choose another: make run PORT=8000")
    if reason:
        raise ServeRefused(
            f"Cannot listen on {host} ({os.strerror(reason)}). Choose another: make run HOST=127.0.0.1"
        )


def _record(var: Path) -> Path:
    return var / "locks" / "serve.lock"


def _read(record: Path) -> dict[str, object]:
    try:
        content = json.loads(record.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _refusal(host: str, port: int) -> int:
    """Try to listen, as the web server will; return the error number, or 0."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in places[:1]:
            with socket.socket(family, kind, protocol) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
                listener.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


def _next_free(host: str, port: int) -> int:
    return next(
        (other for other in range(port + 1, min(port + 100, 65536)) if not _refusal(host, other)), 8000
    )


def _holder(port: int) -> str:
    """Name the process that listens on a port, as far as we may see it."""
    try:
        listeners = [
            connection.pid
            for connection in psutil.net_connections(kind="tcp")
            if connection.status == psutil.CONN_LISTEN
            and connection.pid
            and connection.laddr
            and connection.laddr.port == port
        ]
        process = psutil.Process(min(listeners))
        # Web servers share their socket with workers of the same command line: ending those ends nothing.
        while (parent := process.parent()) is not None and parent.cmdline() == process.cmdline():
            process = parent
        return f"process {process.name()}, pid {process.pid}"
    except (psutil.Error, ValueError):
        return "a process of another user"
