"""Whether money came in or went out: columns, signs and marks, sections, words, and last the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from documents.reading.extract.statement.booking import Booking
from documents.reading.extract.statement.chain import Reading, Solution, solve
from documents.reading.extract.statement.sides import are_sided
from documents.reading.extract.statement.tokens import Money
from documents.reading.extract.statement.vocabulary import IN_WORDS, OUT_WORDS, Role, pattern
from documents.reading.layout import fold

_AGAINST = 0.2  # what reading an unsigned amount against its likelier side costs
_MOST_OPEN = 18  # signs between two balances: more of them nearly always have several solutions
_UNLIKE = 0.4  # what a printed total that the bookings do not add up to costs
_SPARE = 0.8  # what leaving a printed balance aside costs
_IN = pattern(IN_WORDS)
_OUT = pattern(OUT_WORDS)


@dataclass(frozen=True, slots=True)
class Convention:
    """How a document prints signs.

    `owed`: amounts with a plain sign or none are what is owed (credit cards), so they count against the
    holder. `owed_balances`: the same for balances. `fees`: amounts in a fee column are taken off the balance.
    `unsigned`: which side an amount without a sign is likelier on; `by_words`: unless its words tell;
    `settled`: the other amounts print the opposite sign, so an amount without one has its meaning.
    """

    owed: bool = False
    owed_balances: bool = False
    fees: bool = True
    unsigned: int = 1
    by_words: bool = True
    settled: bool = False


@dataclass(frozen=True, slots=True)
class _Ends:
    """What is printed of the balances at both ends, and the totals of credits and debits between them."""

    opening: Money | None
    closing: Money | None
    totals: tuple[Decimal, Decimal] | None
    balanced: bool  # the bookings print running balances

    def under(self, convention: Convention) -> tuple[Decimal | None, Decimal | None]:
        """Return both balances under a convention; zero and the difference where one is missing."""
        start, end = _balance(self.opening, convention), _balance(self.closing, convention)
        if self.totals is None or self.balanced or (start is not None and end is not None):
            return start, end
        moved = self.totals[0] - self.totals[1]
        if start is not None:
            return start, start + moved
        return (end - moved if end is not None else Decimal(0)), (end if end is not None else moved)

    def unlike(self, solution: Solution) -> float:
        """Return how badly the bookings fit the printed totals: a cost that decides as a last resort."""
        if self.totals is None:
            return 0.0
        moved = [reading.moved for reading in solution.readings if reading.moved is not None]
        into = sum((amount for amount in moved if amount > 0), Decimal(0))
        out = -sum((amount for amount in moved if amount < 0), Decimal(0))
        return _UNLIKE * ((into != self.totals[0]) + (out != self.totals[1]))

    def borne_out(self, solution: Solution) -> Solution:
        """Take back what a difference alone proves where the credits do not add up to their total."""
        if self.totals is None or self.balanced or (self.opening is not None and self.closing is not None):
            return solution
        amounts = [reading.moved for reading in solution.readings if reading.moved is not None]
        if sum((amount for amount in amounts if amount > 0), Decimal(0)) == self.totals[0]:
            return solution
        return replace(solution, confirmed=frozenset(), closes=False)


def conventions(
    bookings: Sequence[Booking], balances: Sequence[Money | None] = (), *, card: bool
) -> list[Convention]:
    """Return the conventions worth trying, likelier ones first."""
    unsigned = _likelier_side(bookings, card=card)
    signs = {money.sign for booking in bookings for money in _unsided(booking)} - {0}
    found = [Convention(unsigned=unsigned, by_words=not signs, settled=len(signs) == 1)]
    if card:
        found = _card_conventions(bookings, balances, found[0])
    elif are_sided(bookings):  # without it the arithmetic bears debts out as well as it does money
        found.append(Convention(owed=True, owed_balances=True, unsigned=-1))
    if any(Role.FEE in booking.placed.cells for booking in bookings):
        found += [replace(convention, fees=False) for convention in found]
    return found


def _card_conventions(
    bookings: Sequence[Booking], balances: Sequence[Money | None], plain: Convention
) -> list[Convention]:
    """Return the conventions of a card, by how its payments and its balances are printed."""
    owed = Convention(owed=True, owed_balances=True, unsigned=-1)
    mixed = replace(plain, owed_balances=True)
    negative = any(money is not None and money.sign < 0 and not money.mark for money in balances)
    payments = _payments_are_negative(bookings)
    if payments or (payments is None and not negative):
        return [owed, mixed, plain]
    return [plain, mixed, owed] if negative else [mixed, plain, owed]


def readings(booking: Booking, convention: Convention) -> list[Reading]:
    """Return the ways to read one booking under a convention."""
    if booking.placed.loose:
        return _loose_readings(booking, convention)
    cells = booking.placed.cells
    balance = _balance(cells.get(Role.BALANCE) or booking.checkpoint, convention)
    fee = _fee(cells.get(Role.FEE), convention)
    return [replace(reading, balance=balance, fee=fee) for reading in _amount_readings(booking, convention)]


def decide(
    bookings: Sequence[Booking],
    opening: Money | None,
    closing: Money | None,
    totals: tuple[Decimal, Decimal] | None = None,
    *,
    card: bool,
) -> tuple[Solution, Convention, bool]:
    """Choose convention, order and readings that the balances bear out best.

    First every convention is tried with the likeliest reading of each booking; only where none of them
    makes the balances follow are unsigned amounts searched one by one.

    Args:
        bookings: those of one account in the order of the document.
        opening: the printed opening balance, if any.
        closing: the printed closing balance, if any.
        totals: printed totals of credits and debits, to go by where no balances are.
        card: the words are those of a credit card statement.

    Returns:
        The solution in the order of the document, the convention, and whether the newest booking is first.
    """
    balanced = any(Role.BALANCE in b.placed.cells or len(b.placed.loose) > 1 for b in bookings)
    ends = _Ends(opening, closing, totals, balanced=balanced)
    likeliest = _best(bookings, ends, card=card, search=False)
    if likeliest[0].broken == 0 and likeliest[0].matched > 0:
        return likeliest
    if not _worth_searching(bookings):
        return likeliest
    searched = _best(bookings, ends, card=card, search=True)
    return searched if searched[0].cost < likeliest[0].cost else likeliest


def _worth_searching(bookings: Sequence[Booking]) -> bool:
    """Tell whether a search can single out one reading: many open signs between two balances cannot."""
    plain = Convention()
    longest = run = 0
    for booking in bookings:
        options = readings(booking, plain)
        run += len({reading.amount for reading in options}) > 1
        longest = max(longest, run)
        if any(reading.balance is not None for reading in options):
            run = 0
    return longest <= _MOST_OPEN


def _best(
    bookings: Sequence[Booking], ends: _Ends, *, card: bool, search: bool
) -> tuple[Solution, Convention, bool]:
    found: list[tuple[float, Solution, Convention, bool]] = []
    for rank, convention in enumerate(conventions(bookings, (ends.opening, ends.closing), card=card)):
        options = [readings(booking, convention) for booking in bookings]
        if not search:
            options = [[min(each, key=lambda reading: reading.cost)] for each in options]
        start, end = ends.under(convention)
        for newest_first in _orders(bookings):
            solution = ends.borne_out(solve(options[::-1] if newest_first else options, start, end))
            cost = solution.cost + 0.01 * rank + 0.001 * newest_first + ends.unlike(solution)
            found.append((cost, _turned(solution) if newest_first else solution, convention, newest_first))
    _, solution, convention, newest_first = min(found, key=lambda each: each[0])
    return solution, convention, newest_first


def balance_value(money: Money | None, convention: Convention) -> Decimal | None:
    """Return a printed balance from the holder's side."""
    return _balance(money, convention)


