"""Payslips: employer, employee, period, gross pay, deductions, tax and net pay, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from documents.reading.extract.pay.candidates import Candidate
from documents.reading.extract.pay.currency import currency
from documents.reading.extract.pay.days import days
from documents.reading.extract.pay.figures import Figures, figures
from documents.reading.extract.pay.parts import Items, Part, items_of, ladder
from documents.reading.extract.pay.people import people
from documents.reading.extract.pay.slip import Column, Slip, slip_of
from documents.reading.types import CheckResult, Extraction, Outcome, PageText, Value

_LISTED = 0.95
_PROVED, _AGREED, _CURRENT, _PLAIN, _BARE = 0.985, 0.93, 0.92, 0.88, 0.7
_MISSING = (
    ("employee_name", "The name of the employee could not be read."),
    ("employer_name", "The name of the employer could not be read."),
    ("gross_pay", "The gross pay could not be read."),
    ("net_pay", "The net pay could not be read."),
)


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read one payslip.

    Args:
        pages: the payslip, in order.

    Returns:
        The values of this period (figures of the year to date are never taken), all amounts positive, and
        the checks "payslip_net", "payslip_earnings" and "payslip_deductions".
    """
    slip = slip_of(pages)
    found = figures(slip)
    totals = [one.box for one in (found.gross, found.net, found.deductions) if one]
    earnings = items_of(slip, Part.EARNINGS, totals)
    deductions = items_of(slip, Part.DEDUCTIONS, totals)
    checks = (
        _net_check(slip, found, deductions),
        _sum_check("payslip_earnings", "earnings", "gross pay", earnings, found.gross),
        _sum_check("payslip_deductions", "deductions", "total deductions", deductions, found.deductions),
    )
    proved = checks[0].outcome is Outcome.PASSED
    listed = {item.row for item in deductions.items} if checks[2].outcome is Outcome.PASSED else set()
    amounts = tuple(_amounts(slip, found, listed, proved=proved))
    printed_in = currency(slip)
    values = (*people(slip), *days(slip), *((printed_in,) if printed_in else ()), *amounts)
    names = {value.name for value in values}
    problems = tuple(sentence for name, sentence in _MISSING if name not in names)
    return Extraction(values=values, checks=checks, problems=problems)


def _amounts(slip: Slip, found: Figures, listed: set[int], *, proved: bool) -> Iterator[Value]:
    """Yield the figures; `listed` are the rows of deductions that were proved to add up."""
    for name, one, in_sum in (
        ("gross_pay", found.gross, True),
        ("total_deductions", found.deductions, found.deductions is not None),
        ("tax_deducted", found.tax, False),
        ("net_pay", found.net, True),
    ):
        if one is not None:
            sure = _PROVED if proved and in_sum else _unproved(one, agreed=name[:-4] in found.agreed)
            if name == "tax_deducted" and one.row in listed:
                sure = max(sure, _LISTED)
            confidence = round(sure * one.money.confidence, 3)
            rule = "adds_up" if proved and in_sum else "label"
            yield Value(
                name,
                slip.as_printed(one.page, one.box),
                f"{one.amount:f}",
                confidence,
                one.page,
                one.box,
                rule,
            )


def _unproved(one: Candidate, *, agreed: bool) -> float:
    if not one.plain:
        return _BARE
    if one.column is Column.TO_DATE:
        return _BARE / 2
    return _AGREED if agreed else _CURRENT if one.column is Column.CURRENT else _PLAIN


def _net_check(slip: Slip, found: Figures, deductions: Items) -> CheckResult:
    """Check that gross pay less deductions is net pay, by the total or else one by one."""
    kind = "payslip_net"
    if found.gross is None or found.net is None:
        missing = " and ".join(
            name for name, one in (("gross pay", found.gross), ("net pay", found.net)) if one is None
        )
        return CheckResult(kind, Outcome.NOT_POSSIBLE, f"Not possible: {missing} could not be read.")
    if found.deductions is not None:
        taken = found.deductions.amount + (found.taxes.amount if found.taxes else Decimal(0))
        return _compared(kind, found.gross.amount, taken, found.net.amount, "the total deductions")
    steps = ladder(slip, found.gross, found.net)
    for items in (deductions, steps):
        if items.items and found.gross.amount - items.total == found.net.amount:
            return _compared(
                kind, found.gross.amount, items.total, found.net.amount, "the deductions one by one"
            )
    if steps.readable:
        return _compared(kind, found.gross.amount, steps.total, found.net.amount, "the deductions one by one")
    return CheckResult(kind, Outcome.NOT_POSSIBLE, "Not possible: no total of the deductions is printed.")


def _compared(kind: str, gross: Decimal, taken: Decimal, net: Decimal, source: str) -> CheckResult:
    expected = gross - taken
    if expected == net:
        detail = f"Gross pay {gross} less {source} {taken} is the net pay {net}."
        return CheckResult(kind, Outcome.PASSED, detail, expected, net)
    detail = f"Gross pay {gross} less {source} {taken} is {expected}, but the net pay says {net}."
    return CheckResult(kind, Outcome.FAILED, detail, expected, net)


def _sum_check(kind: str, rows: str, total: str, items: Items, printed: Candidate | None) -> CheckResult:
    """Check that the rows of a part add up to their total, where all of them could be read."""
    if printed is None:
        return CheckResult(kind, Outcome.NOT_POSSIBLE, f"Not possible: the {total} could not be read.")
    if not items.readable:
        return CheckResult(
            kind, Outcome.NOT_POSSIBLE, f"Not possible: the {rows} could not all be read one by one."
        )
    if items.total == printed.amount:
        detail = f"The {len(items.items)} {rows} add up to the {total} {printed.amount}."
        return CheckResult(kind, Outcome.PASSED, detail, items.total, printed.amount)
    detail = f"The {len(items.items)} {rows} add up to {items.total}, but the {total} says {printed.amount}."
    return CheckResult(kind, Outcome.FAILED, detail, items.total, printed.amount)
