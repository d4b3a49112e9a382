"""The fields of MT940 and MT942 messages, freed of the envelope around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.reading.structured.model import Span

_FIELD = re.compile(r"^(?:\{4:)?:(\d{2}[A-Z]?|NS):")
_END = re.compile(r"^(?:-(?:\}|XXX)?|\{[1-5]:.*|-\}\{.*)\s*$")


@dataclass(slots=True)
class Field:
    """One field of a message: its tag, its lines without the tag, and where it stands."""

    tag: str
    lines: list[str]
    span: Span


def fields_of(text: str) -> Iterator[Field]:
    """Yield the fields of a text with their places; lines between messages belong to none."""
    current: Field | None = None
    for number, line in enumerate(text.split("\n")):
        if match := _FIELD.match(line):
            if current is not None:
                yield current
            current = Field(match[1], [line[match.end() :]], Span(number, match.start(), max(len(line), 1)))
        elif _END.match(line):
            if current is not None:
                yield current
            current = None
        elif current is not None and line.strip():
            current.lines.append(line)
            current.span = current.span.to(Span(number, 0, len(line)))
    if current is not None:
        yield current


def messages_of(fields: Iterable[Field]) -> Iterator[list[Field]]:
    """Split at :20:, with which every message begins."""
    message: list[Field] = []
    for found in fields:
        if found.tag == "20" and message:
            yield message
            message = []
        message.append(found)
    if message:
        yield message


def entries_of(message: list[Field]) -> Iterator[tuple[Field, list[Field]]]:
    """Yield each :61: with the :86: fields that stand directly behind it."""
    entry: Field | None = None
    notes: list[Field] = []
    for found in message:
        if found.tag == "86":
            notes.append(found)
            continue
        if entry is not None:
            yield entry, notes
        entry, notes = (found if found.tag == "61" else None), []
    if entry is not None:
        yield entry, notes
