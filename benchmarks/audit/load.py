"""Clients at work: processes of some threads each, as the service runs them, at a pace or without."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PROCESSES = 2
_FORK = multiprocessing.get_context("fork")  # a process inherits Django, but opens connections of its own
_SETTLING = 0.5  # seconds at the beginning that do not count
_PATIENCE = 120  # seconds
_gate: list[Any] = []
# Does one write for the client of this number.
Write = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Load:
    """How many clients write, how long, and at what rate in all; 0: each again as soon as it is done."""

    clients: int
    seconds: float
    rate: int = 0


def run(load: Load, make: Callable[..., Write], *arguments: Any) -> list[float]:
    """Return the milliseconds of each write, from the moment it was due.

    Args:
        load: see there.
        make: called in each process with `arguments`, gives what its clients do; a function of a module.
        arguments: for `make`.
    """
    connected = _FORK.Barrier(load.clients // PROCESSES * PROCESSES)
    with ProcessPoolExecutor(
        PROCESSES, mp_context=_FORK, initializer=_gate_take, initargs=(connected,)
    ) as pool:
        work = [pool.submit(_in_thread, _work, load, number, make, arguments) for number in range(PROCESSES)]
        return [took for one in work for took in one.result()]


@contextmanager
def beside(work: Callable[[], object], *, every: float) -> Iterator[None]:
    """Do `work` in a process of its own, every so many seconds, while the block runs."""
    stop = _FORK.Event()
    process = _FORK.Process(target=_in_thread, args=(_beat, work, every, stop), daemon=True)
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join(timeout=120)
    if process.exitcode:
        raise RuntimeError(f"{work.__name__} failed beside the load.")


@contextmanager
def highest(look: Callable[[], float]) -> Iterator[Any]:
    """Look twice a second while the block runs; gives what holds the highest value seen."""
    seen = _FORK.Value("d", 0.0)

    def take() -> None:
        seen.value = max(seen.value, look())

    with beside(take, every=0.5):
        yield seen


def _beat(work: Callable[[], object], every: float, stop: Any) -> None:
    while not stop.wait(every):
        work()


def _gate_take(connected: Any) -> None:
    """Keep what all clients of this process wait at; only a process that is being made can be given it."""
    _gate.append(connected)


def _work(load: Load, process: int, make: Callable[..., Write], arguments: tuple[Any, ...]) -> list[float]:
    """Run the clients of one process."""
    threads = load.clients // PROCESSES
    write = make(*arguments)
    ticket, turn = itertools.count(process, PROCESSES), threading.Lock()

    def client(number: int) -> list[float]:
        from django.db import connections  # noqa: PLC0415 - after setup

        took = []
        write(number)  # connects
        _gate[-1].wait(timeout=_PATIENCE)  # all begin together, however long that takes
        start = time.monotonic()
        while (due := _due(load, ticket, turn, start)) is not None:
            write(number)
            if due >= start + _SETTLING:
                took.append((time.monotonic() - due) * 1000)
        connections.close_all()
        return took

    with ThreadPoolExecutor(threads) as pool:
        return [
            took
            for one in pool.map(client, range(process * threads, (process + 1) * threads))
            for took in one
        ]


def _due(load: Load, ticket: Iterator[int], turn: threading.Lock, start: float) -> float | None:
    """Wait until the next write is due and return that moment; None at the end."""
    due = time.monotonic()
    if load.rate:
        with turn:
            due = start + next(ticket) / load.rate
    if due > start + _SETTLING + load.seconds:
        return None
    time.sleep(max(0.0, due - time.monotonic(), start - time.monotonic()))
    return due


def _in_thread(target: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a thread, whose connections are its own: those inherited belong to the parent."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(target, *arguments).result()
