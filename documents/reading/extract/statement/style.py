"""How one document prints amounts and dates: decided once, from all its words."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.amounts import CURRENCY, plain_signs
from documents.reading.dates import Order, date_parse, order_of
from documents.reading.layout import Row, char_width, fold
from documents.reading.types import Word

_BOTH = re.compile(r"\d([.,'])\d{3}([.,])\d{2}\D{0,5}$")
_ONE = re.compile(r"^\D{0,5}\d+([.,])\d{2}\D{0,5}$")
_LIKE_DATE = re.compile(r"^(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$")
_DOTTED = re.compile(r"^\d{1,2}\.\d{2}\.,?$")
_NUMERIC = re.compile(r"^\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2}(?:\d{2})?)?\.?$")
_BARE = re.compile(r"^\d{1,2}\.\d{1,2}$")
_LEAD = re.compile(rf"^[-+(]*(?:{CURRENCY})?[-+]?\d{{1,3}}$")
_LAST = re.compile(r"^\d{3}[.,]\d{2}\D{0,5}$")
_UNGROUPED = re.compile(r"(?:^|\D)\d{4,}[.,]\d{2}\D{0,5}$")
_GERMAN = re.compile(r"(?<!\w)(?:kontoauszug|(?:alter|neuer) (?:saldo|kontostand))(?!\w)")
_LETTERS = frozenset({"S", "H", "C", "D", "K"})
_COLUMN = 0.01  # of the page's width: words that begin in one column
_PAIR = re.compile(r"^\d{2}$")
_AMERICAN = re.compile(
    r"\b(?:fdic|routing number|member fdic|checks paid|ach|apy|zip|social security|equal housing lender)\b"
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document prints.

    `spaced`: thousands stand apart by spaces. `letters`: S/H or D/C after amounts are signs. `trailing`:
    a minus after the amount is its sign. `dotted_dates`: "10.12" can be a date. `spaced_dates`: "03 14" is
    one where it begins at this x. `compact_dates`: "20250314" is one. `whole`: amounts may have no decimals.
    `decimals`: some have.
    `grid`: words lie on a character grid, distances within a line mean little. `noisy`: from OCR.
    """

    decimal: str = "."
    spaced: bool = False
    order: Order = Order.DMY
    letters: bool = False
    trailing: bool = False
    dotted_dates: bool = False
    spaced_dates: float | None = None
    compact_dates: bool = False
    whole: bool = False
    decimals: bool = True
    grid: bool = False
    noisy: bool = False


def style_of(rows: Sequence[Row], *, grid: bool = False, noisy: bool = False) -> Style:
    """Decide how a document prints from the words of all its rows."""
    texts = [plain_signs(word.text) for row in rows for word in row.words]
    decimal = _decimal(texts)
    money = [text for text in texts if _ONE.match(text) or _BOTH.search(text)]
    return Style(
        decimal=decimal,
        spaced=_spaced(rows, noisy=noisy),
        order=_order(rows, texts, decimal),
        letters=_letters(rows),
        trailing=_trailing(rows, money),
        dotted_dates=decimal == "," or _dotted_dates(rows),
        spaced_dates=_spaced_dates(rows),
        decimals=len(money) > 1,
        compact_dates=sum(1 for text in texts if _compact(text)) > 1,
        grid=grid,
        noisy=noisy,
    )


def _decimal(texts: Sequence[str]) -> str:
    votes = {".": 0.0, ",": 0.0}
    for text in texts:
        if (match := _BOTH.search(text)) and match[1] != match[2]:
            votes[match[2]] += 5
        elif (match := _ONE.match(text)) and not _DOTTED.match(text):
            votes[match[1]] += 0.2 if _LIKE_DATE.match(text) else 1
    return "," if votes[","] > votes["."] else "."


def _spaced(rows: Sequence[Row], *, noisy: bool) -> bool:
    """Tell whether thousands stand apart; OCR loses some spaces, so "1234,56" proves less there."""
    apart = together = 0
    dated = [row for row in rows if any(_NUMERIC.match(word.text) for word in row.words[:2])]
    for row in dated or rows:
        texts = [plain_signs(word.text) for word in row.words]
        together += sum(1 for text in texts if _BOTH.search(text))
        together += sum(1 for text in texts if not noisy and _UNGROUPED.search(text))
        for left, right in zip(row.words, row.words[1:], strict=False):
            if _LAST.match(plain_signs(right.text)) and _LEAD.match(plain_signs(left.text)):
                apart += right.box.x0 - left.box.x1 < 1.6 * char_width([left, right])
    return apart > 2 * together


