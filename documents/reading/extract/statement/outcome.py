"""Lines and values out of what was decided, each with how sure it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from documents.reading.extract.statement.balances import Figures
from documents.reading.extract.statement.booking import Booking, Mention
from documents.reading.extract.statement.chain import Reading, Solution
from documents.reading.extract.statement.period import Period, resolve
from documents.reading.extract.statement.signs import Convention, balance_value
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.types import Line, Value, Word

PROVED = 0.995  # the balances before and after bear the amount out
PRINTED = 0.92  # column and sign are printed, no balance bears them out
_OPEN = 0.5  # nothing tells the side
_BY_WORD = 0.75  # only the words of the booking tell the side
_TIED = 0.6  # another reading explains the balances as well
_UNREAD = 0.3
_ASK = 0.7  # below, the person is told why


def lines_of(bookings: Sequence[Booking], solution: Solution, period: Period) -> tuple[list[Line], list[str]]:
    """Return the lines in the order of the document, and sentences about those that are in doubt."""
    lines: list[Line] = []
    problems: list[str] = []
    for position, (booking, reading) in enumerate(zip(bookings, solution.readings, strict=True)):
        read = _without_unproved(booking, reading, proved=position in solution.confirmed)
        sure = _confidence(booking, read, solution, position)
        line = _line(booking, read, len(lines) + 1, sure, period)
        problems += _doubts(line, read)
        lines += _with_fee(line, read)
    return lines, problems


def _without_unproved(booking: Booking, reading: Reading, *, proved: bool) -> Reading:
    """Leave out what OCR misspelled unless the balances around it confirm the repair."""
    cells = booking.placed.cells
    if proved or not any(money.repaired for money in [*cells.values(), *booking.placed.loose]):
        return reading
    balance = cells.get(Role.BALANCE)
    kept = None if balance is not None and balance.repaired else reading.balance
    moved = [money for role, money in cells.items() if role is not Role.BALANCE] + list(booking.placed.loose)
    amount = None if any(money.repaired for money in moved) else reading.amount
    return replace(reading, amount=amount, balance=kept)


def figure_values(figures: Figures, convention: Convention, solution: Solution) -> list[Value]:
    """Return balances from the holder's side and totals without sign."""
    values = []
    for name, mention in (("opening_balance", figures.opening), ("closing_balance", figures.closing)):
        amount = balance_value(mention.money, convention) if mention else None
        if mention is not None and amount is not None:
            both = figures.opening is not None and figures.closing is not None
            sure = PROVED if solution.closes and both else 0.55 + 0.4 * mention.cover
            values.append(_figure(name, mention, amount, sure))
    for name, mention in (("total_credits", figures.total_credits), ("total_debits", figures.total_debits)):
        if mention is not None:
            values.append(_figure(name, mention, mention.money.magnitude, 0.5 + 0.45 * mention.cover))
    return values


def period_values(period: Period) -> list[Value]:
    """Return first and last day as far as they were found."""
    return [
        Value(name, bound.text, bound.date.isoformat(), bound.confidence, bound.page, bound.box, bound.rule)
        for name, bound in (("period_start", period.start), ("period_end", period.end))
        if bound is not None
    ]


def missing(values: Sequence[Value], lines: Sequence[Line]) -> list[str]:
    """Return sentences about what every statement has and this one did not give."""
    present = {value.name for value in values}
    named = (
        ("opening_balance", "opening balance"),
        ("closing_balance", "closing balance"),
        ("account_number", "account number"),
        ("period_end", "period"),
    )
    problems = [f"The {text} could not be found." for name, text in named if name not in present]
    return problems if lines else [*problems, "No bookings were found."]


def _line(booking: Booking, reading: Reading, number: int, confidence: float, period: Period) -> Line:
    return Line(
        number=number,
        date=resolve(booking.day, period),
        description=_text(booking.words),
        amount=reading.amount,
        balance=reading.balance,
        value_date=_value_date(booking, period),
        reference=_text(booking.reference),
        account=booking.account,
        confidence=confidence,
        page=booking.scan.page,
        box=booking.box,
    )


def _value_date(booking: Booking, period: Period) -> dt.date | None:
    return resolve(booking.value_day, period)


def _with_fee(line: Line, reading: Reading) -> list[Line]:
    """Return the line, and the fee printed in its row as a line of its own that takes the balance along."""
    if reading.fee is None:
        return [line]
    if not reading.amount:
        return [replace(line, amount=reading.fee)]
    fee = replace(
        line, number=line.number + 1, description="Fee", amount=reading.fee, value_date=None, reference=""
    )
    return [replace(line, balance=None), fee]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words).strip()


def _confidence(booking: Booking, reading: Reading, solution: Solution, position: int) -> float:
    if reading.amount is None:
        return _UNREAD
    proved = position in solution.confirmed or solution.closes
    if position in solution.tied:
        sure = _TIED
    elif proved:
        sure = PROVED
    elif not reading.sure:
        sure = _BY_WORD if reading.rule == "word" else _OPEN
    else:
        sure = PRINTED if booking.placed.cells else PRINTED - 0.07
    if booking.day is None:
        sure = min(sure, _TIED)
    return sure if proved else sure * (0.5 + 0.5 * _clearness(booking))


def _clearness(booking: Booking) -> float:
    """Return how sure the least sure word of the booking's amounts is (1 for a text layer)."""
    amounts = [*booking.placed.cells.values(), *booking.placed.loose]
    return min((money.confidence for money in amounts), default=1.0)


def _doubts(line: Line, reading: Reading) -> list[str]:
    problems = []
    if reading.amount is None:
        problems.append(f"The amount of line {line.number} could not be read.")
    elif not reading.sure and line.confidence < _ASK:
        problems.append(f"Nothing tells whether line {line.number} is money in or money out.")
    if line.date is None:
        problems.append(f"The date of line {line.number} could not be read.")
    return problems


def _figure(name: str, mention: Mention, amount: Decimal, confidence: float) -> Value:
    money = mention.money
    rule = f"label {mention.kind.value}"
    return Value(name, money.text, f"{amount:f}", confidence, mention.scan.page, money.box, rule)
