"""From placed pieces of text to words, lines and the text of a page: geometry only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.reading.types import Box, PageText, TextSource, Word

SAME_LINE = 0.35  # baselines closer than this share of the lower letter height are one line
ONE_ROW = 0.6  # and no two pieces of a row lie further apart than this
JOINED = 0.1  # pieces closer than this share of the letter height are one word
WIDE_GAP = 0.9  # gaps wider than this share of the letter height are kept as columns
LETTER = 0.5  # the width of an average letter as a share of its height
MOST_SPACES = 24
MANY_DOTS = 4
_DOTS = frozenset({".", "..", "...", "…", "·", "_", "__"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters on an upright page; all lengths in page units from the top left.

    `left` to `bottom` is the ink. `start` and `end` are where the first letter begins and the last one
    ends with its own spacing, which tells gaps between words from gaps inside them. `joins` is False
    where the source says that a space follows.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float
    baseline: float
    height: float
    confidence: float = 1.0
    joins: bool = False


def compose(
    number: int,
    size: tuple[float, float],
    rows: Sequence[Sequence[Piece]],
    *,
    source: TextSource,
    aside: Sequence[Sequence[Piece]] = (),
) -> PageText:
    """Return the page that the pieces make up: rows from the top, words from the left.

    Args:
        number: the page's number, from 1.
        size: width and height of the page in the pieces' unit.
        rows: what stands upright on the page, row by row; within a row in any order.
        source: where the pieces come from.
        aside: lines that do not stand upright (a note up the margin, a stamp across the page), each
            already in its own order; they come last.
    """
    lines = [_line(row) for row in rows] + [list(line) for line in aside]
    words = tuple(_word(piece, size) for line in lines for piece in line)
    return PageText(
        number=number,
        width=size[0],
        height=size[1],
        words=words,
        text="\n".join(_text(line) for line in lines),
        source=source if words else TextSource.NONE,
        confidence=sum(word.confidence for word in words) / len(words) if words else 0.0,
    )


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Return the pieces of a level page row by row from the top, told apart by their baselines."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.baseline, piece.left)):
        if rows and _level(rows[-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _level(row: list[Piece], piece: Piece) -> bool:
    """Follow a slight slope from piece to piece, but not down into the next row."""
    first, last = row[0], row[-1]
    low = min(piece.height, last.height)
    return (
        piece.baseline - last.baseline <= SAME_LINE * low and piece.baseline - first.baseline <= ONE_ROW * low
    )


def _line(pieces: Iterable[Piece]) -> list[Piece]:
    """Put one line in order from the left, join what belongs together and drop what was printed twice."""
    result: list[Piece] = []
    for piece in _without_leaders(sorted(pieces, key=lambda piece: piece.left)):
        if result and _same(result[-1], piece):
            continue
        if result and _joined(result[-1], piece):
            result[-1] = _join(result[-1], piece)
        else:
            result.append(piece)
    return result


def _without_leaders(pieces: list[Piece]) -> list[Piece]:
    """Drop rows of single dots, which lead the eye and say nothing."""
    dots = sum(piece.text in _DOTS for piece in pieces)
    return [piece for piece in pieces if piece.text not in _DOTS] if dots >= MANY_DOTS else pieces


def _same(first: Piece, second: Piece) -> bool:
    """Bold print is often faked by printing the same word twice, a hair apart."""
    nudge = 0.15 * second.height
    return (
        first.text == second.text
        and abs(first.left - second.left) <= nudge
        and abs(first.baseline - second.baseline) <= nudge
    )


def _joined(first: Piece, second: Piece) -> bool:
    gap = second.start - first.end
    return first.joins and -JOINED * second.height < gap < JOINED * second.height


def _join(first: Piece, second: Piece) -> Piece:
    return replace(
        first,
        text=first.text + second.text,
        top=min(first.top, second.top),
        right=max(first.right, second.right),
        bottom=max(first.bottom, second.bottom),
        end=max(first.end, second.end),
        height=max(first.height, second.height),
        confidence=min(first.confidence, second.confidence),
        joins=second.joins,
    )


def _text(line: Sequence[Piece]) -> str:
    parts: list[str] = []
    previous: Piece | None = None
    for piece in line:
        if previous is not None:
            parts.append(" " * _spaces(previous, piece))
        parts.append(piece.text)
        previous = piece
    return "".join(parts)


def _spaces(first: Piece, second: Piece) -> int:
    gap, height = second.start - first.end, min(first.height, second.height)
    if height <= 0 or gap <= WIDE_GAP * height:
        return 1
    return max(2, min(MOST_SPACES, round(gap / (LETTER * height))))


def _word(piece: Piece, size: tuple[float, float]) -> Word:
    width, height = size
    x0, y0 = _share(piece.left, width), _share(piece.top, height)
    box = Box(x0, y0, max(x0, _share(piece.right, width)), max(y0, _share(piece.bottom, height)))
    return Word(piece.text, box, piece.confidence)


def _share(length: float, whole: float) -> float:
    if length <= 0:
        return 0.0
    return 1.0 if length >= whole else round(length / whole, 5)
