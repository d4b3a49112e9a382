"""The amounts that stand on the pages of an invoice or receipt, each with its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from documents.reading.amounts import amount_parse, decimal_sign_of
from documents.reading.extract.billing.currencies import AFTER, BEFORE, Mark, mark_of
from documents.reading.extract.billing.labels import Meaning, meaning_of
from documents.reading.extract.billing.printed_dates import spans_of_dates
from documents.reading.layout import Cell, Row, char_width, rows
from documents.reading.types import Box, PageText, TextSource, Word

_NUMBER = re.compile(
    r"(?<![\d.,/'])(?<!\d[-:])\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?![\d/]|[.,:'-]\d)|"  # lakhs and crores
    r"(?<![\d.,/'])(?<!\d[-:])\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,4})?(?![\d/]|[.,:'-]\d|-[A-Za-z])"
    r"|(?<![\d.,/'])(?<!\d[-:])\d+(?:[.,]\d{1,4})?(?![\d/]|[.,:'-]\d|-[A-Za-z])"
    r"|(?<![\w.,/'])[.,]\d\d(?![\w/]|[.,:'-]\d)"  # ".02"
)
_RATE = re.compile(r"^\s?%")
_UNIT_BEHIND = re.compile(r"^[A-Za-z]{4,}|^[A-Za-z]+\d")
_HEADER_REACH = 0.35  # of the page's height: how far above a figure the head of its column is looked for
_HEADER_STEPS = 30
_LABEL_WORDS = 7
_SPACE = 1.6  # widths of a character that a space inside a number takes, at most
_MISREAD = re.compile(r"(?:RM)?(\d{1,5})(?:[-:;]|[.,][-.,:])(\d{2})")
_MENDED = frozenset(
    {Meaning.TOTAL, Meaning.GROSS, Meaning.DUE, Meaning.NETT, Meaning.SUBTOTAL, Meaning.CASH, Meaning.TAX}
)
_MENDED_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount as printed.

    `label` is what stands left of it in its row (or in the row above, where its row holds nothing else),
    `above` the head of its column. `after_label` counts the figures between the label and this one.
    """

    amount: Decimal
    text: str
    words: tuple[Word, ...]
    row: Row
    row_index: int  # in all rows of the document
    label: str
    above: str
    after_label: int
    last: bool  # in its row
    decimals: int
    mark: Mark | None
    stacked: bool  # the label stands in the row above

    @property
    def box(self) -> Box:
        """Return the place of the amount."""
        return Box.around([word.box for word in self.words])

    @property
    def meaning(self) -> Meaning:
        """Return what the label says; a "rounding" of one or more is the sum rounded."""
        meaning = meaning_of(self.label)
        return (
            Meaning.DUE
            if meaning is Meaning.ROUNDING and self.decimals and abs(self.amount) >= 1
            else meaning
        )

    @property
    def column(self) -> Meaning:
        """Return what the head of the column says."""
        return meaning_of(self.above)

    @property
    def confidence(self) -> float:
        """Return how sure the least sure word is."""
        return min(word.confidence for word in self.words)


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage as printed."""

    percent: Decimal
    row_index: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A number in a row's text before it has its labels."""

    amount: Decimal
    start: int
    end: int
    decimals: int
    mark: Mark | None


def rows_of(pages: Iterable[PageText]) -> list[Row]:
    """Return the rows of all pages in order.

    Pages with a text layer come with true lines (by baseline); pages read by OCR may be skewed, which
    `layout.rows` sets right.
    """
    found: list[Row] = []
    for page in pages:
        lines = _lines(page) if page.source is TextSource.TEXT_LAYER else None
        found.extend(rows(page) if lines is None else lines)
    return found


def _lines(page: PageText) -> list[Row] | None:
    lines = [line.split() for line in page.text.splitlines()]
    if [word for line in lines for word in line] != [word.text for word in page.words]:
        return None
    found, start = [], 0
    for line in lines:
        words = page.words[start : start + len(line)]
        start += len(line)
        if words:
            text = " ".join(word.text for word in words)
            found.append(Row(page.number, words, text, Box.around([word.box for word in words])))
    return found


def decimal_sign(document: Sequence[Row]) -> str | None:
    """Return the decimal sign that the document's amounts agree on."""
    return decimal_sign_of(
        [word.text for row in document for word in row.words if re.search(r"\d", word.text)]
    )


def figures_of(document: Sequence[Row], sign: str | None) -> list[Figure]:
    """Return all amounts of the document in reading order, whole numbers included."""
    return [figure for index in range(len(document)) for figure in _figures_of_row(document, index, sign)]


def rates_of(document: Sequence[Row]) -> list[Rate]:
    """Return all percentages of the document."""
    return [
        Rate(Decimal(match[1].replace(",", ".")), index)
        for index, row in enumerate(document)
        for match in re.finditer(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?) ?%", row.text)
    ]


def words_between(row: Row, start: int, end: int) -> Iterator[Word]:
    """Yield the words that hold the letters `start` to `end` (exclusive) of a row's text."""
    position = 0
    for word in row.words:
        if position < end and position + len(word.text) > start:
            yield word
        position += len(word.text) + 1