def _letters(rows: Sequence[Row]) -> bool:
    """Tell whether letters after amounts are signs: after most of them, or S and H in a German statement."""
    marked = bare = 0
    german = any(_GERMAN.search(fold(row.text)) for row in rows)
    for row in rows:
        for word, after in _pairs(row):
            text = plain_signs(word.text)
            if (_ONE.match(text) or _BOTH.search(text)) and not _DOTTED.match(text):
                marked += after is not None and after.text in _LETTERS
                bare += after is None or after.text not in _LETTERS
    return marked > 1 and (german or marked * 2 > bare)


def _trailing(rows: Sequence[Row], money: Sequence[str]) -> bool:
    joined = sum(1 for text in money if text.endswith("-"))
    apart = sum(
        1
        for row in rows
        for word, after in _pairs(row)
        if after is not None
        and plain_signs(after.text) == "-"
        and after is row.words[-1]
        and _ONE.match(word.text)
    )
    return joined + apart > 0


def _pairs(row: Row) -> list[tuple[Word, Word | None]]:
    return list(zip(row.words, [*row.words[1:], None], strict=True))


def _compact(text: str) -> bool:
    return bool(re.fullmatch(r"20\d{6}", text)) and date_parse(text) is not None


def _spaced_dates(rows: Sequence[Row]) -> float | None:
    """Return where pairs like "03 14" begin on three rows or more, and on more rows than other dates."""
    starts: Counter[int] = Counter()
    for row in rows:
        starts.update({round(left.box.x0 / _COLUMN) for left, _ in _day_pairs(row)})
    numeric = sum(1 for row in rows if any(_NUMERIC.match(word.text) for word in row.words))
    if not starts or starts.most_common(1)[0][1] < 3 or numeric > starts.most_common(1)[0][1]:
        return None
    return starts.most_common(1)[0][0] * _COLUMN


def _day_pairs(row: Row) -> list[tuple[Word, Word]]:
    """Return the pairs of two-digit words that could be a day and a month and touch no other digits."""
    words = row.words
    pairs = []
    for i in range(len(words) - 1):
        left, right = words[i], words[i + 1]
        if _PAIR.match(left.text) and _PAIR.match(right.text) and _valid(left, right):
            near = 1.6 * char_width([left, right])
            before = i > 0 and words[i - 1].text[-1:].isdigit() and left.box.x0 - words[i - 1].box.x1 < near
            after = words[i + 2 : i + 3]
            follows = bool(after) and after[0].text[:1].isdigit() and after[0].box.x0 - right.box.x1 < near
            if not before and not follows and right.box.x0 - left.box.x1 < near:
                pairs.append((left, right))
    return pairs


def _valid(first: Word, second: Word) -> bool:
    a, b = int(first.text), int(second.text)
    return 1 <= min(a, b) <= 12 and 1 <= max(a, b) <= 31


def _order(rows: Sequence[Row], texts: Sequence[str], decimal: str) -> Order:
    dates = [text for text in texts if _NUMERIC.match(text) and (decimal == "," or not _BARE.match(text))]
    if (place := _spaced_dates(rows)) is not None:
        pairs = [pair for row in rows for pair in _day_pairs(row)]
        dates = [f"{a.text}/{b.text}" for a, b in pairs if abs(a.box.x0 - place) <= _COLUMN]
    proved = order_of(dates)
    if proved is not None:
        return proved
    spreads = {order: _spread(dates, order) for order in (Order.DMY, Order.MDY)}
    if spreads[Order.MDY] != spreads[Order.DMY]:
        return min(spreads, key=lambda order: spreads[order])
    american = any(_AMERICAN.search(fold(row.text)) for row in rows)
    return Order.MDY if american else Order.DMY


def _dotted_dates(rows: Sequence[Row]) -> bool:
    """Tell whether rows begin with dates like "03.01." or "03.01" though amounts have a decimal point."""
    starts = [row.words[0].text for row in rows if len(row.words) > 1]
    return sum(1 for text in starts if _valid_dotted(text)) > 1


def _valid_dotted(text: str) -> bool:
    shaped = _DOTTED.match(text) or re.fullmatch(r"\d{2}\.\d{2}", text)
    return bool(shaped) and date_parse(text, year=2000) is not None


def _spread(texts: Sequence[str], order: Order) -> int:
    """Return the days from the first to the last date, outliers left out: the right order has few."""
    read = [date_parse(text, order=order, year=2000) for text in texts]
    dates = sorted(date for date in read if date is not None)
    if len(dates) < 2:
        return 0
    cut = len(dates) // 8
    kept: list[dt.date] = dates[cut : len(dates) - cut]
    return (kept[-1] - kept[0]).days
