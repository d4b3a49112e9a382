"""The geometry of a page: words to visual rows and cells, and values beside or under their labels.

Every length is a fraction of the page's width (x) or height (y), as in `Box`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from documents.reading.types import Box, PageText, Word

_CELL_GAP = 2.2  # widths of a character between two words that belong to different cells
_ROW_SHARE = 0.5  # of the smaller height that two words of one row overlap
_SMALL = 0.45  # of the usual height: below, a "word" is a dash or a dot and waits for the others
_BESIDE = 0.6  # of a word's height that it overlaps with a label in another row
_OPEN_BANDS = 4  # rows of blocks side by side interleave
_SKEW_PAIRS = 8  # neighbouring words needed before a skew is believed
_SKEW_LEAST = 0.002
_SKEW_SHARE = 0.7  # of the pairs that lean the same way; letters without ascenders lean by chance


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of one row that stand together: a column's content, a label or a value."""

    page: int
    words: tuple[Word, ...]
    text: str
    box: Box

    @property
    def confidence(self) -> float:
        """Return how sure the least sure word is."""
        return min(word.confidence for word in self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """The words that a reader sees on one line, left to right. `text` joins them with single spaces."""

    page: int
    words: tuple[Word, ...]
    text: str
    box: Box

    def cells(self, gap: float = _CELL_GAP) -> list[Cell]:
        """Split at gaps wider than `gap` widths of a character."""
        wide = gap * char_width(self.words)
        groups = [[self.words[0]]]
        for left, right in zip(self.words, self.words[1:], strict=False):
            if right.box.x0 - left.box.x1 > wide:
                groups.append([])
            groups[-1].append(right)
        return [cell_of(self.page, group) for group in groups]

    def between(self, x0: float, x1: float) -> Cell | None:
        """Return the words whose centre lies between two x, or None where there are none."""
        words = [word for word in self.words if x0 <= (word.box.x0 + word.box.x1) / 2 < x1]
        return cell_of(self.page, words) if words else None


@dataclass(frozen=True, slots=True)
class Label:
    """A label found on a page: the words `start` to `end` (exclusive) of one row.

    `rest` is what the last of these words holds after the label ("Ref:123" gives "123").
    `rank` is the position of the pattern that matched in the list given.
    """

    rows: tuple[Row, ...]  # all rows of the page
    index: int  # of the label's row in `rows`
    start: int
    end: int
    text: str
    rest: str
    rank: int

    @property
    def row(self) -> Row:
        """Return the row that holds the label."""
        return self.rows[self.index]

    @property
    def page(self) -> int:
        """Return the number of the page."""
        return self.row.page

    @property
    def box(self) -> Box:
        """Return the place of the label's words."""
        return Box.around([word.box for word in self.row.words[self.start : self.end]])


def rows(page: PageText) -> list[Row]:
    """Group a page's words into visual rows, top to bottom, however skewed the page is.

    Args:
        page: words in any order; boxes may be noisy (OCR) or lie on a character grid (text dumps).
    """
    words = [word for word in page.words if word.text.strip()]
    slope = skew(words)
    spans = sorted((_span(word, slope) for word in words), key=lambda span: span.y0 + span.y1)
    least = _SMALL * median(span.height for span in spans) if spans else 0.0
    bands: list[_Band] = []
    for span in spans:
        if span.height >= least:
            _band_for(span, bands).add(span)
    for span in spans:
        if span.height < least:
            _nearest_band(span, bands, least).add(span)
    return [row_of(page.number, band.words) for band in sorted(bands, key=lambda band: band.y0)]


def row_of(page: int, words: Iterable[Word]) -> Row:
    """Make a row of words in any order (at least one)."""
    ordered = tuple(sorted(words, key=lambda word: word.box.x0))
    text = " ".join(word.text for word in ordered)
    return Row(page, ordered, text, Box.around([word.box for word in ordered]))


def cell_of(page: int, words: Sequence[Word]) -> Cell:
    """Make a cell of words that are in order (at least one)."""
    text = " ".join(word.text for word in words)
    return Cell(page, tuple(words), text, Box.around([word.box for word in words]))


def char_width(words: Sequence[Word]) -> float:
    """Return the usual width of a character among some words (at least one)."""
    return median((word.box.x1 - word.box.x0) / max(len(word.text), 1) for word in words)


def skew(words: Sequence[Word]) -> float:
    """Return how far y falls per unit of x along a line of text; 0 where too few words tell."""
    slopes = []
    for word, right in _neighbours(words):
        run = (right.box.x0 + right.box.x1 - word.box.x0 - word.box.x1) / 2
        rise = (right.box.y0 + right.box.y1 - word.box.y0 - word.box.y1) / 2
        slopes.append(rise / run)
    if len(slopes) < _SKEW_PAIRS:
        return 0.0
    slope = median(slopes)
    agreeing = sum(1 for other in slopes if other * slope > 0)
    return slope if abs(slope) >= _SKEW_LEAST and agreeing >= _SKEW_SHARE * len(slopes) else 0.0


def fold(text: str) -> str:
    """Return text in small letters without accents, letter for letter (the length stays)."""
    return "".join(_base(letter) for letter in text)


def find_label(pages: Sequence[PageText], patterns: Sequence[str]) -> list[Label]:
    """Return every place where one of the patterns stands as whole words.

    Args:
        pages: the document.
        patterns: regular expressions on a row's text, best first. Case is ignored, and so are accents
            in the text when the pattern has none. Where two of them overlap in a row, the earlier in the
            list wins.

    Returns:
        Labels by page, row and position.
    """
    return [label for page in pages for label in labels_in(rows(page), patterns)]


def labels_in(page_rows: Sequence[Row], patterns: Sequence[str]) -> list[Label]:
    """Do what `find_label` does, on the rows of one page."""
    compiled = [re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", re.IGNORECASE) for pattern in patterns]
    every = tuple(page_rows)
    found = [label for index in range(len(every)) for label in _labels_of_row(every, index, compiled)]
    return sorted(found, key=lambda label: (label.index, label.start))


def value_right_of(label: Label, pattern: str | None = None) -> Cell | None:
    """Return what stands right of a label, in its row or in one that overlaps it in height.

    Args:
        label: where to start.
        pattern: a regular expression that the value matches; the first cell with a match is returned.
            Without it the first cell right of the label is returned.
    """
    words = [*label.row.words[label.end :], *_beside(label)]
    if label.rest:
        words.insert(0, _remainder(label))
    while words and re.fullmatch(r"[:.=|\-–—]+", words[0].text):
        words.pop(0)
    if not words:
        return None
    cells = row_of(label.page, words).cells()
    if pattern is None:
        return cells[0]
    matches = (cell_matching(label.page, cell.words, pattern) for cell in cells)
    return next((match for match in matches if match is not None), None)


def value_below(label: Label, pattern: str | None = None, *, lines: int = 2) -> Cell | None:
    """Return what stands under a label: the nearest cell that overlaps it in x.

    Args:
        label: where to start.
        pattern: a regular expression that the value matches.
        lines: how many rows below the label are looked at.
    """
    box = label.box
    reach = max((lines + 0.6) * 1.8 * (box.y1 - box.y0), 0.001)
    for row in label.rows[label.index + 1 :]:
        if row.box.y0 - box.y1 > reach:
            return None
        for cell in row.cells():
            if cell.box.x0 < box.x1 and cell.box.x1 > box.x0:
                found = cell if pattern is None else cell_matching(row.page, cell.words, pattern)
                if found is not None:
                    return found
    return None


def cell_matching(page: int, words: Sequence[Word], pattern: str) -> Cell | None:
    """Return the first run of words whose joined text holds a match of `pattern`; `text` is the match."""
    text, starts = _joined(words)
    match = re.search(pattern, text)
    if match is None or match.start() == match.end():
        return None
    chosen = [
        word
        for word, start in zip(words, starts, strict=True)
        if start < match.end() and start + len(word.text) > match.start()
    ]
    return Cell(page, tuple(chosen), match[0].strip(), Box.around([word.box for word in chosen]))


@cache
def _accented(pattern: str) -> bool:
    return any(_base(letter) != letter.lower() for letter in pattern)


@cache
def _base(letter: str) -> str:
    return {"ß": "s"}.get(letter) or unicodedata.normalize("NFD", letter.lower())[0]


@dataclass(frozen=True, slots=True)
class _Span:
    """How far a word reaches down the page once its skew is taken out."""

    word: Word
    y0: float
    y1: float

    @property
    def height(self) -> float:
        return self.y1 - self.y0


class _Band:
    """A row in the making: the usual top and bottom of its words."""

    def __init__(self, first: _Span) -> None:
        self.spans: list[_Span] = []
        self.y0, self.y1 = first.y0, first.y1

    @property
    def words(self) -> list[Word]:
        return [span.word for span in self.spans]

    def add(self, span: _Span) -> None:
        self.spans.append(span)
        self.y0 = median(other.y0 for other in self.spans)
        self.y1 = median(other.y1 for other in self.spans)

    def share(self, span: _Span) -> float:
        """Return the overlap with a word as a fraction of the smaller height."""
        overlap = min(self.y1, span.y1) - max(self.y0, span.y0)
        return overlap / max(min(self.y1 - self.y0, span.height), 1e-9)


def _span(word: Word, slope: float) -> _Span:
    shift = slope * (word.box.x0 + word.box.x1) / 2
    return _Span(word, word.box.y0 - shift, word.box.y1 - shift)


def _band_for(span: _Span, bands: list[_Band]) -> _Band:
    """Return the band among the last few that a word shares most, or a new one."""
    best = max(bands[-_OPEN_BANDS:], key=lambda band: band.share(span), default=None)
    if best is None or best.share(span) < _ROW_SHARE:
        best = _Band(span)
        bands.append(best)
    return best


def _nearest_band(span: _Span, bands: list[_Band], reach: float) -> _Band:
    """Return where a dash, a full stop or the like belongs: the band around it or next to it."""
    centre = (span.y0 + span.y1) / 2
    best = min(bands, key=lambda band: max(band.y0 - centre, centre - band.y1), default=None)
    if best is None or max(best.y0 - centre, centre - best.y1) > reach:
        best = _Band(span)
        bands.append(best)
    return best


def _neighbours(words: Sequence[Word]) -> Iterable[tuple[Word, Word]]:
    """Yield each word with the next one on its line: near, and overlapping by half its height."""
    by_place = sorted(words, key=lambda word: word.box.y0)
    for position, word in enumerate(by_place):
        height = word.box.y1 - word.box.y0
        best: Word | None = None
        for other in _around(by_place, position, height):
            gap = other.box.x0 - word.box.x1
            overlap = min(word.box.y1, other.box.y1) - max(word.box.y0, other.box.y0)
            near = -0.01 < gap < 0.1 and other.box.x0 > word.box.x0 and overlap > 0.5 * height
            if near and (best is None or other.box.x0 < best.box.x0):
                best = other
        if best is not None:
            yield word, best


def _around(by_place: Sequence[Word], position: int, height: float) -> Iterable[Word]:
    top = by_place[position].box.y0
    low = position
    while low > 0 and top - by_place[low - 1].box.y0 < height:
        low -= 1
    for other in by_place[low:]:
        if other.box.y0 - top > height:
            return
        yield other


def _labels_of_row(every: tuple[Row, ...], index: int, compiled: list[re.Pattern[str]]) -> list[Label]:
    row = every[index]
    _, starts = _joined(row.words)
    folded = fold(row.text)
    labels: list[Label] = []
    taken: list[tuple[int, int]] = []
    for rank, pattern in enumerate(compiled):
        for match in pattern.finditer(row.text if _accented(pattern.pattern) else folded):
            if any(match.start() < end and match.end() > start for start, end in taken):
                continue
            taken.append(match.span())
            labels.append(_label(every, index, starts, match, rank))
    return labels


def _label(every: tuple[Row, ...], index: int, starts: list[int], match: re.Match[str], rank: int) -> Label:
    words = every[index].words
    inside = [
        position
        for position, start in enumerate(starts)
        if start < match.end() and start + len(words[position].text) > match.start()
    ]
    last = inside[-1]
    text = every[index].text[match.start() : match.end()]
    rest = words[last].text[match.end() - starts[last] :].strip(" :.#=-")
    return Label(every, index, inside[0], last + 1, text, rest, rank)


def _beside(label: Label) -> list[Word]:
    """Return the words right of a label that fell into the row above or below but overlap its height."""
    box = label.box
    neighbours = [label.rows[i] for i in (label.index - 1, label.index + 1) if 0 <= i < len(label.rows)]
    return [
        word
        for row in neighbours
        for word in row.words
        if word.box.x0 >= box.x1
        and min(word.box.y1, box.y1) - max(word.box.y0, box.y0) >= _BESIDE * (word.box.y1 - word.box.y0)
    ]


def _remainder(label: Label) -> Word:
    word = label.row.words[label.end - 1]
    share = len(label.rest) / max(len(word.text), 1)
    box = word.box
    return Word(label.rest, Box(box.x1 - share * (box.x1 - box.x0), box.y0, box.x1, box.y1), word.confidence)


def _joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    text = ""
    starts = []
    for word in words:
        text += " " if text else ""
        starts.append(len(text))
        text += word.text
    return text, starts