def _figures_of_row(document: Sequence[Row], index: int, sign: str | None) -> Iterable[Figure]:
    row = _mended(document[index])
    text = row.text
    found = [number for match in _NUMBER.finditer(_masked(text)) if (number := _number(row, match, sign))]
    label, after, end = "", 0, 0
    for position, number in enumerate(found):
        between = text[end : number.start]
        if len(re.findall(r"[^\W\d_]", _without_marks(between))) > 1:
            label, after = between, 0
        elif position and found[position - 1].decimals:  # a quantity between label and amount is no amount
            after += 1
        end = number.end
        words = tuple(words_between(row, number.start, number.end))
        box = Box.around([word.box for word in words])
        stacked = _stacked(document, index, box) if not label and position == 0 else ""
        yield Figure(
            amount=number.amount,
            text=text[number.start : number.end],
            words=words,
            row=row,
            row_index=index,
            label=_ending(label or stacked),
            above=_above(document, index, box),
            after_label=after,
            last=position == len(found) - 1,
            decimals=number.decimals,
            mark=number.mark,
            stacked=bool(stacked),
        )


def _mended(row: Row) -> Row:
    """Put a decimal sign where OCR read a dash, colon or two marks in the last word of a labelled row."""
    last = row.words[-1]
    match = _MISREAD.fullmatch(last.text)
    if match is None or meaning_of(" ".join(word.text for word in row.words[:-1])) not in _MENDED:
        return row
    word = replace(last, text=f"{match[1]}.{match[2]}", confidence=min(last.confidence, _MENDED_CONFIDENCE))
    words = (*row.words[:-1], word)
    return replace(row, words=words, text=" ".join(part.text for part in words))


def _masked(text: str) -> str:
    for start, end in spans_of_dates(text):
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _number(row: Row, match: re.Match[str], sign: str | None) -> _Found | None:
    text, digits = row.text, match[0]
    if " " in digits and not close_together(list(words_between(row, *match.span()))):
        digits = digits.rsplit(" ", 1)[-1]
    start, end = match.end() - len(digits), match.end()
    before, behind = text[:start], text[end:]
    if _RATE.match(behind) or _UNIT_BEHIND.match(behind):
        return None
    marked = BEFORE.search(before)
    if marked is None and re.search(r"[^\W\d_]$", before) and not re.search(r"(?:^|[\s\d])[xX]$", before):
        return None
    if digits.isdigit() and re.match(r"[A-Za-z]", behind):
        return None
    amount = amount_parse(f"0{digits}" if digits[0] in ".," else digits, decimal_sign=sign)
    if amount is None:
        return None
    behind_mark = AFTER.match(behind)
    signs = marked or behind_mark
    decimals = max(-int(amount.as_tuple().exponent), 0)
    minus = _negative(before, behind, marked)
    return _Found(-amount if minus else amount, start, end, decimals, mark_of(signs[1]) if signs else None)


def _negative(before: str, behind: str, marked: re.Match[str] | None) -> bool:
    ahead = before[: marked.start()] if marked else before
    near = before[marked.start() :] if marked else before[-2:]
    minus = re.search(r"(?:^|[\s:(])[-−–]\s?$", ahead) or re.search(r"(?:^|[^\w)])[-−–]\s*$", near)
    return bool(
        minus or re.match(r"^[-−](?!\d|\w)", behind) or (ahead.endswith("(") and behind.startswith(")"))
    )


def _ending(label: str) -> str:
    """Return the words next to the figure: a sentence that ends in an amount is no label from its start."""
    return " ".join(label.split()[-_LABEL_WORDS:])


def close_together(words: Sequence[Word]) -> bool:
    """Tell whether only a space, and no column, stands between words."""
    width = char_width(words)
    return all(right.box.x0 - left.box.x1 < _SPACE * width for left, right in pairwise(words))


def _without_marks(text: str) -> str:
    """Drop currency signs, which label nothing, and the tax codes behind the amount before."""
    return re.sub(r"\b(?:RM|EUR|USD|GBP|ZAR|MYR|SGD|CHF|SR|ZR|ZRL|OS|UNI|PCS|PC)\b", " ", text)


def _stacked(document: Sequence[Row], index: int, box: Box) -> str:
    """Return the row above as a label: close, without a figure, and not right of this one."""
    if index == 0:
        return ""
    row, above = document[index], document[index - 1]
    gap = row.box.y0 - above.box.y1
    near = above.page == row.page and gap < 1.2 * (row.box.y1 - row.box.y0)
    if not near or re.search(r"\d[.,]\d\d\b", above.text) or above.box.x0 > box.x1:
        return ""
    return above.text


def _above(document: Sequence[Row], index: int, box: Box) -> str:
    """Return the nearest text above that overlaps the figure in x and is no figure itself."""
    row = document[index]
    for step in range(1, min(index, _HEADER_STEPS) + 1):
        other = document[index - step]
        if other.page != row.page or row.box.y0 - other.box.y0 > _HEADER_REACH:
            return ""
        for cell in other.cells():
            if _heads(cell, box):
                return cell.text
    return ""


def _heads(cell: Cell, box: Box) -> bool:
    """Tell whether a cell can head the column of a figure: above it, words, and not much wider."""
    over = cell.box.x0 < box.x1 and cell.box.x1 > box.x0
    narrow = cell.box.x1 - cell.box.x0 < 4 * (box.x1 - box.x0) + 0.05
    words = re.search(r"[^\W\d_]{2}|%", cell.text) and not re.search(r"\d", cell.text)
    return over and narrow and bool(words)
