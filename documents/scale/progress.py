"""How far loading is, and how quick it was."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol

from tqdm import tqdm


class Progress(Protocol):
    """Hears how many more are done."""

    def add(self, count: int) -> None:
        """Hear it."""


class _Bar:
    def __init__(self, bar: tqdm[NoReturn]) -> None:
        self._bar = bar

    def add(self, count: int) -> None:
        self._bar.update(count)


class Meter:
    """Shows a bar for each step, and tells each step's rate when it is over."""

    def __init__(self, tell: Callable[[str], object], *, is_quiet: bool = False) -> None:
        """Take where to tell it."""
        self._tell, self._is_quiet = tell, is_quiet
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str, total: int, unit: str) -> Iterator[Progress]:
        """Follow one step."""
        began = time.monotonic()
        seconds = 0.5 if sys.stderr.isatty() else 30  # a log gets a line now and then
        bar: tqdm[NoReturn] = tqdm(
            total=total, desc=name, unit=f" {unit}", disable=self._is_quiet, mininterval=seconds
        )
        with bar:
            yield _Bar(bar)
        self.seconds[name] = took = time.monotonic() - began
        if not self._is_quiet:
            self._tell(f"{name}: {total:,} {unit} in {took:.0f} s, {total / max(took, 0.001):,.0f} a second")
