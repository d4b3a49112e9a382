"""Till slips: what was bought, exact totals, and the narrow strip of paper they are printed on."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random
from typing import Any

from documents.reading.types import Box
from documents.sample.chance import digits, money
from documents.sample.names import DATA
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face, Sheet
from documents.sample.types import SampleLine

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
WIDTH = 226.0  # points: paper of 80 mm


@cache
def shops() -> dict[str, dict[str, Any]]:
    """Return the shops of `data/shops.toml` by name."""
    with (DATA / "shops.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True, slots=True)
class Basket:
    """A purchase. gross = net + tax + rounding; a tip comes on top of gross and is never in it."""

    date: dt.date
    time: str
    number: str
    items: tuple[tuple[str, int, Decimal], ...]  # name, quantity, price of all together
    net: Decimal
    tax: Decimal
    rounding: Decimal
    gross: Decimal


def basket(rnd: Random, shop: dict[str, Any], date: dt.date | None = None) -> Basket:
    """Fill a basket."""
    items = []
    for text in rnd.sample(shop["items"], rnd.randrange(1, len(shop["items"]))):
        name, low, high = text.split("|")
        quantity = rnd.choice((1, 1, 1, 2, 3))
        items.append((name, quantity, money(rnd, float(low), float(high)) * quantity))
    total = sum((price for _, _, price in items), ZERO)
    rate = Decimal(shop["rate"])
    if shop.get("added"):
        net, tax = total, (total * rate / 100).quantize(CENT, ROUND_HALF_UP)
    else:
        tax = (total * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
        net = total - tax
    step = Decimal(shop.get("round", "0.01"))
    gross = ((net + tax) / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return Basket(
        date=date or dt.date(rnd.randrange(2016, 2026), rnd.randrange(1, 13), rnd.randrange(1, 29)),
        time=f"{rnd.randrange(7, 22):02d}:{rnd.randrange(60):02d}",
        number=rnd.choice(
            (digits(rnd, 6, first="1"), f"{digits(rnd, 4)}-{digits(rnd, 5)}", f"CS{digits(rnd, 7)}")
        ),
        items=tuple(items),
        net=net,
        tax=tax,
        rounding=gross - net - tax,
        gross=gross.quantize(CENT),
    )


class Slip:
    """A strip being printed line by line; it grows with its lines."""

    def __init__(self, shop: dict[str, Any], bought: Basket, rnd: Random, face: Face, lines: int) -> None:
        """Begin a strip long enough for `lines` lines."""
        self.shop, self.bought, self.rnd, self.face = shop, bought, rnd, face
        self.step = face.size * 1.32
        self.sheet = Sheet((WIDTH, lines * self.step + 30), title="Receipt")
        self.money = Money(decimal=shop.get("decimal", "."), group="")
        self.dates = Dates(shop["date"])
        self.y = 24.0
        self.positions: list[SampleLine] = []

    def middle(self, text: str, *, value: str = "", face: Face | None = None) -> None:
        """Print a line in the middle."""
        self.sheet.text(WIDTH / 2, self.y, text, face or self.face, align="middle", value=value)
        self.y += self.step

    def pair(self, label: str, text: str, *, value: str = "", face: Face | None = None) -> Box:
        """Print a label on the left and its text on the right; return the place of both."""
        left = self.sheet.text(12, self.y, label, face or self.face)
        right = self.sheet.text(WIDTH - 12, self.y, text, face or self.face, align="right", value=value)
        self.y += self.step
        return left.union(right)

    def runs(self, *pieces: str | tuple[str, str]) -> None:
        """Print pieces from the left; a pair is (text, name of its value)."""
        self.sheet.runs(12, self.y, self.face, *pieces)
        self.y += self.step

    def rule(self, sign: str = "-") -> None:
        """Print a line of signs."""
        count = int((WIDTH - 24) / self.face.width(sign))
        self.sheet.text(12, self.y, sign * count, self.face)
        self.y += self.step

    def amount(self, amount: Decimal) -> str:
        """Print an amount with the shop's currency."""
        sign = "-" if amount < 0 else ""
        return f"{sign}{self.shop['symbol']}{self.money.bare(amount)}"


