"""The one reading of all bookings that the printed balances bear out, found by search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

MISMATCH = 3.0  # what a balance that does not follow costs; more than any doubt about a sign
_TIE = 0.9  # two readings that cost about the same and explain the same balance decide nothing
_MOST_STATES = 3_000


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a booking: what it moves, the balance after it, and how unlikely that is.

    `sure` tells that the sign is printed or given by the column; `rule` names what gave it.
    """

    amount: Decimal | None
    balance: Decimal | None = None
    cost: float = 0.0
    sure: bool = True
    rule: str = ""
    fee: Decimal | None = None

    @property
    def moved(self) -> Decimal | None:
        """Return amount and fee together."""
        return None if self.amount is None else self.amount + (self.fee or 0)


@dataclass(frozen=True, slots=True)
class Solution:
    """The readings chosen, in order.

    `confirmed` holds the positions that lie between two balances that agree, `tied` those where another
    reading agrees just as well. `matched` and `broken` count the balances, the closing one included;
    `closes` tells that all bookings together lead from the opening to the closing balance.
    """

    readings: tuple[Reading, ...]
    cost: float
    confirmed: frozenset[int]
    tied: frozenset[int]
    matched: int
    broken: int
    closes: bool


@dataclass(frozen=True, slots=True)
class _State:
    balance: Decimal | None
    cost: float
    before: _State | None
    reading: Reading | None
    tied: bool = False


def solve(options: Sequence[Sequence[Reading]], opening: Decimal | None, closing: Decimal | None) -> Solution:
    """Choose one reading for each booking so that the balances break least.

    Args:
        options: for each booking, oldest first, at least one reading.
        opening: the balance before the first booking, if known.
        closing: the balance after the last one, if known.
    """
    states = [_State(opening, 0.0, None, None)]
    for readings in options:
        states = _advance(states, readings)
    last = _end(states, closing)
    path: list[_State] = []
    state: _State | None = last
    while state is not None and state.reading is not None:
        path.append(state)
        state = state.before
    path.reverse()
    return _judge(path, last.cost, opening, closing, ends_tied=last.tied)


def _advance(states: Sequence[_State], readings: Sequence[Reading]) -> list[_State]:
    reached: dict[Decimal | None, _State] = {}
    for state in states:
        for reading in readings:
            _add(reached, _next(state, reading))
    if len(reached) <= _MOST_STATES:
        return list(reached.values())
    ordered = sorted(reached.values(), key=lambda state: state.cost)
    # What was cut off could have explained the balances as well: what is left proves nothing.
    return [replace(state, tied=True) for state in ordered[:_MOST_STATES]]


def _next(state: _State, reading: Reading) -> _State:
    moved = reading.moved
    computed = None if state.balance is None or moved is None else state.balance + moved
    cost = state.cost + reading.cost
    if reading.balance is None:
        return _State(computed, cost, state, reading, state.tied)
    if computed is not None and computed != reading.balance:
        cost += MISMATCH
    return _State(reading.balance, cost, state, reading, tied=False if computed is None else state.tied)


def _add(reached: dict[Decimal | None, _State], state: _State) -> None:
    known = reached.get(state.balance)
    if known is None:
        reached[state.balance] = state
        return
    better, worse = (state, known) if state.cost < known.cost else (known, state)
    tied = worse.cost - better.cost < _TIE
    reached[state.balance] = _State(
        better.balance, better.cost, better.before, better.reading, better.tied or tied
    )


def _end(states: Sequence[_State], closing: Decimal | None) -> _State:
    def total(state: _State) -> float:
        missed = closing is not None and state.balance is not None and state.balance != closing
        return state.cost + (MISMATCH if missed else 0.0)

    best = min(states, key=total)
    return _State(best.balance, total(best), best.before, best.reading, best.tied)


def _judge(
    path: Sequence[_State],
    cost: float,
    opening: Decimal | None,
    closing: Decimal | None,
    *,
    ends_tied: bool,
) -> Solution:
    """Walk along the chosen readings and tell which balances follow."""
    confirmed: set[int] = set()
    tied: set[int] = set()
    matched = broken = 0
    running, total, since = opening, opening, 0
    for i, state in enumerate(path):
        reading = state.reading
        moved = reading.moved if reading else None
        running = None if running is None or moved is None else running + moved
        total = None if total is None or moved is None else total + moved
        if reading is None or reading.balance is None:
            continue
        if running is not None and running == reading.balance:
            matched += 1
            confirmed.update(range(since, i + 1))
            tied.update(range(since, i + 1) if state.tied and since < i else ())
        elif running is not None:
            broken += 1
        running, since = reading.balance, i + 1
    closes = closing is not None and total is not None and total == closing
    if closing is not None and running is not None:
        matched += running == closing
        broken += running != closing
        if running == closing:
            confirmed.update(range(since, len(path)))
            tied.update(range(since, len(path)) if ends_tied else ())
    readings = tuple(state.reading for state in path if state.reading is not None)
    return Solution(readings, cost, frozenset(confirmed), frozenset(tied), matched, broken, closes)
