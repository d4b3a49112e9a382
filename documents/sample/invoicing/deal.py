"""What an invoice is about: parties, positions and exact totals, before any layout."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random
from typing import Any

from documents.sample import identifiers, parties
from documents.sample.chance import digits, money
from documents.sample.names import DATA
from documents.sample.parties import Party

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_CURRENCIES = {"ZA": "ZAR", "GB": "GBP", "US": "USD", "IN": "INR"}


@dataclass(frozen=True, slots=True)
class Position:
    """One position: `net` is quantity times price, without tax; `rate` is the tax in percent."""

    text: str
    quantity: Decimal
    price: Decimal
    net: Decimal
    rate: Decimal
    article: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one rate and the net amount it is charged on."""

    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Deal:
    """An invoice without its looks. net = positions - discount + shipping; gross = net + taxes."""

    supplier: Party
    customer: Party
    country: str
    currency: str
    number: str
    date: dt.date
    due: dt.date
    order: str
    positions: tuple[Position, ...]
    discount: Decimal
    shipping: Decimal
    net: Decimal
    taxes: tuple[Tax, ...]
    gross: Decimal
    paid: Decimal
    account: str
    iban: str = ""
    credit: bool = False

    @property
    def tax(self) -> Decimal:
        """The sum of all taxes."""
        return sum((tax.tax for tax in self.taxes), ZERO)


@cache
def wording() -> dict[str, dict[str, Any]]:
    """Return what invoices say, by country, as `data/invoices.toml` has it."""
    with (DATA / "invoices.toml").open("rb") as file:
        return tomllib.load(file)


def deal(
    rnd: Random,
    country: str,
    *,
    count: int = 0,
    supplier: Party | None = None,
    customer: Party | None = None,
    date: dt.date | None = None,
) -> Deal:
    """Make up an invoice of a country with `count` positions (0: by chance)."""
    day = date or dt.date(rnd.randrange(2019, 2026), rnd.randrange(1, 13), rnd.randrange(1, 29))
    count = count or rnd.choices((1, 2, 3, 4, 6, 9, 14, 26, 48), (3, 5, 6, 6, 5, 4, 3, 2, 1))[0]
    rates: list[str] = wording()[country]["rates"]
    if country == "US":  # one place of delivery, one rate
        rates = [rnd.choice(rates)]
    positions = tuple(_position(rnd, country, rates) for _ in range(count))
    goods = sum((p.net for p in positions), ZERO)
    discount = (goods * Decimal(rnd.choice((5, 10))) / 100).quantize(CENT) if rnd.random() < 0.2 else ZERO
    shipping = money(rnd, 5, 90) if rnd.random() < 0.25 else ZERO
    taxes = _taxes(positions, discount=discount, shipping=shipping)
    net = goods - discount + shipping
    gross = net + sum((tax.tax for tax in taxes), ZERO)
    seller = supplier or parties.company(rnd, country)
    return Deal(
        supplier=seller,
        customer=customer or _other(rnd, country, seller),
        country=country,
        currency=_CURRENCIES.get(country, "EUR"),
        number=_number(rnd, day),
        date=day,
        due=day + dt.timedelta(days=rnd.choice((7, 14, 21, 30, 45))),
        order=rnd.choice(("", f"PO{digits(rnd, 5)}", digits(rnd, 6, first="45"))),
        positions=positions,
        discount=discount,
        shipping=shipping,
        net=net,
        taxes=taxes,
        gross=gross,
        paid=(gross / 2).quantize(CENT) if rnd.random() < 0.15 else ZERO,
        account=digits(rnd, 10, first="62"),
        iban=identifiers.iban_of(rnd, country) if country in {"GB", "DE", "FR", "NL", "ES"} else "",
        credit=rnd.random() < 0.06,
    )


def _position(rnd: Random, country: str, rates: list[str]) -> Position:
    text, _, bounds = rnd.choice(wording()[country]["goods"]).partition("|")
    low, high = (float(bound) for bound in bounds.split(":"))
    quantity = Decimal(rnd.choice((1, 1, 2, 3, 4, 5, 8, 10, 12, 25)))
    if rnd.random() < 0.15:
        quantity = Decimal(rnd.randrange(2, 90)) / 4
    price = money(rnd, low, high)
    rate = Decimal(rnd.choices(rates, [6, 2, 1, 1][: len(rates)])[0].replace(",", "."))
    net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
    return Position(text, quantity, price, net, rate, f"{rnd.choice('ABKMT')}{digits(rnd, 4)}")


def _taxes(positions: tuple[Position, ...], *, discount: Decimal, shipping: Decimal) -> tuple[Tax, ...]:
    """Tax each rate's sum; discount and shipping go to the rate of the largest sum."""
    bases: dict[Decimal, Decimal] = {}
    for position in positions:
        bases[position.rate] = bases.get(position.rate, ZERO) + position.net
    main = max(bases, key=lambda rate: bases[rate])
    bases[main] += shipping - discount
    return tuple(
        Tax(rate, base, (base * rate / 100).quantize(CENT, ROUND_HALF_UP))
        for rate, base in sorted(bases.items(), reverse=True)
    )


def _number(rnd: Random, day: dt.date) -> str:
    shapes = (
        f"INV-{digits(rnd, 5)}",
        f"{day.year}-{digits(rnd, 4)}",
        f"{digits(rnd, 6, first='1')}",
        f"RE{day:%y%m}{digits(rnd, 3)}",
        f"F{day.year}/{digits(rnd, 4)}",
        f"{rnd.choice(('IN', 'SI', 'TX'))}{digits(rnd, 7)}",
    )
    return rnd.choice(shapes)


def _other(rnd: Random, country: str, seller: Party) -> Party:
    while True:
        party = parties.company(rnd, country) if rnd.random() < 0.7 else parties.person(rnd, country)
        if party.name != seller.name:
            return party
