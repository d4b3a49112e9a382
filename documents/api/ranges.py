"""Byte ranges of a request: which parts of a file are asked for.

Source: RFC 9110 section 14.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_RANGES = 16
_UNIT = "bytes="
_SPEC = re.compile(r"(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to but not including `stop`."""

    start: int
    stop: int

    def header(self, size: int) -> str:
        """Return the value of `Content-Range`."""
        return f"bytes {self.start}-{self.stop - 1}/{size}"


class RangeNotSatisfiable(ValueError):
    """None of the ranges lies in the file, or there are too many."""


def spans_asked(header: str, size: int) -> list[Span]:
    """Return the spans that a `Range` header asks for; none where it is to be ignored.

    Spans that overlap or touch are asked for once; a header that is no list of byte ranges is ignored, as the
    RFC has it.

    Raises:
        RangeNotSatisfiable: every range lies behind the end, or there are more than `MAX_RANGES`.
    """
    if not header.startswith(_UNIT):
        return []
    parts = [part.strip() for part in header[len(_UNIT) :].split(",") if part.strip()]
    specs = [_SPEC.fullmatch(part) for part in parts]
    if not parts or any(spec is None or spec[0] == "-" for spec in specs):
        return []
    if len(parts) > MAX_RANGES:
        raise RangeNotSatisfiable
    found = [
        span for spec in specs if spec is not None and (span := _span(spec[1], spec[2], size)) is not None
    ]
    if not found:
        raise RangeNotSatisfiable
    return _merged(found)


def _span(first: str, last: str, size: int) -> Span | None:
    """Return one range within the file; None where it lies outside or ends before it begins."""
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    return Span(start, stop) if start < stop else None


def _merged(spans: list[Span]) -> list[Span]:
    """Join what overlaps: nobody makes the server send a file many times over."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start):
        if joined and span.start <= joined[-1].stop:
            joined[-1] = Span(joined[-1].start, max(joined[-1].stop, span.stop))
        else:
            joined.append(span)
    return joined
