"""Whether anything that is printed tells money in from money out, or a whole statement may be mirrored.

Where no column, heading, mark or sign says which side an amount is on, running balances follow both ways: as
they stand, and with every amount and balance the other way round. Arithmetic cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from documents.reading.extract.statement.booking import Booking
from documents.reading.extract.statement.chain import Solution
from documents.reading.extract.statement.tokens import Money
from documents.reading.extract.statement.vocabulary import Role

_SIDED = frozenset({Role.DEBIT, Role.CREDIT})
OWED = (
    "The balances carry no sign and are read as debt, because the bookings add up only so. Check their side."
)
MIRRORED = (
    "Nothing that is printed tells money in from money out: every amount and balance may be the other way "
    "round. Check one line."
)


def are_sided(bookings: Sequence[Booking]) -> bool:
    """Tell whether a column, a heading or a letter mark says of any booking which side it is on."""
    return any(
        booking.mark or booking.section or _in_sided_column(booking) or any(m.mark for m in _money(booking))
        for booking in bookings
    )


def side_doubts(
    bookings: Sequence[Booking],
    solution: Solution,
    balances: Sequence[Money | None],
    side_by_words: Callable[[Booking], int],
    *,
    owed: bool,
) -> list[str]:
    """Return the sentence for a person where amounts and balances may be mirrored, else nothing.

    Args:
        bookings: those of one account of a bank, not of a card.
        solution: how they were read.
        balances: the printed opening and closing balance.
        side_by_words: +1 or -1 where the words of a booking name its side.
        owed: balances without a sign were read as debt.
    """
    printed = [money for booking in bookings for money in _money(booking)]
    printed += [money for money in balances if money is not None]
    if owed:
        return [OWED] if any(not (money.sign or money.mark) for money in balances if money) else []
    if not bookings or any(money.sign or money.mark for money in printed) or are_sided(bookings):
        return []
    votes = sum(
        side_by_words(booking) * (1 if reading.amount > 0 else -1)
        for booking, reading in zip(bookings, solution.readings, strict=True)
        if reading.amount
    )
    return [] if votes > 0 else [MIRRORED]


def _in_sided_column(booking: Booking) -> bool:
    if not _SIDED.isdisjoint(booking.placed.cells):
        return True
    header = booking.table.header
    roles = {column.role for column in header.money} if header else set()
    return bool(booking.placed.loose) and Role.DEBIT in roles and Role.CREDIT not in roles


def _money(booking: Booking) -> Iterator[Money]:
    yield from booking.placed.cells.values()
    yield from booking.placed.loose
    if booking.checkpoint is not None:
        yield booking.checkpoint
