"""How the amounts of a table are to be signed: by the convention that its running balance proves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the columns of one row say; `mark` is -1 for debit, 1 for credit, 0 where there is none."""

    amount: Decimal | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    fee: Decimal | None = None
    mark: int = 0
    balance: Decimal | None = None

    @property
    def has_money(self) -> bool:
        """Tell whether the row moves money at all."""
        return bool(self.fee) or self.has_amount

    @property
    def has_amount(self) -> bool:
        """Tell whether the row gives an amount beside a fee."""
        return any(figure is not None for figure in (self.amount, self.debit, self.credit))


@dataclass(frozen=True, slots=True)
class Movement:
    """What a row moves: its signed amount, None where it cannot be read, and the fee taken beside it."""

    amount: Decimal | None
    fee: Decimal = ZERO

    @property
    def total(self) -> Decimal | None:
        """Return what the row changes the balance by."""
        return None if self.amount is None else self.amount + self.fee


Base = Callable[[Figures], Decimal | None]
Convention = Callable[[Figures], Movement]


def movements(rows: Sequence[Figures]) -> list[Movement]:
    """Return what each row moves: money in positive, money out negative.

    Exports write debits with or without a minus, and fees inside or beside the amount. Where there are
    running balances, the convention that explains most of them is taken, else the usual one: a column of
    debits that are all negative carries its own signs, otherwise debits are taken off; fees beside an
    amount are left out.

    Args:
        rows: the rows in the order of the file, oldest or newest first.
    """
    candidates = [[convention(row) for row in rows] for convention in _conventions(rows)]
    balances = [row.balance for row in rows]
    scores = [links([move.total for move in candidate], balances) for candidate in candidates]
    return candidates[scores.index(max(scores))]


def fees_are_unproven(rows: Sequence[Figures], moves: Sequence[Movement]) -> bool:
    """Tell whether fees stand beside the amounts and no balance shows if they come on top of them."""
    if not any(row.fee and row.has_amount for row in rows) or any(move.fee for move in moves):
        return False
    balances = [row.balance for row in rows]
    without = links([move.total for move in moves], balances)
    totals = zip(moves, rows, strict=True)
    taken = [move.amount and move.amount - abs(row.fee or ZERO) for move, row in totals]
    return links(taken, balances) >= without


def links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many neighbouring balances the amounts explain, in the better of the two directions."""
    return max(forward_links(amounts, balances), backward_links(amounts, balances))


def forward_links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many balances follow from the row before, as in files with the oldest row first."""
    return sum(
        before is not None and amount is not None and before + amount == after
        for (before, after), amount in zip(itertools.pairwise(balances), amounts[1:], strict=False)
    )


def backward_links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many balances follow from the row below, as in files with the newest row first."""
    return forward_links(amounts[::-1], balances[::-1])


def _conventions(rows: Sequence[Figures]) -> Iterator[Convention]:
    """Yield the ways in which the rows can be signed, the usual one first."""
    bases = list(_bases(rows))
    yield from (partial(_move, base, 0) for base in bases)
    if any(row.fee for row in rows):
        yield from (partial(_move, base, 1) for base in bases)
        yield from (partial(_move, base, -1) for base in bases)


def _move(base: Base, fee_sign: int, row: Figures) -> Movement:
    """Return the movement of a row; its fee counts as written (1), as taken off (-1) or not at all (0)."""
    amount, fee = base(row), row.fee or ZERO
    if amount is None and fee:
        return Movement(fee if fee_sign == 1 else -abs(fee))
    return Movement(amount, (ZERO, fee, -abs(fee))[fee_sign])


def _bases(rows: Sequence[Figures]) -> Iterator[Base]:
    if any(map(_has_sides, rows)):
        debits = [row.debit for row in rows if row.debit]
        own_signs = bool(debits) and all(debit < 0 for debit in debits)
        yield from (_added, _taken_off) if own_signs else (_taken_off, _added)
        yield _without_debit_sign
    elif any(row.mark for row in rows):
        yield lambda row: None if row.amount is None else abs(row.amount) * (row.mark or 1)
        yield lambda row: row.amount
    else:
        yield lambda row: row.amount


def _has_sides(row: Figures) -> bool:
    return row.debit is not None or row.credit is not None


def _taken_off(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) - (row.debit or ZERO) if _has_sides(row) else None


def _added(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) + (row.debit or ZERO) if _has_sides(row) else None


def _without_debit_sign(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) - abs(row.debit or ZERO) if _has_sides(row) else None