def _orders(bookings: Sequence[Booking]) -> tuple[bool, ...]:
    days = [booking.day for booking in bookings if booking.day]
    if len(days) < 2:
        return (False,)
    keys = [(day.year or 0, day.month, day.day) for day in days]
    falls = sum(1 for a, b in pairwise(keys) if a > b)
    rises = sum(1 for a, b in pairwise(keys) if a < b)
    return (True, False) if falls > rises else (False, True)


def _turned(solution: Solution) -> Solution:
    last = len(solution.readings) - 1
    return replace(
        solution,
        readings=solution.readings[::-1],
        confirmed=frozenset(last - i for i in solution.confirmed),
        tied=frozenset(last - i for i in solution.tied),
    )


def _signed(money: Money, *, owed: bool) -> Decimal:
    """Return an amount from the holder's side; letter marks say it outright, plain signs depend."""
    if money.mark:
        return money.signed
    return -money.signed if owed else money.signed


def _balance(money: Money | None, convention: Convention) -> Decimal | None:
    return None if money is None else _signed(money, owed=convention.owed_balances)


def _fee(money: Money | None, convention: Convention) -> Decimal | None:
    if money is None or not convention.fees or money.magnitude == 0:
        return None
    return -money.magnitude


def _amount_readings(booking: Booking, convention: Convention) -> list[Reading]:
    cells = booking.placed.cells
    debit, credit = cells.get(Role.DEBIT), cells.get(Role.CREDIT)
    if debit is not None and credit is not None:
        if debit.magnitude and credit.magnitude:
            return [Reading(credit.magnitude - debit.magnitude, rule="columns", cost=0.1)]
        debit, credit = (debit, None) if debit.magnitude else (None, credit)
    if debit is not None:
        return [Reading(-debit.magnitude, rule="column"), *_reversed(debit, -1)]
    if credit is not None:
        amount = -credit.magnitude if credit.sign < 0 and not credit.mark else credit.magnitude
        return [Reading(amount, rule="column")]
    money = cells.get(Role.AMOUNT)
    if money is None:
        return (
            [Reading(Decimal(0), rule="fee only")] if Role.FEE in cells else [Reading(None, rule="no amount")]
        )
    return _sided(money, booking, convention)


