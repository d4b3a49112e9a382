"""How an invoice looks: its words, faces, colours and ways to print, chosen once per document or layout."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from documents.sample.invoicing.deal import Deal, wording
from documents.sample.printing import DOT, FRENCH, GERMAN, PLAIN, SPACED, Dates, Lakhs, Money
from documents.sample.sheet import Colour, Face, Sheet

_COLOURS: tuple[Colour, ...] = (
    (0.12, 0.3, 0.5),
    (0.55, 0.1, 0.15),
    (0.1, 0.4, 0.25),
    (0.2, 0.2, 0.2),
    (0.45, 0.25, 0.55),
    (0.8, 0.4, 0.05),
)
_MONEY: dict[str, tuple[Money, ...]] = {
    "ZA": (DOT, SPACED, Money(decimal=",", group=" "), PLAIN),
    "GB": (DOT, PLAIN),
    "US": (DOT,),
    "DE": (GERMAN,),
    "FR": (FRENCH,),
    "NL": (GERMAN, Money(decimal=",", group="")),
    "ES": (GERMAN,),
    "IN": (Lakhs(),),
}
_SYMBOLS: dict[str, tuple[str, ...]] = {
    "ZA": ("R{}", "R {}", "ZAR {}"),
    "GB": ("£{}", "GBP {}"),
    "US": ("${}", "USD {}"),
    "DE": ("{} €", "{} EUR"),
    "FR": ("{} €", "{} EUR"),
    "NL": ("€ {}", "EUR {}"),
    "ES": ("{} €", "{} EUR"),
    "IN": ("Rs. {}", "INR {}"),
}
_DATES: dict[str, tuple[Dates, ...]] = {
    "ZA": (
        Dates("{dd}/{mm}/{yyyy}"),
        Dates("{yyyy}/{mm}/{dd}"),
        Dates("{d} {month} {yyyy}"),
        Dates("{yyyy}-{mm}-{dd}"),
    ),
    "GB": (Dates("{dd}/{mm}/{yyyy}"), Dates("{d} {month} {yyyy}"), Dates("{dd} {mon} {yy}")),
    "US": (Dates("{mm}/{dd}/{yyyy}"), Dates("{month} {d}, {yyyy}"), Dates("{mon} {dd}, {yyyy}")),
    "DE": (Dates("{dd}.{mm}.{yyyy}"), Dates("{d}. {month} {yyyy}", "de")),
    "FR": (Dates("{dd}/{mm}/{yyyy}"), Dates("{d} {month} {yyyy}", "fr")),
    "NL": (Dates("{dd}-{mm}-{yyyy}"), Dates("{d} {month} {yyyy}", "nl")),
    "ES": (Dates("{dd}/{mm}/{yyyy}"), Dates("{d} de {month} de {yyyy}", "es")),
    "IN": (Dates("{dd}-{mon}-{yyyy}"), Dates("{dd}/{mm}/{yyyy}")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One invoice's looks."""

    words: dict[str, str]
    titles: tuple[str, ...]  # of the columns: description, quantity, price, rate, amount
    face: Face
    colour: Colour
    money: Money
    symbol: str
    dates: Dates
    ruled: bool
    zebra: bool

    def amount(self, amount: Decimal) -> str:
        """Print an amount with its currency."""
        printed = self.symbol.format(self.money.bare(amount))
        return f"-{printed}" if amount < 0 else printed

    def quantity(self, quantity: Decimal) -> str:
        """Print a quantity without idle zeros."""
        return f"{quantity.normalize():f}".replace(".", self.money.decimal)


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice being drawn."""

    sheet: Sheet
    deal: Deal
    look: Look
    rnd: Random

    def tax_label(self, rate: Decimal) -> str:
        """Return what the tax of a rate is called."""
        return self.look.words["tax"].format(rate=self.look.quantity(rate))


def look_for(rnd: Random, country: str) -> Look:
    """Choose the looks of an invoice of a country."""
    said = wording()[country]
    return Look(
        words={key: rnd.choice(texts) if isinstance(texts, list) else texts for key, texts in said.items()},
        titles=tuple(said["columns"]),
        face=Face(rnd.choice(("Helvetica", "Helvetica", "Times-Roman", "Vera")), rnd.choice((8, 8.5, 9))),
        colour=rnd.choice(_COLOURS),
        money=rnd.choice(_MONEY[country]),
        symbol=rnd.choice(_SYMBOLS[country]),
        dates=rnd.choice(_DATES[country]),
        ruled=rnd.random() < 0.5,
        zebra=rnd.random() < 0.3,
    )
