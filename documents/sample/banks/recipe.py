"""What is decided about a bank that nobody has seen: drawn from its number alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random

from documents.sample.chance import stream
from documents.sample.names import DATA
from documents.sample.printing import DOT, FRENCH, GERMAN, PLAIN, SPACED, SWISS, Dates, Money
from documents.sample.sheet import Colour, Face
from documents.sample.table import Column, Style

_COMMA = Money(decimal=",", group=" ")
# By place: country of the people, language of the words and of the months, ways to print amounts, currency.
_PLACES: dict[str, tuple[str, str, str, tuple[Money, ...], str]] = {
    "ZA": ("ZA", "en", "en", (DOT, SPACED, PLAIN, _COMMA), "R{}"),
    "AF": ("ZA", "af", "af", (SPACED, _COMMA), "R {}"),
    "GB": ("GB", "en", "en", (DOT, PLAIN), "£{}"),
    "US": ("US", "us", "en", (DOT,), "${}"),
    "NZ": ("NZ", "en", "en", (DOT,), "${}"),
    "DE": ("DE", "de", "de", (GERMAN,), "{} EUR"),
    "CH": ("CH", "de", "de", (SWISS,), "CHF {}"),
    "FR": ("FR", "fr", "fr", (FRENCH, GERMAN), "{} €"),
    "NL": ("NL", "nl", "nl", (GERMAN, Money(decimal=",", group="")), "€ {}"),
}
_POSITIVES = {"{} DR": "{} CR", "{}Dr": "{}Cr", "{} S": "{} H", "{} D": "{} K"}
_FIRST = (
    "Aloe Baobab Granite Harbour Indwe Juniper Kestrel Limpopo Mopani Northern Oribi Quartz Savanna Tamboti"
    " Umlambo Yellowwood Zambezi Acacia Cobalt Delta"
)
_SECOND = ("Bank", "Savings Bank", "Mutual Bank", "Trust Bank", "Credit Union", "Merchant Bank", "Bank Ltd")


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that is decided about a wild bank."""

    bank: str
    country: str
    words: dict[str, str]
    style: Style
    dates: Dates
    money: Money
    symbol: str
    colour: Colour
    head: str  # left, middle, band
    facts: str  # right, under, row
    sums: str  # box, rows, both
    totals: bool
    formal: bool
    newest_first: bool
    running: bool

    def period(self) -> tuple[str, str]:
        """Return what stands before the first and between the dates of the period."""
        before, between = self.words["period"].split("|")
        return before, f" {between} "


@cache
def _said() -> dict[str, dict[str, list[str]]]:
    with (DATA / "wild.toml").open("rb") as file:
        return tomllib.load(file)


def recipe_of(number: int) -> Recipe:
    """Return the recipe of a wild bank."""
    rnd = stream("wild bank", number)
    country, language, months, moneys, symbol = _PLACES[rnd.choice(tuple(_PLACES))]
    words = {name: rnd.choice(choices) for name, choices in _said()[language].items()}
    base = rnd.choice(moneys)
    money = Money(base.decimal, base.group, words["signs"], _POSITIVES.get(words["signs"], "{}"))
    style = _style(rnd, words, money, months)
    balanced = any(column.kind == "balance" for column in style.columns)
    sums = rnd.choice(("box", "rows", "both")) if balanced else "box"
    return Recipe(
        bank=f"{rnd.choice(_FIRST.split())} {rnd.choice(_SECOND)}",
        country=country,
        words=words,
        style=style,
        dates=Dates(words["long_dates"], months),
        money=money,
        symbol=symbol,
        colour=(rnd.uniform(0, 0.6), rnd.uniform(0, 0.6), rnd.uniform(0, 0.6)),
        head=rnd.choice(("left", "middle", "band")),
        facts=rnd.choice(("right", "under", "row")),
        sums=sums,
        totals=rnd.random() < 0.35,
        formal=rnd.random() < 0.5,
        newest_first=sums == "box" and rnd.random() < 0.15,
        running=balanced and style.balance_when == "each",
    )


def _style(rnd: Random, words: dict[str, str], money: Money, months: str) -> Style:
    carried, brought = words["carried"].split("|")
    face = rnd.choice(
        (
            Face(size=8),
            Face(size=9),
            Face("Times-Roman", 9),
            Face("Courier", 7.5),
            Face("Vera", 7),
            Face(size=7.5),
        )
    )
    return Style(
        columns=_columns(rnd, words),
        face=face,
        head=face.bold(),
        head_fill=rnd.choice((None, None, (0.88, 0.9, 0.92))),
        zebra=rnd.choice((None, None, (0.95, 0.95, 0.95))),
        rules=rnd.random() < 0.35,
        step=rnd.choice((11.5, 12, 13, 14, 16)),
        max_lines=rnd.choice((9, 9, 9, 1)),
        dates=Dates(words["dates"], months),
        money=money,
        balance=money,
        out=rnd.choice((None, None, money if words["signs"] in {"-{}", "({})", "{}-"} else None)),
        balance_when=rnd.choice(("each", "each", "each", "day")),
        date_when=rnd.choice(("each", "each", "first")),
        amounts_on=rnd.choice(("first", "first", "first", "last")),
        carried=rnd.choice((None, (carried, brought))),
        upper=rnd.random() < 0.3,
    )


def _columns(rnd: Random, words: dict[str, str]) -> tuple[Column, ...]:
    balance = (Column("balance", words["balance"], 552, "right"),) if rnd.random() < 0.85 else ()
    amounts = _amounts(rnd, words, right=470 if balance else 552)
    end = min(column.x for column in amounts) - 70
    date, text = words["date"], words["text"]
    fronts = {
        "date": (Column("date", date, 44), Column("text", text, 128, width=end - 132)),
        "value": (
            Column("date", date, 44),
            Column("value_date", "Val.", 122),
            Column("text", text, 200, width=end - 204),
        ),
        "number": (
            Column("number", "#", 44),
            Column("date", date, 68),
            Column("text", text, 152, width=end - 156),
        ),
        "text": (Column("text", text, 44, width=end - 134), Column("date", date, end - 78)),
    }
    return (*fronts[rnd.choice(("date", "date", "date", "value", "number", "text"))], *amounts, *balance)


def _amounts(rnd: Random, words: dict[str, str], *, right: float) -> tuple[Column, ...]:
    order = rnd.choice((("debit", "credit"), ("debit", "credit"), ("credit", "debit"), ("amount",)))
    places = (right - 76, right)[-len(order) :]
    return tuple(Column(kind, words[kind], x, "right") for kind, x in zip(order, places, strict=True))
