"""From lines as OCR finds them, slanting and bent, to rows of words: geometry only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from documents.reading.words import Piece

INK_SHARE = 0.12  # detection boxes stand off the ink by this share of their height, above and below
LONG = 4  # so many times longer than high, and a line's own slope can be believed
STEEPEST = 0.3
SAME_ROW = (
    0.5  # baselines closer than this share of the letter height, where two lines would meet, are one row
)
OVERLAP = 0.6  # letter heights by which neighbours in a row may overlap

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line of text as found on the page.

    `corners` has shape (4, 2), in reading order of the line: where its top edge begins and ends, then
    where its bottom edge ends and begins. `places` tells of each letter (no spaces) where it stands, 0 to 1
    along the line; `scores` how sure each sign of `text` is (spaces too), 0 to 1.
    """

    corners: Points
    text: str
    places: Sequence[float]
    scores: Sequence[float]
    sideways: bool = False

    @property
    def height(self) -> float:
        """Height of the letters."""
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))

    @property
    def left(self) -> float:
        """Where the baseline begins, from the left."""
        return float(self.corners[3, 0])

    @property
    def right(self) -> float:
        """Where the baseline ends, from the left."""
        return float(self.corners[2, 0])

    def slope(self, usual: float) -> float:
        """Return how far the line falls per unit of width; of short lines the usual slope is taken."""
        run = self.right - self.left
        if run < LONG * self.height:
            return usual
        return max(-STEEPEST, min(STEEPEST, float(self.corners[2, 1] - self.corners[3, 1]) / run))


def page_slope(lines: Sequence[OcrLine]) -> float:
    """Return how far lines fall per unit of width: the median of the long ones. Scans are rarely straight."""
    long = [line for line in lines if not line.sideways and line.right - line.left > LONG * line.height]
    return float(np.median([line.slope(0.0) for line in long])) if len(long) >= 3 else 0.0


def rows_of_lines(lines: Sequence[OcrLine]) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Put what was found side by side into rows.

    Returns:
        The rows from the top, and the lines that run up or down the page, each a list of words.
    """
    usual = page_slope(lines)
    rows: list[list[OcrLine]] = []
    for line in sorted((line for line in lines if not line.sideways), key=lambda line: line.left):
        row = _row_for(line, rows, usual)
        if row is None:
            rows.append([line])
        else:
            row.append(line)
    rows.sort(key=lambda row: _depth(row, usual))
    aside = [list(words_of(line)) for line in lines if line.sideways]
    return [[piece for line in row for piece in words_of(line)] for row in rows], aside


def _row_for(line: OcrLine, rows: Sequence[list[OcrLine]], usual: float) -> list[OcrLine] | None:
    """Return the row whose last line would run into this one, the nearest if several would."""
    best, nearest = None, SAME_ROW
    for row in rows:
        last = row[-1]
        low = min(line.height, last.height)
        if low <= 0 or line.left < last.right - OVERLAP * low:
            continue
        run = line.left - last.right
        slope = (last.slope(usual) + line.slope(usual)) / 2
        off = abs(float(line.corners[3, 1] - last.corners[2, 1]) - slope * run) / low
        if off < nearest:
            best, nearest = row, off
    return best


def _depth(row: Sequence[OcrLine], usual: float) -> float:
    """Return how far down a row lies once the page is levelled, by the middle of its first line."""
    line = row[0]
    x, y = line.corners[:, 0].mean(), line.corners[:, 1].mean()
    return float(y - usual * x)


def words_of(line: OcrLine) -> Iterator[Piece]:
    """Split a line at its spaces; each word gets its share of the line's box by where its letters stand."""
    height = line.height
    inset = 0.0 if line.sideways else INK_SHARE * height
    for start, stop, first in _spans(line.text):
        if first >= len(line.places):
            return
        begin, end = _extent(line.places, first, first + stop - start)
        quad = np.array([_along(line, at, edge) for at in (begin, end) for edge in (0, 3)])
        left, top = (float(value) for value in quad.min(axis=0))
        right, bottom = (float(value) for value in quad.max(axis=0))
        sure = line.scores[start:stop]
        yield Piece(
            line.text[start:stop],
            left,
            top + inset,
            right,
            bottom - inset,
            left,
            right,
            baseline=bottom - inset,
            height=height,
            confidence=round(sum(sure) / len(sure), 4) if sure else 0.0,
        )


def _along(line: OcrLine, share: float, edge: int) -> Points:
    """Return the point at a share of the top (0) or bottom (3) edge."""
    begin, end = line.corners[edge], line.corners[1 if edge == 0 else 2]
    return np.asarray(begin + (end - begin) * share)


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and stop of each word, and how many letters (spaces not counted) stand before it."""
    letters = start = 0
    for stop in range(len(text) + 1):
        if stop == len(text) or text[stop].isspace():
            if stop > start:
                yield start, stop, letters
                letters += stop - start
            start = stop + 1


def _extent(places: Sequence[float], first: int, stop: int) -> tuple[float, float]:
    """Return where some letters begin and end along the line, at most halfway to their neighbours."""
    last = min(stop, len(places)) - 1
    pitch = (places[-1] - places[0]) / max(len(places) - 1, 1) or 0.5
    if last > first:
        pitch = (places[last] - places[first]) / (last - first)
    begin, end = places[first] - 0.6 * pitch, places[last] + 0.6 * pitch
    if first:
        begin = max(begin, (places[first - 1] + places[first]) / 2)
    if last + 1 < len(places):
        end = min(end, (places[last] + places[last + 1]) / 2)
    return max(0.0, min(begin, 1.0)), max(0.0, min(end, 1.0))