def _reversed(money: Money, side: int) -> list[Reading]:
    """Return the reading of an amount whose sign contradicts its column: a booking taken back."""
    if money.sign == 0:
        return []
    return [Reading(-side * money.magnitude, cost=1.2, rule="column reversed")]


def _sided(money: Money, booking: Booking, convention: Convention) -> list[Reading]:
    """Return the readings of an amount that stands in no debit or credit column."""
    if booking.mark:
        return [Reading(booking.mark * money.magnitude, rule="mark")]
    if money.sign:
        owed = convention.owed and booking.section == 0
        amount = _signed(money, owed=owed)
        found = [Reading(amount, rule="sign")]
        if booking.section and (amount > 0) != (booking.section > 0):
            found.append(Reading(-amount, cost=0.4, rule="section against sign"))
        return found
    if booking.section:
        amount = booking.section * money.magnitude
        return [Reading(amount, rule="section"), Reading(-amount, cost=0.8, sure=False, rule="arithmetic")]
    if money.magnitude == 0:
        return [Reading(money.magnitude, rule="zero")]
    return _unsigned(money.magnitude, booking, convention)


def _unsigned(magnitude: Decimal, booking: Booking, convention: Convention) -> list[Reading]:
    side, rule = convention.unsigned, "unsigned"
    if convention.owed:
        return [
            Reading(-magnitude, rule="owed"),
            Reading(magnitude, cost=_AGAINST, sure=False, rule="arithmetic"),
        ]
    if convention.by_words and (word := word_side(booking)):
        side, rule = word, "word"
    return [
        Reading(side * magnitude, sure=convention.settled, rule=rule),
        Reading(-side * magnitude, cost=_AGAINST, sure=False, rule="arithmetic"),
    ]


def word_side(booking: Booking) -> int:
    """Return +1 or -1 where the words of a booking name one side and not the other, else 0."""
    text = fold(" ".join(word.text for word in booking.words))
    into, out = bool(_IN.search(text)), bool(_OUT.search(text))
    return 0 if into == out else (1 if into else -1)


def _loose_readings(booking: Booking, convention: Convention) -> list[Reading]:
    """Return the readings of a row that lost its columns: the last amounts are amount and balance."""
    loose = booking.placed.loose
    header = booking.table.header
    roles = [column.role for column in header.money] if header else []
    balance_known = Role.BALANCE in roles
    found: list[Reading] = []
    if len(loose) > 1 and (balance_known or not roles):
        balance = _balance(loose[-1], convention)
        extra = 0.0 if balance_known else 0.05
        two = _one_of(loose[-2], booking, convention, roles)
        found += [replace(reading, balance=balance, cost=reading.cost + extra) for reading in two]
    if len(loose) == 1 or not balance_known:
        extra = 0.0 if len(loose) == 1 or roles else _SPARE
        after = _balance(booking.checkpoint, convention)
        one = _one_of(loose[-1], booking, convention, roles)
        found += [replace(reading, balance=after, cost=reading.cost + extra) for reading in one]
    return found


def _one_of(money: Money, booking: Booking, convention: Convention, roles: Sequence[Role]) -> list[Reading]:
    if money.sign == 0 and Role.DEBIT in roles and Role.CREDIT not in roles:
        return [Reading(-money.magnitude, rule="column")]
    return _sided(money, booking, convention)


def _likelier_side(bookings: Sequence[Booking], *, card: bool) -> int:
    """Return which side unsigned amounts are on, judged by which signs the others carry."""
    amounts = [money for booking in bookings for money in _unsided(booking)]
    pluses = sum(1 for money in amounts if money.sign > 0)
    minuses = sum(1 for money in amounts if money.sign < 0)
    if pluses and not minuses:
        return -1
    return -1 if card and not minuses else 1


def _unsided(booking: Booking) -> list[Money]:
    money = booking.placed.cells.get(Role.AMOUNT)
    return [money] if money is not None else list(booking.placed.loose[:1])


def _payments_are_negative(bookings: Sequence[Booking]) -> bool | None:
    """Tell whether a card prints money in with a minus (or CR); None where no row tells."""
    votes = 0
    for booking in bookings:
        money = booking.placed.cells.get(Role.AMOUNT)
        side = word_side(booking)
        if money is None or not side or money.mark:
            continue
        printed = -1 if money.sign < 0 else 1
        votes += 1 if printed == -side else -1
    return None if votes == 0 else votes > 0
