"""Which amounts are gross pay, deductions, tax and net pay: those that fit their labels and add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from documents.reading.extract.pay import vocabulary
from documents.reading.extract.pay.candidates import Candidate, candidates
from documents.reading.extract.pay.slip import Column, Slip

_TRIED = 8  # candidates of each kind
_TAXES_TRIED = 3
_ADDS_UP = 2.0  # worth of figures that add up exactly
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one pay period; None where none was found. `taxes` are a total apart from deductions."""

    gross: Candidate | None = None
    deductions: Candidate | None = None
    net: Candidate | None = None
    tax: Candidate | None = None
    taxes: Candidate | None = None
    agreed: frozenset[str] = field(default_factory=frozenset)  # kinds printed more than once, the same

    @property
    def add_up(self) -> bool:
        """Return whether gross less all deductions printed is net."""
        return self.difference == ZERO

    @property
    def difference(self) -> Decimal | None:
        """Return what is left of gross after deductions and net; None where one of the three is missing."""
        if self.gross is None or self.deductions is None or self.net is None:
            return None
        apart = self.taxes.amount if self.taxes else ZERO
        return self.gross.amount - self.deductions.amount - apart - self.net.amount


def figures(slip: Slip) -> Figures:
    """Choose the figures of a payslip."""
    gross, deductions, net = (
        candidates(slip, patterns)[:_TRIED]
        for patterns in (vocabulary.GROSS, vocabulary.DEDUCTIONS, vocabulary.NET)
    )
    taxes = [found for found in _taxes(slip) if found.column is not Column.TO_DATE][:_TAXES_TRIED]
    options = product(*(_or_none(found) for found in (gross, deductions, net, taxes)))
    chosen = max((Figures(g, d, n, taxes=t) for g, d, n, t in options if _possible(g, d, n, t)), key=_worth)
    tax = _tax(slip, chosen)
    agreed = frozenset(
        name
        for name, found, listed in (("gross", chosen.gross, gross), ("net", chosen.net, net))
        if found and sum(other.amount == found.amount for other in listed) > 1
    )
    return Figures(chosen.gross, chosen.deductions, chosen.net, tax, chosen.taxes, agreed)


def _taxes(slip: Slip) -> list[Candidate]:
    """Return what may be taken off beside the total of the deductions."""
    return [*candidates(slip, vocabulary.TAXES_TOTAL), *candidates(slip, vocabulary.TAX)]


def _or_none(found: Sequence[Candidate]) -> list[Candidate | None]:
    return [*found, None]


def _possible(
    gross: Candidate | None, deductions: Candidate | None, net: Candidate | None, taxes: Candidate | None
) -> bool:
    """Return whether no amount is taken twice, and a total of taxes stands beside one of deductions."""
    places = [(found.row, found.money.start) for found in (gross, deductions, net, taxes) if found]
    return len(places) == len(set(places)) and not (taxes and not deductions)


def _worth(chosen: Figures) -> float:
    found = [one for one in (chosen.gross, chosen.deductions, chosen.net) if one]
    worth = sum(one.worth for one in found)
    if chosen.add_up:
        # What adds up to date adds up as well: the columns still decide between the two.
        worth += _ADDS_UP * min(one.worth for one in found)
    if chosen.taxes:
        worth -= 0.1 if chosen.add_up else 0.5
    if chosen.gross and chosen.net and chosen.net.amount > chosen.gross.amount:
        worth -= 1.0
    return worth


def _tax(slip: Slip, chosen: Figures) -> Candidate | None:
    """Return the income tax taken off: the best that is no more than all deductions."""
    taken = {(one.row, one.money.start) for one in (chosen.gross, chosen.net, chosen.deductions) if one}
    limit = _limit(chosen)
    fitting = [
        found
        for found in candidates(slip, vocabulary.TAX)
        if (found.row, found.money.start) not in taken
        and found.column in (Column.CURRENT, Column.UNKNOWN)
        and (limit is None or found.amount <= limit)
    ]
    return next(iter(fitting), None)


def _limit(chosen: Figures) -> Decimal | None:
    if chosen.deductions is not None:
        apart = chosen.taxes.amount if chosen.taxes else ZERO
        return chosen.deductions.amount + apart
    if chosen.gross is not None and chosen.net is not None:
        return chosen.gross.amount - chosen.net.amount
    return None
