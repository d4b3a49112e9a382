"""The story of an account over a period: exact bookings, before any layout."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from documents.sample import identifiers, parties
from documents.sample.chance import digits, money, round_money
from documents.sample.parties import Party
from documents.sample.spending import Habits, Kind, habits_of

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking; `balance` is the account's after it and after its fee (negative or zero)."""

    date: dt.date
    text: tuple[str, ...]
    amount: Decimal
    balance: Decimal = ZERO
    fee: Decimal = ZERO
    accrued: Decimal = ZERO  # a charge printed beside the booking that is taken later; never in the balance
    code: str = ""
    category: str = ""
    reference: str = ""
    value_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account over one statement's period. Printed totals stay what they were if a row is forged."""

    holder: Party
    country: str
    currency: str
    number: str
    start: dt.date
    end: dt.date
    opening: Decimal
    closing: Decimal
    bookings: tuple[Booking, ...]
    total_in: Decimal
    total_out: Decimal  # positive
    kind: str = "Cheque Account"
    iban: str = ""
    branch: str = ""
    statement_number: int = 1
    notes: tuple[str, ...] = field(default=())
    reconciles: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What the story of an account begins with; `fixed` bookings are told beside the chance ones."""

    country: str
    start: dt.date
    end: dt.date
    count: int  # about how many bookings
    opening: Decimal | None = None
    holder: Party | None = None
    employer: str = ""
    salary: Decimal | None = None
    fixed: tuple[Booking, ...] = ()
    fees: bool = False  # the bank takes its fee with each booking
    habits: str = ""
    number: str = ""
    statement_number: int = 0
    scale: float = 1.0  # of the amounts spent


_CURRENCIES = {
    "ZA": "ZAR",
    "US": "USD",
    "GB": "GBP",
    "DE": "EUR",
    "FR": "EUR",
    "NL": "EUR",
    "NZ": "NZD",
    "IN": "INR",
    "CH": "CHF",
}


def account(rnd: Random, plan: Plan) -> Account:
    """Tell an account's period: opening + bookings and fees = closing, in exact cents."""
    holder = plan.holder or parties.person(rnd, plan.country)
    habits = habits_of(plan.habits or plan.country)
    bookings = (
        [*plan.fixed, *_fixed_days(rnd, plan, habits), *_chance(rnd, plan, habits)] if plan.count else []
    )
    ordered = tuple(sorted(bookings, key=lambda b: b.date))
    opening = (
        plan.opening
        if plan.opening is not None
        else _opening(rnd, ordered, owed=plan.habits.endswith("CARD"))
    )
    running = with_balances(opening, ordered)
    total_in = sum((b.amount for b in running if b.amount > 0), ZERO)
    closing = running[-1].balance if running else opening
    return Account(
        holder=holder,
        country=plan.country,
        currency=_CURRENCIES[plan.country],
        number=plan.number or digits(rnd, 10, first=rnd.choice(("10", "40", "62", "14", "51"))),
        start=plan.start,
        end=plan.end,
        opening=opening,
        closing=closing,
        bookings=running,
        total_in=total_in,
        total_out=total_in + opening - closing,
        iban=identifiers.iban_of(rnd, plan.country) if plan.country in {"DE", "FR", "NL", "GB", "CH"} else "",
        branch=digits(rnd, 6),
        statement_number=plan.statement_number or rnd.randrange(1, 190),
    )


def with_balances(opening: Decimal, bookings: tuple[Booking, ...]) -> tuple[Booking, ...]:
    """Fill in the running balance of bookings in their order."""
    balance, result = opening, []
    for booking in bookings:
        balance += booking.amount + booking.fee
        result.append(replace(booking, balance=balance))
    return tuple(result)


def month(year: int, number: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month."""
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def _opening(rnd: Random, bookings: tuple[Booking, ...], *, owed: bool) -> Decimal:
    """Most accounts stay in credit, some use their overdraft, a few begin there; on cards money is owed."""
    opening = money(rnd, 300, 26000)
    if owed:
        return -opening
    lowest = min((b.balance for b in with_balances(opening, bookings)), default=opening)
    if rnd.random() < 0.7 and lowest < 0:
        return opening - lowest + money(rnd, 1, 2600)
    return -opening if rnd.random() < 0.06 else opening


def _fixed_days(rnd: Random, plan: Plan, habits: Habits) -> list[Booking]:
    result = []
    for kind in habits.kinds:
        day = _day_in_period(plan, kind.day) if kind.day else None
        salaried = kind.money_in and "{employer}" in kind.text
        if day is None or (not salaried and rnd.random() < 0.25):
            continue
        booking = _booking(rnd, plan, habits, kind, day)
        result.append(
            replace(booking, amount=plan.salary) if salaried and plan.salary is not None else booking
        )
    return result


def _day_in_period(plan: Plan, day: int) -> dt.date | None:
    for offset in range((plan.end - plan.start).days + 1):
        date = plan.start + dt.timedelta(days=offset)
        if date.day == day or (date.day < day and date == month(date.year, date.month)[1]):
            return date
    return None


def _chance(rnd: Random, plan: Plan, habits: Habits) -> list[Booking]:
    kinds = [kind for kind in habits.kinds if kind.weight]
    days = (plan.end - plan.start).days
    chosen = rnd.choices(kinds, [kind.weight for kind in kinds], k=plan.count)
    return [
        _booking(rnd, plan, habits, kind, plan.start + dt.timedelta(days=rnd.randint(0, days)))
        for kind in chosen
    ]


def _booking(rnd: Random, plan: Plan, habits: Habits, kind: Kind, day: dt.date) -> Booking:
    amount = _amount(rnd, kind, 1.0 if kind.money_in else plan.scale)
    reference = digits(rnd, 8, first=rnd.choice("123456789"))
    words = {
        "shop": rnd.choice(habits.shops),
        "town": rnd.choice(habits.towns),
        "ref": reference,
        "card": f"{rnd.choice('45')}{digits(rnd, 3)}*{digits(rnd, 4)}",
        "person": parties.person(rnd, plan.country).name.upper(),
        "employer": plan.employer or "ACME HOLDINGS",
        "iban": identifiers.iban_of(rnd, plan.country) if "{iban}" in kind.text else "",
        "dd": f"{day.day:02d}",
        "mm": f"{day.month:02d}",
        "mon": day.strftime("%b").upper(),
    }
    lines = tuple(line.format(**words) for line in kind.text.split("|"))
    charge = Decimal(kind.fee or 0)
    return Booking(
        date=day,
        text=lines,
        amount=amount if kind.money_in else -amount,
        fee=-charge if plan.fees else ZERO,
        accrued=ZERO if plan.fees else charge,
        code=kind.code,
        category=kind.category,
        reference=reference,
        value_date=day + dt.timedelta(days=rnd.choice((0, 0, 0, 1, 2, -1))),
    )


def _amount(rnd: Random, kind: Kind, scale: float) -> Decimal:
    if kind.step:
        return round_money(rnd, int(kind.low), max(int(kind.low), int(kind.high * scale)), kind.step)
    return money(rnd, kind.low * scale, kind.high * scale)
