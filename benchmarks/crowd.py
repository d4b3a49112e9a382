"""Many people who send files at once, each by a connection and from an address of their own.

They share one thread, so that little of the cores is theirs.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

PATIENCE = 60.0  # seconds until somebody gives up


@dataclass(slots=True)
class Outcome:
    """What the crowd saw: milliseconds of each upload that was taken in, and how all were answered."""

    took: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    @property
    def errors(self) -> int:
        """How many were not answered by 201."""
        return sum(count for answer, count in self.answers.items() if answer != "201")


@dataclass(frozen=True, slots=True)
class Plan:
    """Who sends what, and how fast: `think` seconds lie between an answer and the next file, on average."""

    port: int
    tokens: Sequence[str]
    content: bytes
    think: float
    seconds: float
    warm_up: float = 3.0


class _Sender:
    """One person: a token, an address of their own, one kept-alive connection."""

    def __init__(self, plan: Plan, number: int, outcome: Outcome) -> None:
        self._plan, self._number, self._outcome = plan, number, outcome
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def work(self, begin: float, end: float) -> None:
        """Send one file after the other until the time is over; count what was begun after the warm-up."""
        chance = random.Random(self._number)
        await asyncio.sleep(chance.uniform(0, max(self._plan.think, 0.2)))
        while (started := time.monotonic()) < end:
            answer = await self._answer()
            if started >= begin:
                self._outcome.answers[answer] += 1
                if answer == "201":
                    self._outcome.took.append((time.monotonic() - started) * 1000)
            if self._plan.think:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * self._plan.think)
        self._drop()

    async def _answer(self) -> str:
        """Return the status of one upload, or what broke."""
        try:
            return await asyncio.wait_for(self._send(), PATIENCE)
        except (OSError, EOFError, ValueError) as error:
            self._drop()
            return type(error).__name__

    async def _send(self) -> str:
        for is_again in (False, True):
            was_kept = self._stream is not None
            try:
                return await self._exchange()
            except (ConnectionError, EOFError):
                # The server ends connections that were idle: the next file goes by a new one, as in browsers.
                self._drop()
                if is_again or not was_kept:
                    raise
        raise ConnectionError

    async def _exchange(self) -> str:
        if self._stream is None:
            source = (f"127.1.{self._number // 250}.{self._number % 250 + 1}", 0)
            self._stream = await asyncio.open_connection("127.0.0.1", self._plan.port, local_addr=source)
        reader, writer = self._stream
        writer.writelines(self._request())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        await reader.readexactly(length)
        if "connection: close" in head:
            self._drop()
        return head.split(" ", 2)[1]

    def _request(self) -> list[bytes]:
        """Return a request with a file that nobody sent before: its last bytes are its own."""
        mark, boundary = uuid4().hex.encode(), b"b0undary"
        opening = (
            b"--"
            + boundary
            + b'\r\nContent-Disposition: form-data; name="file"; filename="statement.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n"
        )
        closing = b"\r\n--" + boundary + b"--\r\n"
        content = self._plan.content[: -len(mark)]
        size = len(opening) + len(content) + len(mark) + len(closing)
        head = (
            f"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1:{self._plan.port}\r\n"
            f"Authorization: Bearer {self._plan.tokens[self._number]}\r\n"
            f"Content-Type: multipart/form-data; boundary={boundary.decode()}\r\n"
            f"Content-Length: {size}\r\n\r\n"
        )
        return [head.encode(), opening, content, mark, closing]

    def _drop(self) -> None:
        if self._stream is not None:
            self._stream[1].close()
            self._stream = None


def crowd(plan: Plan) -> Outcome:
    """Let everybody send until the time is over; return what they saw."""
    return asyncio.run(_crowd(plan))


async def _crowd(plan: Plan) -> Outcome:
    outcome = Outcome()
    begin = time.monotonic() + plan.warm_up
    end = begin + plan.seconds
    senders = [_Sender(plan, number, outcome) for number in range(len(plan.tokens))]
    await asyncio.gather(*(sender.work(begin, end) for sender in senders))
    outcome.seconds = time.monotonic() - begin
    return outcome
