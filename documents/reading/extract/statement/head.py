"""The rows of a statement outside its tables, and the labels and values among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.extract.statement.tokens import Scan
from documents.reading.layout import Cell, Label, Row, cell_of, labels_in
from documents.reading.types import Value, Word


@dataclass(frozen=True, slots=True)
class Head:
    """The rows of a document that lie outside its tables, page by page."""

    pages: tuple[tuple[Row, ...], ...]

    def labels(self, patterns: Sequence[str]) -> list[Label]:
        """Return the labels found, better patterns first, then by place."""
        found = [label for rows in self.pages for label in labels_in(rows, patterns)]
        return sorted(found, key=lambda label: (label.rank, label.page, label.index, label.start))


def head_of(scans: Sequence[Scan], used: set[int]) -> Head:
    """Return what stands outside the tables."""
    pages: dict[int, list[Row]] = {}
    for scan in scans:
        if scan.index not in used:
            pages.setdefault(scan.page, []).append(scan.row)
    return Head(tuple(tuple(rows) for rows in pages.values()))


def near(label: Label, cell: Cell) -> bool:
    """Tell whether a value is its label's and not that of another label between them."""
    gap = cell.box.x0 - label.box.x1
    between = [w for w in label.row.words[label.end :] if w.box.x1 <= cell.box.x0 + 1e-6]
    if cell.box.y0 > label.box.y1:
        return True
    return gap < 0.45 and sum(1 for word in between if re.search(r"[^\W\d_]{2,}", word.text)) <= 2


def value_of(name: str, cell: Cell, normal: str, confidence: float, rule: str) -> Value:
    """Make a value of a cell; doubts about its words lower the confidence."""
    sure = confidence * min(cell.confidence + 0.03, 1.0)
    return Value(name, cell.text, normal, sure, cell.page, cell.box, rule)


def cell_at(row: Row, start: int, end: int) -> Cell:
    """Return the words of a row that hold the letters `start` to `end` of its text."""
    words: list[Word] = []
    at = 0
    for word in row.words:
        if at < end and at + len(word.text) > start:
            words.append(word)
        at += len(word.text) + 1
    return cell_of(row.page, words)
