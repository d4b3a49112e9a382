"""What a tax form certifies: person, employer, year and amounts by code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from documents.sample import parties
from documents.sample.chance import digits, money
from documents.sample.parties import Party
from documents.sample.paying.pay import pay


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """The facts of one form; `year` is the tax year as printed, `issued` its date."""

    person: Party
    employer: Party
    year: int
    issued: dt.date
    number: str  # of the certificate or assessment
    gross: Decimal
    tax: Decimal
    extra: Decimal
    codes: tuple[tuple[str, str, Decimal], ...] = ()  # code, meaning, amount

    @property
    def given(self) -> str:
        """The given names."""
        return self.person.name.removesuffix(self.person.last).strip()


def facts(
    rnd: Random,
    country: str = "ZA",
    *,
    person: Party | None = None,
    employer: Party | None = None,
    year: int = 0,
    basic: Decimal | None = None,
) -> TaxFacts:
    """Make up a year's facts; with `basic` they are those of twelve months at that salary."""
    monthly = pay(rnd, country, basic=basic, employee=person, employer=employer)
    gross, tax = monthly.gross * 12, monthly.tax * 12
    chosen = year or rnd.randrange(2019, 2026)
    pension = (gross * Decimal("0.06")).quantize(Decimal(1)).quantize(Decimal("0.01"))
    codes = (
        ("3601", "Income (PAYE)", gross.quantize(Decimal(1))),
        ("3701", "Travel allowance", money(rnd, 4000, 30000).quantize(Decimal(1))),
        ("4001", "Pension fund contributions", pension),
        ("4102", "PAYE", tax),
        ("4141", "UIF contribution", Decimal("2125.44")),
        ("4142", "SDL contribution", (gross / 100).quantize(Decimal("0.01"))),
        (
            "4149",
            "Total tax, SDL and UIF",
            tax + Decimal("2125.44") + (gross / 100).quantize(Decimal("0.01")),
        ),
    )
    return TaxFacts(
        person=monthly.employee,
        employer=monthly.employer,
        year=chosen,
        issued=dt.date(chosen, rnd.randrange(4, 12), rnd.randrange(1, 29)),
        number=digits(rnd, 10, first="7"),
        gross=gross,
        tax=tax,
        extra=money(rnd, 300, 9000),
        codes=codes,
    )


def payer(rnd: Random, country: str) -> Party:
    """Return a company that pays somebody."""
    return parties.company(rnd, country)
