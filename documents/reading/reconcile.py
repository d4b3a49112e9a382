"""The arithmetic of statements: do the lines explain the balances, and if not, which row breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from documents.reading.types import CheckResult, Line, Outcome, Value


@dataclass(frozen=True, slots=True)
class Break:
    """A row whose printed balance does not follow from the balance before it."""

    line: Line
    expected: Decimal
    found: Decimal
    rows: int  # how many bookings lie between the two balances


@dataclass(frozen=True, slots=True)
class Chain:
    """What following the running balances of one account gave."""

    breaks: tuple[Break, ...]
    checked: int  # pairs of balances that could be compared
    unreadable: Line | None  # first row whose missing amount cuts the chain
    newest_first: bool


def statement_checks(values: Sequence[Value], lines: Sequence[Line]) -> tuple[CheckResult, ...]:
    """Check each account of a statement in exact decimals.

    Kinds: "statement_sum" (opening + sum of lines = closing), "running_balance" (each printed balance
    follows from the one before), "period" (all dates inside), and where the totals are printed
    "total_credits" and "total_debits".

    Args:
        values: opening_balance, closing_balance, period_start, period_end, total_credits, total_debits
            as far as they were read; a value without account serves every account that has none of its own.
        lines: the bookings of all accounts in the order of the document, newest first or oldest first.

    Returns:
        The checks grouped by account in the order in which the accounts appear. NOT_POSSIBLE names
        the figure that is missing. `expected` is what is printed for sums, and what the arithmetic
        asks for in running balances.
    """
    results: list[CheckResult] = []
    for account in _accounts(values, lines):
        own = [line for line in lines if line.account == account]
        figures = _Figures(values, account)
        chain = balance_chain(own, figures.amount("opening_balance"))
        results.append(_statement_sum(figures, own, chain))
        results.append(_running_balance(figures, chain))
        results.append(_period(figures, own))
        results += _totals(figures, own)
    return tuple(results)


def balance_chain(lines: Sequence[Line], opening: Decimal | None) -> Chain:
    """Follow the running balances of one account in the order that breaks least.

    Args:
        lines: one account's bookings; balances may be printed on some rows only (end of day).
        opening: the balance before the oldest booking, or None.
    """
    forward = _chain(lines, opening, newest_first=False)
    backward = _chain(list(reversed(lines)), opening, newest_first=True)
    if len(backward.breaks) == len(forward.breaks):
        return backward if _dates_descend(lines) else forward
    return backward if len(backward.breaks) < len(forward.breaks) else forward


class _Figures:
    """The header values of one account, as amounts and dates."""

    def __init__(self, values: Sequence[Value], account: str) -> None:
        self.account = account
        shared = {value.name: value.normal for value in reversed(values) if not value.account}
        own = {value.name: value.normal for value in reversed(values) if value.account == account}
        self._normal = shared | own

    def amount(self, name: str) -> Decimal | None:
        try:
            number = Decimal(self._normal.get(name, ""))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def date(self, name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self._normal.get(name, ""))
        except ValueError:
            return None

    def missing(self, kind: str, what: str, line: Line | None = None) -> CheckResult:
        number = line.number if line else None
        return CheckResult(kind, Outcome.NOT_POSSIBLE, what, line_number=number, account=self.account)


def _accounts(values: Sequence[Value], lines: Sequence[Line]) -> list[str]:
    named = dict.fromkeys([value.account for value in values] + [line.account for line in lines])
    if len(named) > 1 and not any(line.account == "" for line in lines):
        named.pop("", None)
    return list(named)


def _chain(lines: Sequence[Line], opening: Decimal | None, *, newest_first: bool) -> Chain:
    breaks: list[Break] = []
    unreadable: Line | None = None
    expected, rows, checked = opening, 0, 0
    for line in lines:
        rows += 1
        if line.amount is None:
            unreadable = unreadable or (line if expected is not None else None)
            expected = None
        elif expected is not None:
            expected += line.amount
        if line.balance is None:
            continue
        if expected is not None:
            checked += 1
            if expected != line.balance:
                breaks.append(Break(line, expected, line.balance, rows))
        expected, rows = line.balance, 0
    return Chain(tuple(breaks), checked, unreadable, newest_first)


def _dates_descend(lines: Sequence[Line]) -> bool:
    dates = [line.date for line in lines if line.date]
    return len(dates) > 1 and dates[0] > dates[-1]


def _statement_sum(figures: _Figures, lines: Sequence[Line], chain: Chain) -> CheckResult:
    kind = "statement_sum"
    opening, closing = figures.amount("opening_balance"), figures.amount("closing_balance")
    if opening is None or closing is None:
        absent = [
            name
            for name, figure in (("opening balance", opening), ("closing balance", closing))
            if figure is None
        ]
        return figures.missing(kind, f"The {' and the '.join(absent)} could not be read.")
    if not lines and opening != closing:
        return figures.missing(
            kind, f"No lines were read, yet the balance moves from {opening} to {closing}."
        )
    unread = next((line for line in lines if line.amount is None), None)
    if unread is not None:
        return figures.missing(kind, f"The amount of line {unread.number} could not be read.", unread)
    found = opening + sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    if found == closing:
        detail = f"{opening} plus {len(lines)} lines gives the closing balance {closing}."
        return CheckResult(kind, Outcome.PASSED, detail, closing, found, account=figures.account)
    first = chain.breaks[0].line if chain.breaks else None
    detail = (
        f"{opening} plus {len(lines)} lines gives {found}, the closing balance is {closing}: "
        f"{closing - found} is unexplained."
    )
    if first is not None:
        detail += f" The first row that breaks is line {first.number}."
    number = first.number if first else None
    return CheckResult(kind, Outcome.FAILED, detail, closing, found, number, figures.account)


def _running_balance(figures: _Figures, chain: Chain) -> CheckResult:
    kind = "running_balance"
    if chain.breaks:
        first = chain.breaks[0]
        span = f"line {first.line.number}" if first.rows == 1 else f"the {first.rows} rows up to it"
        detail = (
            f"The balance of line {first.line.number} is {first.found}; the balance before it and the "
            f"amount of {span} give {first.expected}, a difference of {first.found - first.expected}. "
            f"{len(chain.breaks)} of {chain.checked} balances break."
        )
        return CheckResult(
            kind,
            Outcome.FAILED,
            detail,
            first.expected,
            first.found,
            first.line.number,
            figures.account,
        )
    if chain.unreadable is not None:
        what = f"The amount of line {chain.unreadable.number} could not be read."
        return figures.missing(kind, what, chain.unreadable)
    if chain.checked == 0:
        return figures.missing(kind, "The lines carry no running balances to compare.")
    order = "newest first" if chain.newest_first else "oldest first"
    detail = f"{chain.checked} printed balances follow from the one before ({order})."
    return CheckResult(kind, Outcome.PASSED, detail, account=figures.account)


def _period(figures: _Figures, lines: Sequence[Line]) -> CheckResult:
    start, end = figures.date("period_start"), figures.date("period_end")
    if start is None or end is None:
        absent = " and the ".join(name for name, date in (("start", start), ("end", end)) if date is None)
        return figures.missing("period", f"The {absent} of the period could not be read.")
    dated = [line for line in lines if line.date is not None]
    for line in dated:
        if line.date is not None and not start <= line.date <= end:
            detail = f"Line {line.number} is dated {line.date}, outside {start} to {end}."
            return CheckResult(
                "period", Outcome.FAILED, detail, line_number=line.number, account=figures.account
            )
    detail = f"{len(dated)} dated lines lie within {start} to {end}."
    return CheckResult("period", Outcome.PASSED, detail, account=figures.account)


def _totals(figures: _Figures, lines: Sequence[Line]) -> list[CheckResult]:
    return [
        _total(figures, lines, kind, sign)
        for kind, sign in (("total_credits", 1), ("total_debits", -1))
        if figures.amount(kind) is not None
    ]


def _total(figures: _Figures, lines: Sequence[Line], kind: str, sign: int) -> CheckResult:
    expected = abs(figures.amount(kind) or Decimal(0))
    if not lines and expected:
        return figures.missing(kind, f"No lines were read to compare with the printed total {expected}.")
    unread = next((line for line in lines if line.amount is None), None)
    if unread is not None:
        return figures.missing(kind, f"The amount of line {unread.number} could not be read.", unread)
    amounts = [line.amount * sign for line in lines if line.amount is not None]
    found = sum((amount for amount in amounts if amount > 0), Decimal(0))
    side = "credits" if sign > 0 else "debits"
    if found == expected:
        detail = f"The {side} of the lines add up to the printed total {expected}."
        return CheckResult(kind, Outcome.PASSED, detail, expected, found, account=figures.account)
    detail = f"The {side} of the lines add up to {found}, printed is {expected}."
    return CheckResult(kind, Outcome.FAILED, detail, expected, found, account=figures.account)
