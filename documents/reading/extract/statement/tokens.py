"""The amounts and dates among the words of a row, read the way this document prints them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from documents.reading.amounts import CURRENCY, amount_printed, plain_signs
from documents.reading.dates import DateParts, date_parts
from documents.reading.extract.statement.ocr_repair import amount_proposed
from documents.reading.extract.statement.style import Style
from documents.reading.layout import Row, char_width, fold, row_of
from documents.reading.types import Box, Word

_MONEY = re.compile(r"^[-+(]*(?:[^\d\s]{0,4}?)[-+]?\d[\d.,']*[-+]?\D{0,5}$")
_LEAD = re.compile(rf"^[-+(]*(?:{CURRENCY})?[-+]?\d{{1,3}}$")
_THOUSAND = re.compile(r"^\d{3}$")
_LAST = re.compile(r"^\d{3}[.,]\d{2}\D{0,5}$")
_CURRENCY_WORD = re.compile(rf"^[-+(]?(?:{CURRENCY})[-+]?$")
_SIGN_WORD = re.compile(r"^[-+(]$")
_TAIL_WORD = re.compile(rf"^(?:[-+)]|(?:{CURRENCY})\)?|\(?(?:CR|DR|OD|O/D|Cr|Dr|cr|dr|Kt|Dt)\.?\)?)$")
_LETTER_WORD = re.compile(r"^[SHCDK]$")
_DECIMALS = re.compile(r"[.,]\d{2}(?!\d)")
_DATE_START = re.compile(r"^(?:\d|[^\W\d_]{2,10}[.,]?$)")
_GLUED_DATES = re.compile(r"^(\d{1,4}[./-]\d{1,2}[./]\d{0,4})([-–])(\d{1,4}[./-]\d{1,2}[./]\d{0,4})$")
_GLUED_BY_OCR = re.compile(r"^([^\W\d_]*[a-zäöüéè]{4,})(\d.*)$")
_GLUED_LABEL = re.compile(r"^([^\W\d]{2,}[.]?:)([-+]?\d.*)$")
_OWN_SHARE = 0.8  # of the amounts that print the account's currency
_OWN_LEAST = 6
_NEAR = 1.6  # widths of a character: words of one amount or date
_MARK_NEAR = 5.0  # a mark may stand in a narrow column of its own


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a row: words `start` to `end` (exclusive). `sign` is 0 where none is printed.

    `right` is where the digits end, without a sign or mark after them, for alignment.
    """

    magnitude: Decimal
    sign: int
    mark: str
    currency: str
    text: str
    start: int
    end: int
    box: Box
    right: float
    confidence: float
    repaired: bool = False  # OCR misspelled it: it counts only where the arithmetic confirms it

    @property
    def signed(self) -> Decimal:
        """Return the amount with the printed sign; unsigned counts as positive."""
        return -self.magnitude if self.sign < 0 else self.magnitude


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a row: words `start` to `end` (exclusive)."""

    parts: DateParts
    text: str
    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Scan:
    """A row with what was recognised in it; `folded` is its text in small letters without accents."""

    index: int  # among all rows of the document
    row: Row
    money: tuple[Money, ...]
    days: tuple[Day, ...]
    folded: str

    @property
    def page(self) -> int:
        """Return the number of the page."""
        return self.row.page

    def free_words(self) -> list[Word]:
        """Return the words that belong to no amount and no date."""
        spans = [(m.start, m.end) for m in self.money] + [(day.start, day.end) for day in self.days]
        taken = {i for start, end in spans for i in range(start, end)}
        return [word for i, word in enumerate(self.row.words) if i not in taken]


def scan(rows: Sequence[Row], style: Style) -> list[Scan]:
    """Recognise amounts and dates in the rows of a document, in order."""
    return [_scan(index, row, style) for index, row in enumerate(rows)]


def without_foreign(scans: Sequence[Scan]) -> list[Scan]:
    """Leave out amounts in other currencies where nearly all amounts print one and the same."""
    printed = Counter(money.currency for scan in scans for money in scan.money if money.currency)
    total = sum(len(scan.money) for scan in scans)
    if not printed or printed.most_common(1)[0][1] < _OWN_SHARE * max(total, _OWN_LEAST):
        return list(scans)
    own = printed.most_common(1)[0][0]
    return [replace(scan, money=tuple(m for m in scan.money if m.currency in (own, ""))) for scan in scans]


def days_in(words: Sequence[Word], style: Style) -> list[Day]:
    """Return the dates among words, left to right, longest first."""
    found: list[Day] = []
    position = 0
    while position < len(words):
        day = _day_at(words, position, style)
        if day is None:
            position += 1
        else:
            found.append(day)
            position = day.end
    return found


def money_in(words: Sequence[Word], style: Style, taken: frozenset[int] = frozenset()) -> list[Money]:
    """Return the amounts among words, left to right, without those whose words are `taken`."""
    found: list[Money] = []
    position = 0
    while position < len(words):
        own = taken | frozenset(range(found[-1].end)) if found else taken
        money = None if position in taken else _money_at(words, position, style, own)
        if money is None and style.noisy and position not in own:
            money = _repaired_at(words, position, style)
        if money is None:
            position += 1
        else:
            found.append(money)
            position = money.end
    return found


def _scan(index: int, row: Row, style: Style) -> Scan:
    row = _unglued(row, style)
    days = [day for day in days_in(row.words, style) if not _is_amount(day, row, style)]
    taken = frozenset(i for day in days for i in range(day.start, day.end))
    money = money_in(row.words, style, taken)
    return Scan(index, row, tuple(money), tuple(days), fold(row.text))


def _unglued(row: Row, style: Style) -> Row:
    """Take words like "01/02/2025-28/02/2025" and "Date:01/02/2025" apart, and "period1" that OCR glued."""
    words: list[Word] = []
    for word in row.words:
        match = _GLUED_DATES.match(word.text) or _GLUED_LABEL.match(word.text)
        match = match or (_GLUED_BY_OCR.match(word.text) if style.noisy else None)
        words += _split(word, match) if match else [word]
    return row if len(words) == len(row.words) else row_of(row.page, words)


def _split(word: Word, match: re.Match[str]) -> list[Word]:
    """Split a word into the groups of a match; each gets its share of the box."""
    wide = (word.box.x1 - word.box.x0) / len(word.text)
    return [
        Word(
            match[group],
            Box(
                word.box.x0 + match.start(group) * wide,
                word.box.y0,
                word.box.x0 + match.end(group) * wide,
                word.box.y1,
            ),
            word.confidence,
        )
        for group in range(1, (match.lastindex or 0) + 1)
        if match[group]
    ]


def _is_amount(day: Day, row: Row, style: Style) -> bool:
    """Tell whether "10.12" is ten and twelve hundredths rather than the tenth of December."""
    if not re.fullmatch(r"\d{1,2}[.]\d{2}", day.text):
        return False
    return style.decimal == "." and not (style.dotted_dates and day.start == 0)


def _day_at(words: Sequence[Word], start: int, style: Style) -> Day | None:
    if not _DATE_START.match(words[start].text):
        return None
    for length in (5, 4, 3, 2, 1):
        end = start + length
        if end > len(words) or not _close(words[start:end]):
            continue
        text = " ".join(word.text for word in words[start:end])
        if not re.search(r"\d", text):
            continue
        parts = date_parts(text, order=style.order, spaced=_in_spaced_column(words[start], style))
        if parts is not None and not (length == 1 and text.isdigit() and not style.compact_dates):
            return Day(parts, text, start, end, Box.around([word.box for word in words[start:end]]))
    return None


def _in_spaced_column(word: Word, style: Style) -> bool:
    return style.spaced_dates is not None and abs(word.box.x0 - style.spaced_dates) <= 0.012


def _close(words: Sequence[Word], near: float = _NEAR) -> bool:
    reach = near * max(char_width([word]) for word in words)
    return all(b.box.x0 - a.box.x1 <= reach for a, b in pairwise(words))


def _money_at(words: Sequence[Word], start: int, style: Style, taken: frozenset[int]) -> Money | None:
    end = _core_end(words, start, style)
    if end is None or any(i in taken for i in range(start, end)):
        return None
    core = words[end - 1]
    first, last = _left(words, start, style, taken), _right(words, end, style)
    text = " ".join(plain_signs(word.text) for word in words[first:last]).replace("=", " ")
    decimal = None if style.whole else style.decimal
    printed = amount_printed(text.replace("Kt", "CR").replace("Dt", "DR"), decimal_sign=decimal)
    if printed is None:
        first, last = start, end
        text = " ".join(plain_signs(word.text) for word in words[first:last]).replace("=", " ")
        printed = amount_printed(text, decimal_sign=decimal)
    if printed is None or _percentage(words, last, text):
        return None
    chosen = words[first:last]
    return Money(
        printed.magnitude,
        printed.sign,
        printed.mark,
        printed.currency,
        " ".join(word.text for word in chosen),
        first,
        last,
        Box.around([word.box for word in chosen]),
        _digits_end(core),
        min(word.confidence for word in chosen),
    )


def _repaired_at(words: Sequence[Word], position: int, style: Style) -> Money | None:
    """Return the amount that a word OCR misspelled may be."""
    word = words[position]
    proposed = amount_proposed(plain_signs(word.text), style.decimal)
    printed = amount_printed(proposed, decimal_sign=style.decimal) if proposed else None
    if printed is None:
        return None
    return Money(
        printed.magnitude,
        printed.sign,
        printed.mark,
        printed.currency,
        word.text,
        position,
        position + 1,
        word.box,
        _digits_end(word),
        0.5 * word.confidence,
        repaired=True,
    )


def _core_end(words: Sequence[Word], start: int, style: Style) -> int | None:
    """Return where the digits that begin at a word end, thousands apart by spaces included."""
    text = plain_signs(words[start].text)
    if style.spaced and _LEAD.match(text):
        end = start + 1
        while end < len(words) and _close(words[end - 1 : end + 1]):
            following = plain_signs(words[end].text)
            if _LAST.match(following):
                return end + 1
            if not _THOUSAND.match(following):
                break
            end += 1
    if _MONEY.match(text) and (style.whole or _DECIMALS.search(text)):
        return start + 1
    return None


def _left(words: Sequence[Word], start: int, style: Style, taken: frozenset[int]) -> int:
    """Return where signs and currency before the digits begin."""
    first = start
    while first > 0 and start - first < 3 and first - 1 not in taken:
        text = plain_signs(words[first - 1].text)
        near = _close(words[first - 1 : first + 1], 2.5)
        if (_CURRENCY_WORD.match(text) and near) or (
            _SIGN_WORD.match(text) and near and _sign_belongs(words, first - 1, style, taken)
        ):
            first -= 1
        else:
            break
    return first


def _sign_belongs(words: Sequence[Word], position: int, style: Style, taken: frozenset[int]) -> bool:
    """Tell a sign from a dash in running text: it stands no farther from its amount than from the rest."""
    if position - 1 in taken and style.grid:
        return False
    if position == 0 or style.grid:
        return True
    before, word, after = words[position - 1], words[position], words[position + 1]
    if _CURRENCY_WORD.match(plain_signs(before.text)):
        return True
    return after.box.x0 - word.box.x1 < 0.8 * (word.box.x0 - before.box.x1)


def _right(words: Sequence[Word], end: int, style: Style) -> int:
    """Return where signs, currency and marks after the digits end."""
    last = end
    while last < len(words) and last - end < 3:
        text = plain_signs(words[last].text)
        mark = _LETTER_WORD.match(text) if style.letters else None
        if not (mark or _TAIL_WORD.match(text)):
            break
        if not _close(words[last - 1 : last + 1], _MARK_NEAR if mark or text[:1].isalpha() else _NEAR):
            break
        if (
            text == "-"
            and last + 1 < len(words)
            and _close(words[last : last + 2], 1.2)
            and not style.trailing
        ):
            break
        last += 1
    return last


def _percentage(words: Sequence[Word], end: int, text: str) -> bool:
    return "%" in text or (end < len(words) and words[end].text.startswith("%"))


def _digits_end(word: Word) -> float:
    kept = re.sub(r"\D+$", "", word.text)
    share = len(kept) / max(len(word.text), 1)
    return word.box.x0 + share * (word.box.x1 - word.box.x0)
