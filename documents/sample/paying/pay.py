"""A month's pay, exact: earnings, deductions and what is left, before any layout."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from documents.sample import parties
from documents.sample.accounts import month
from documents.sample.chance import digits, money
from documents.sample.parties import Party

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_CURRENCIES = {"ZA": "ZAR", "GB": "GBP", "US": "USD", "DE": "EUR"}
# South African income tax for 2024/25 to 2025/26: (from, tax there, rate above); primary rebate R17 235.
# Source: SARS, Rates of tax for individuals.
_BRACKETS = (
    (0, 0, 18),
    (237_100, 42_678, 26),
    (370_500, 77_362, 31),
    (512_800, 121_475, 36),
    (673_000, 179_147, 39),
)
_REBATE = 17_235


@dataclass(frozen=True, slots=True)
class Pay:
    """One payslip's figures: gross = sum of earnings; net = gross - sum of deductions."""

    employer: Party
    employee: Party
    country: str
    currency: str
    number: str
    job: str
    start: dt.date
    end: dt.date
    paid_on: dt.date
    months: int  # of the tax year so far, for the columns to date
    earnings: tuple[tuple[str, Decimal], ...]
    deductions: tuple[tuple[str, Decimal], ...]
    tax: Decimal
    contributions: tuple[tuple[str, Decimal], ...]  # the employer's own: no part of net

    @property
    def gross(self) -> Decimal:
        """The sum of the earnings."""
        return sum((amount for _, amount in self.earnings), ZERO)

    @property
    def deducted(self) -> Decimal:
        """The sum of the deductions."""
        return sum((amount for _, amount in self.deductions), ZERO)

    @property
    def net(self) -> Decimal:
        """What is paid out."""
        return self.gross - self.deducted


@dataclass(frozen=True, slots=True)
class Part:
    """The earnings or the deductions as a layout prints them, with their total."""

    title: str
    rows: tuple[tuple[str, Decimal], ...]
    total: Decimal
    value: str
    total_label: str = ""


def value_of(made: Pay, name: str) -> str:
    """Return the name of the value that a row prints: the first deduction is the tax."""
    return "tax_deducted" if name == made.deductions[0][0] else ""


def pay(
    rnd: Random,
    country: str,
    *,
    employee: Party | None = None,
    employer: Party | None = None,
    basic: Decimal | None = None,
    year: int = 0,
    number: int = 0,
) -> Pay:
    """Work out a month's pay in a country (ZA, GB, US, DE)."""
    start, end = month(year or rnd.randrange(2020, 2026), number or rnd.randrange(1, 13))
    low, high = {"ZA": (7500, 68000), "GB": (1900, 5200), "US": (2600, 8200), "DE": (2300, 6400)}[country]
    salary = basic or money(rnd, low, high)
    earnings = _earnings(rnd, country, salary)
    gross = sum((amount for _, amount in earnings), ZERO)
    tax_name, tax = _tax(rnd, country, gross)
    return Pay(
        employer=employer or parties.company(rnd, country),
        employee=employee or parties.person(rnd, country),
        country=country,
        currency=_CURRENCIES[country],
        number=rnd.choice((digits(rnd, 4, first="1"), f"EMP{digits(rnd, 4)}", digits(rnd, 6, first="0"))),
        job=rnd.choice(("Fleet Controller", "Bookkeeper", "Electrician", "Sales Consultant", "Technician")),
        start=start,
        end=end,
        paid_on=end.replace(day=rnd.choice((25, 26, 27, end.day))),
        months=(start.month - (3 if country == "ZA" else 1)) % 12 + 1,
        earnings=earnings,
        deductions=((tax_name, tax), *_deductions(rnd, country, salary, gross)),
        tax=tax,
        contributions=_contributions(country, gross),
    )


def _share(amount: Decimal, percent: str) -> Decimal:
    return (amount * Decimal(percent) / 100).quantize(CENT, ROUND_HALF_UP)


def _earnings(rnd: Random, country: str, salary: Decimal) -> tuple[tuple[str, Decimal], ...]:
    names = {
        "ZA": ("Basic Salary", "Overtime 1.5", "Travel Allowance", "Cellphone Allowance"),
        "GB": ("Basic Pay", "Overtime", "Bonus", "Holiday Pay"),
        "US": ("Regular", "Overtime", "Holiday", "Bonus"),
        "DE": ("Gehalt", "Überstunden", "Fahrtkostenzuschuss", "Vermögenswirksame Leistung"),
    }[country]
    extra = rnd.sample(names[1:], rnd.randrange(0, 4))
    return ((names[0], salary), *((name, _share(salary, str(rnd.randrange(2, 14)))) for name in extra))


def _tax(rnd: Random, country: str, gross: Decimal) -> tuple[str, Decimal]:
    if country == "ZA":
        return rnd.choice(("PAYE", "PAYE", "Tax (PAYE)", "Income Tax - PAYE", "P.A.Y.E.")), _paye(gross)
    name, percent = {
        "GB": ("PAYE Tax", "12.4"),
        "US": ("Federal Income Tax", "11.3"),
        "DE": ("Lohnsteuer", "14.7"),
    }[country]
    return name, _share(gross, percent)


def _paye(gross: Decimal) -> Decimal:
    yearly = gross * 12
    start, base, rate = max(bracket for bracket in _BRACKETS if yearly >= bracket[0])
    return max(ZERO, ((base + (yearly - start) * rate / 100 - _REBATE) / 12).quantize(CENT, ROUND_HALF_UP))


def _deductions(rnd: Random, country: str, salary: Decimal, gross: Decimal) -> list[tuple[str, Decimal]]:
    if country == "ZA":
        kept = [("UIF Contribution", min(Decimal("177.12"), _share(gross, "1")))]
        chance = [
            ("Pension Fund", _share(salary, "7.5")),
            ("Medical Aid", money(rnd, 900, 3600)),
            ("Union Fees", money(rnd, 40, 160)),
            ("Staff Loan", money(rnd, 200, 1500)),
            ("Funeral Cover", money(rnd, 35, 120)),
        ]
    elif country == "GB":
        kept = [("National Insurance", _share(gross, "6.1"))]
        chance = [("Pension", _share(salary, "5")), ("Student Loan", _share(salary, "2.2"))]
    elif country == "US":
        kept = [("Social Security Tax", _share(gross, "6.2")), ("Medicare Tax", _share(gross, "1.45"))]
        chance = [
            ("401(k)", _share(salary, "5")),
            ("Health Insurance", money(rnd, 60, 320)),
            ("State Tax", _share(gross, "3.1")),
        ]
    else:
        kept = [("Krankenversicherung", _share(gross, "8.1")), ("Rentenversicherung", _share(gross, "9.3"))]
        chance = [
            ("Solidaritätszuschlag", _share(gross, "0.4")),
            ("Pflegeversicherung", _share(gross, "1.7")),
        ]
    return kept + rnd.sample(chance, rnd.randrange(0, len(chance) + 1))


def _contributions(country: str, gross: Decimal) -> tuple[tuple[str, Decimal], ...]:
    if country == "ZA":
        return (("UIF Company", min(Decimal("177.12"), _share(gross, "1"))), ("SDL", _share(gross, "1")))
    name = {"GB": "Employer NI", "US": "Employer FICA", "DE": "AG-Anteil SV"}[country]
    return ((name, _share(gross, "9.1")),)
