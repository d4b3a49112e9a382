"""The process in which hostile files are read: confined, without network, one file at a time.

Started as `python -m documents.reading.child SOCKET PARENT` by `documents.reading.sandbox`.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable

MEMORY = 4 * 1024**3  # bytes of address space
OPEN_FILES = 128
HEADER = struct.Struct("!cQ")  # what follows, and how long it is
READY, BEAT, PROGRESS, RESULT = b"+", b".", b"p", b"r"
_REQUEST = struct.Struct("!dI")  # seconds for OCR, length of the name
MAX_NAME = 4096
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITIES_V3 = 0x20080522
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine(parent: int) -> None:
    """Give up what reading needs not: life beyond the parent, new rights, the network, writing, most memory.

    Args:
        parent: process id that must still be the parent, else this process ends.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET):  # the first also takes root's rights away
        if libc.unshare(flags) == 0:
            break  # best effort: some systems forbid both
    libc.capset((ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0), (ctypes.c_uint32 * 6)())
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def send(channel: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Send one message: what it is, how long it is, and itself."""
    channel.sendall(HEADER.pack(kind, len(payload)))
    channel.sendall(payload)


def request(channel: socket.socket, descriptor: int, name: str, seconds: float) -> None:
    """Hand over an open file, its name and the time for OCR: the parent's side of `_receive`."""
    encoded = name.encode("utf-8", "replace")[:MAX_NAME]
    socket.send_fds(channel, [_REQUEST.pack(seconds, len(encoded)) + encoded], [descriptor])


def _receive(channel: socket.socket) -> tuple[int, str, float] | None:
    data, descriptors, _, _ = socket.recv_fds(channel, _REQUEST.size + MAX_NAME, 1)
    if not data or not descriptors:
        return None
    seconds, length = _REQUEST.unpack_from(data)
    while len(data) < _REQUEST.size + length:
        data += channel.recv(MAX_NAME)
    return descriptors[0], data[_REQUEST.size :].decode("utf-8", "replace"), seconds


def _content(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        file.seek(0)
        return file.read()


def serve(channel: socket.socket, read: Callable[..., object]) -> None:
    """Read file after file until the parent closes the channel."""
    send(channel, READY)
    while (asked := _receive(channel)) is not None:
        descriptor, name, seconds = asked
        content = _content(descriptor)
        reading = read(
            content,
            name,
            checkpoint=lambda known: send(channel, PROGRESS, pickle.dumps(known)),
            beat=lambda: send(channel, BEAT),
            seconds=seconds,
        )
        del content
        send(channel, RESULT, pickle.dumps(reading))
        del reading


def main(arguments: list[str]) -> None:
    """Confine this process, then load the pipeline and serve."""
    channel = socket.socket(fileno=int(arguments[1]))
    os.set_blocking(2, False)  # nobody may read what libraries complain about: do not wait for it
    confine(int(arguments[2]))
    from documents.reading.pipeline import read  # noqa: PLC0415  # only behind the walls

    serve(channel, read)


if __name__ == "__main__":
    main(sys.argv)