def header(slip: Slip) -> None:
    """Print the shop's name, address and tax number."""
    shop, words = slip.shop, slip.shop["words"]
    slip.middle(shop["name"], value="supplier_name", face=slip.face.bold().sized(slip.face.size + 2))
    for line in shop["address"]:
        slip.middle(line)
    if shop["tax_number"]:
        text = f"{shop['tax_label']} "
        left = (WIDTH - slip.face.width(text + shop["tax_number"])) / 2
        slip.sheet.runs(left, slip.y, slip.face, text, (shop["tax_number"], "supplier_tax_number"))
        slip.y += slip.step
    if words["title"]:
        slip.middle(words["title"], face=slip.face.bold())
    slip.rule()


def facts(slip: Slip) -> None:
    """Print number, date and time in one of three ways."""
    bought, words = slip.bought, slip.shop["words"]
    day = slip.dates(bought.date)
    way = slip.rnd.randrange(3)
    if way == 0:
        slip.pair(f"{words['slip']} ", bought.number, value="receipt_number")
        slip.runs((day, "receipt_date"), f"  {bought.time}")
    elif way == 1:
        slip.runs("Date: " if slip.shop["currency"] != "EUR" else "Datum: ", (day, "receipt_date"))
        slip.runs(f"{words['slip']} ", (bought.number, "receipt_number"))
    else:
        slip.runs(
            (day, "receipt_date"), f" {bought.time}  {words['slip']} ", (bought.number, "receipt_number")
        )
    slip.rule()


def items(slip: Slip) -> None:
    """Print what was bought; several of one kind take a second line."""
    for name, quantity, price in slip.bought.items:
        box = slip.pair(name, slip.money.bare(price))
        slip.positions.append(SampleLine(None, name, price, None, 1, box))
        if quantity > 1:
            slip.runs(f"   {quantity} x {slip.money.bare((price / quantity).quantize(CENT))}")
    slip.rule()


def totals(slip: Slip) -> None:
    """Print the sums, with the tax before or after the total, and how it was paid."""
    bought, words = slip.bought, slip.shop["words"]
    early = bool(slip.shop.get("added")) or slip.rnd.random() < 0.4
    if early:
        _tax(slip)
    big = slip.face.bold().sized(slip.face.size + 1.5)
    if bought.rounding:
        slip.pair("SUBTOTAL", slip.money.bare(bought.gross - bought.rounding))
        slip.pair(words["round"], f"{slip.money.bare(bought.rounding)}{'-' if bought.rounding < 0 else ''}")
    slip.pair(words["total"], slip.amount(bought.gross), value="gross_total currency", face=big)
    _paid(slip)
    if not early:
        slip.rule()
        _tax(slip)


def _tax(slip: Slip) -> None:
    words = slip.shop["words"]
    slip.pair(words["net"], slip.money.bare(slip.bought.net), value="net_total")
    slip.pair(words["tax"], slip.money.bare(slip.bought.tax), value="tax_total")


def _paid(slip: Slip) -> None:
    paid, change = slip.shop["tender"]
    gross = slip.bought.gross
    if change:
        given = (gross / 50).to_integral_value(ROUND_HALF_UP) * 50 + 50
        slip.pair(paid, slip.money.bare(given))
        slip.pair(change, slip.money.bare(given - gross))
        return
    slip.pair(paid, slip.money.bare(gross))
    if slip.shop.get("tip"):
        slip.pair("Tip", "________")
        slip.pair("Suggested tip 10%", slip.money.bare((gross / 10).quantize(CENT)))


def farewell(slip: Slip) -> None:
    """Print what stands below the sums: counts, card slips, points, thanks."""
    slip.rule("=")
    extras = (
        f"ITEMS: {len(slip.bought.items)}",
        f"CASHIER {slip.rnd.randrange(1, 30):02d}  TILL {slip.rnd.randrange(1, 9)}",
        f"AUTH {digits(slip.rnd, 6)}  REF {digits(slip.rnd, 10)}",
        f"POINTS EARNED {slip.rnd.randrange(3, 250)}",
        f"YOU SAVED {slip.money.bare(money(slip.rnd, 2, 60))}",
    )
    for text in slip.rnd.sample(extras, 3):
        slip.runs(text)
    slip.middle("THANK YOU" if slip.shop["currency"] != "EUR" else "Vielen Dank")
