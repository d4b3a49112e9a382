"""Amounts and dates as exports print them, and the order of day and month that a whole column proves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.amounts import amount_parse
from documents.reading.dates import Order, date_parse, order_of

_LONGEST = 60  # letters; no amount and no date is longer, and patterns take long to refuse what is
_BARE_FRACTION = re.compile(r"(?<![\d.,])([.,]\d)")
_TIME = re.compile(r"(?<=\d)[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?.*$")
_AS_OF = re.compile(r"\s+as of\s.*$", re.IGNORECASE)
_ALL_DIGITS = re.compile(r"^\d{1,2}[-/. ]+\d{1,2}[-/. ]+\d{2,4}")
_MUCH_SHORTER = 3  # the wrong order scatters the days of one month over the year


def amount_of(text: str, decimal_sign: str | None) -> Decimal | None:
    """Return the amount of a cell; ".50" and the apostrophe that marks text in a sheet are understood."""
    clean = " ".join(text.split()).strip("'\" ")
    if len(clean) > _LONGEST:
        return None
    return amount_parse(_BARE_FRACTION.sub(r"0\1", clean), decimal_sign=decimal_sign)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the all-digit dates of a file are read, and whether the file proves it."""

    order: Order
    proven: bool

    def date(self, text: str, year: int | None = None) -> dt.date | None:
        """Return the date that a cell prints, without its time of day, or None."""
        clean = date_text(text)
        return date_parse(clean, order=self.order, year=year) if len(clean) <= _LONGEST else None

    @property
    def caveat(self) -> str:
        """Return the sentence for a person where the order is not proven, else the empty string."""
        if self.proven:
            return ""
        first = "month" if self.order is Order.MDY else "day"
        return (
            f"Nothing proves whether the dates give the day or the month first; the {first} was read first."
        )


def date_text(text: str) -> str:
    """Return a printed date without the time of day and without a second date that it was booked "as of"."""
    clean = " ".join(text[: 2 * _LONGEST].split()).strip("'\" ")
    return _TIME.sub("", _AS_OF.sub("", clean)).strip()


def decide_order(texts: Sequence[str], *, month_first: bool = False) -> DateOrder:
    """Return the order of day and month in a column of dates.

    Args:
        texts: the dates in the order of the file.
        month_first: what to take where nothing tells, as in exports of American banks.

    Returns:
        The order that a day above 12 proves, else the one in which the dates run in one direction or lie
        much closer together, else the presumed one, which is then not proven.
    """
    digits = [clean for text in texts if _ALL_DIGITS.match(clean := date_text(text))]
    if (proven := order_of(digits)) is not None:
        return DateOrder(proven, proven=True)
    presumed = Order.MDY if month_first else Order.DMY
    by_day = [date_parse(text, order=Order.DMY) for text in digits]
    by_month = [date_parse(text, order=Order.MDY) for text in digits]
    if by_day == by_month:
        return DateOrder(presumed, proven=True)
    likelier = _likelier(by_day, by_month)
    return DateOrder(likelier or presumed, proven=likelier is not None)


def _likelier(by_day: Sequence[dt.date | None], by_month: Sequence[dt.date | None]) -> Order | None:
    days = [date for date in by_day if date is not None]
    months = [date for date in by_month if date is not None]
    if len(days) < 3 or len(months) < 3:
        return None
    if _one_way(days) != _one_way(months):
        return Order.DMY if _one_way(days) else Order.MDY
    day_span, month_span = max(days) - min(days), max(months) - min(months)
    if day_span * _MUCH_SHORTER < month_span:
        return Order.DMY
    if month_span * _MUCH_SHORTER < day_span:
        return Order.MDY
    return None


def _one_way(dates: Sequence[dt.date]) -> bool:
    ordered = sorted(dates)
    return list(dates) in (ordered, ordered[::-1])
