"""Text as pages of a fixed grid of rows and columns, so that what was read from text has a place to show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

from documents.reading.types import Box, PageImage, PageText, TextSource, Word

ROWS = 64
COLUMNS = 120
WIDEST = 240  # a text with longer lines gets wider pages up to here, then its lines are wrapped
_MARGIN_COLUMNS = 2
_MARGIN_ROWS = 1
_CELL_WIDTH = 6.0  # points
_CELL_HEIGHT = 12.0  # points
_ADVANCE = 0.6  # width of a Courier letter as a share of its size
_COMPRESSION = 4  # of PNG, 0 to 9: from here on time grows faster than size falls
_FONTS = Path(reportlab.__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class TextGrid:
    """A text laid out on pages of ROWS rows; lines longer than a row go on in the next one."""

    columns: int
    rows: tuple[str, ...]
    first: tuple[int, ...]  # the row in which each line of the text begins
    breaks: dict[int, tuple[int, ...]]  # for wrapped lines: the column of the text at which each row begins

    @staticmethod
    def of(text: str) -> TextGrid:
        """Lay out a text without tabs; a form feed begins a new page."""
        lines = text.split("\n")
        columns = min(max(COLUMNS, *map(len, lines)), WIDEST)
        rows: list[str] = []
        first: list[int] = []
        breaks: dict[int, tuple[int, ...]] = {}
        for number, line in enumerate(lines):
            if "\f" in line and rows:
                rows += [""] * (-len(rows) % ROWS)
            first.append(len(rows))
            starts = _starts(line, columns)
            if len(starts) > 1:
                breaks[number] = starts
            rows += [line[a:b].replace("\f", " ") for a, b in zip(starts, (*starts[1:], None), strict=True)]
        return TextGrid(columns, tuple(rows), tuple(first), breaks)

    def place(self, line: int, start: int, end: int, last_line: int | None = None) -> tuple[int, Box]:
        """Return page and box of columns `start` to `end` (exclusive) of a line, all counted from 0.

        Args:
            line: the line of the text as it was given, before wrapping.
            start: first column, in that line.
            end: column after the last one, in `last_line`.
            last_line: the line in which the passage ends, if it is another one. Of a passage that goes
                over the end of a page, the box holds the part on the first page.
        """
        row, left = self._cell(line, start)
        last_row, right = self._cell(line if last_line is None else last_line, max(end - 1, 0))
        if last_row == row:
            return grid_box(row, left, right + 1, columns=self.columns)
        last_row = min(last_row, row - row % ROWS + ROWS - 1)
        shown = [text for text in self.rows[row : last_row + 1] if text.strip()] or [" "]
        left = min(len(text) - len(text.lstrip()) for text in shown)
        right = max(len(text) for text in shown)
        page, top = grid_box(row, left, right, columns=self.columns)
        return page, top.union(grid_box(last_row, left, right, columns=self.columns)[1])

    def pages(self, source: TextSource = TextSource.STRUCTURED) -> tuple[PageText, ...]:
        """Return the pages with one word for each run of letters between spaces."""
        return tuple(
            self._page(start // ROWS + 1, self.rows[start : start + ROWS], source)
            for start in range(0, len(self.rows), ROWS)
        )

    def _cell(self, line: int, column: int) -> tuple[int, int]:
        row = self.first[line]
        starts = self.breaks.get(line, (0,))
        part = max(number for number, start in enumerate(starts) if start <= column)
        return row + part, min(column - starts[part], self.columns - 1)

    def _page(self, number: int, rows: tuple[str, ...], source: TextSource) -> PageText:
        words: list[Word] = []
        for index, row in enumerate(rows):
            column = 0
            for text in row.split():
                column = row.index(text, column)
                words.append(Word(text, _cell_box(index, column, column + len(text), self.columns)))
                column += len(text)
        width, height = _size(self.columns)
        text = "\n".join(row.rstrip() for row in rows).rstrip("\n")
        return PageText(number, width, height, tuple(words), text, source)


def grid_pages(text: str, source: TextSource = TextSource.STRUCTURED) -> tuple[PageText, ...]:
    """Return a text as pages with a box for every word; its columns keep their places, tabs are expanded."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    expanded = "\n".join(line.expandtabs(8) for line in lines).rstrip("\n")
    return TextGrid.of(expanded).pages(source) if expanded.strip() else ()


def grid_box(row: int, column_from: int, column_to: int, *, columns: int = COLUMNS) -> tuple[int, Box]:
    """Return the page (from 1) and the box of columns `column_from` to `column_to` (exclusive) of a row.

    Args:
        row: counted from 0 over all pages.
        column_from: first column, from 0.
        column_to: column after the last one.
        columns: how many columns the pages have.
    """
    return row // ROWS + 1, _cell_box(row % ROWS, column_from, max(column_to, column_from + 1), columns)


def grid_image(page: PageText, width: int) -> PageImage:
    """Draw a page of the grid as a grey PNG `width` pixels wide, each letter in its cell."""
    scale = width / page.width
    height = round(page.height * scale)
    image = Image.new("L", (width, height), 255)
    size = round(_CELL_WIDTH * scale / _ADVANCE, 2)
    for word in page.words:
        left, top = word.box.x0 * width, round(word.box.y0 * height)
        for position, letter in enumerate(word.text):
            mask, right, down = _drawn(letter, size)
            if mask is not None:
                image.paste(0, (round(left + position * _CELL_WIDTH * scale) + right, top + down), mask)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=_COMPRESSION)
    return PageImage(page.number, "image/png", buffer.getvalue(), width, height)


def _starts(line: str, columns: int) -> tuple[int, ...]:
    """Return where the rows of a line begin: after a space where one is near, else inside a word."""
    starts = [0]
    while len(line) - starts[-1] > columns:
        limit = starts[-1] + columns
        space = line.rfind(" ", starts[-1] + columns // 2, limit)
        starts.append(limit if space < 0 else space + 1)
    return tuple(starts)


def _size(columns: int) -> tuple[float, float]:
    return (columns + 2 * _MARGIN_COLUMNS) * _CELL_WIDTH, (ROWS + 2 * _MARGIN_ROWS) * _CELL_HEIGHT


@lru_cache(maxsize=1 << 16)
def _cell_box(row: int, start: int, end: int, columns: int) -> Box:
    """Return the box of a run of cells; shared between pages, since a long file has millions of words."""
    ys = _fractions(ROWS, _MARGIN_ROWS)
    xs = _fractions(columns, _MARGIN_COLUMNS)
    return Box(xs[min(start, columns - 1)], ys[row], xs[min(end, columns)], ys[row + 1])


@lru_cache(maxsize=WIDEST)
def _fractions(cells: int, margin: int) -> tuple[float, ...]:
    """Return the edges of the cells as fractions."""
    return tuple((cell + margin) / (cells + 2 * margin) for cell in range(cells + 1))


@lru_cache(maxsize=32)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _drawn(letter: str, size: float) -> tuple[Image.Image | None, int, int]:
    """Return a letter's ink and how far right of and below the corner of its cell it begins.

    Letters that Courier lacks are taken from Vera, which draws a box for those it does not know either.
    """
    for name in ("cob_____.pfb", "Vera.ttf"):
        _left, _top, right, bottom = (int(edge) for edge in _font(name, size).getbbox(letter))
        ink = Image.new("L", (max(right, 1) + 1, max(bottom, 1) + 1), 0)
        ImageDraw.Draw(ink).text((0, 0), letter, font=_font(name, size), fill=255)
        if box := ink.getbbox():
            return ink.crop(box), box[0], box[1]
    return None, 0, 0
