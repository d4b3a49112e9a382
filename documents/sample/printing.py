"""Amounts and dates as the banks and shops of many countries print them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "af": "Januarie Februarie Maart April Mei Junie Julie Augustus September Oktober November Desember",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


@dataclass(frozen=True, slots=True)
class Money:
    """A way to print amounts.

    `negative` and `positive` are patterns around the number: "-{}" or "{}-" or "({})" or "{} Dr".
    """

    decimal: str = "."
    group: str = ","
    negative: str = "-{}"
    positive: str = "{}"
    zero: str = ""

    def __call__(self, amount: Decimal) -> str:
        """Print an amount with its sign."""
        if amount == 0:
            unsigned = self.negative if "-" in self.positive else self.positive
            return self.zero or unsigned.format(self.bare(amount))
        return (self.negative if amount < 0 else self.positive).format(self.bare(amount))

    def bare(self, amount: Decimal) -> str:
        """Print an amount without any sign."""
        whole, _, fraction = f"{abs(amount):.2f}".partition(".")
        groups = f"{int(whole):,}".replace(",", self.group)
        return f"{groups}{self.decimal}{fraction}"


@dataclass(frozen=True, slots=True)
class Lakhs(Money):
    """Indian grouping: 12,34,567.89."""

    def bare(self, amount: Decimal) -> str:
        """Print an amount without any sign, two digits to a group above the thousands."""
        whole, _, fraction = f"{abs(amount):.2f}".partition(".")
        head, tail = whole[:-3], whole[-3:]
        while head:
            tail = f"{head[-2:]},{tail}"
            head = head[:-2]
        return f"{tail}.{fraction}"


@dataclass(frozen=True, slots=True)
class Dates:
    """A way to print dates: a pattern with {d} {dd} {m} {mm} {mon} {month} {yy} {yyyy}."""

    pattern: str = "{dd}/{mm}/{yyyy}"
    language: str = "en"
    letters: int = 3

    def __call__(self, day: dt.date) -> str:
        """Print a date."""
        month = _MONTHS[self.language].split()[day.month - 1]
        return self.pattern.format(
            d=day.day,
            dd=f"{day.day:02d}",
            m=day.month,
            mm=f"{day.month:02d}",
            mon=month[: self.letters],
            MON=month[: self.letters].upper(),
            month=month,
            yy=f"{day.year % 100:02d}",
            yyyy=day.year,
        )


DOT = Money()
SPACED = Money(group=" ")
GERMAN = Money(decimal=",", group=".")
FRENCH = Money(decimal=",", group=" ")
SWISS = Money(group="'")
PLAIN = Money(group="")
