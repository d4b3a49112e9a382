"""What speaks for an amount being the total: its labels, its place, and the arithmetic around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from documents.reading.extract.billing.figures import Figure
from documents.reading.extract.billing.labels import Meaning

TOTALS = frozenset(
    {
        Meaning.GROSS,
        Meaning.TOTAL,
        Meaning.AMOUNT,
        Meaning.DUE,
        Meaning.NETT,
        Meaning.SUBTOTAL,
        Meaning.INCLUDED,
    }
)
NETS = frozenset({Meaning.NET, Meaning.SUBTOTAL, Meaning.TAXABLE, Meaning.NETT})
_LABELLED = TOTALS | frozenset({Meaning.CASH, Meaning.NET})
_WHOLE = frozenset({Meaning.GROSS, Meaning.TOTAL, Meaning.DUE, Meaning.SUBTOTAL})
_WHOLE_WORDS, _WHOLE_MOST = (
    3,
    1_000_000,
)  # a whole number without a currency is a sum only behind a short label
_NEAR_LABEL = 1  # figures between a label and the one it labels, at most
_MOST_CHANGES = 6
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One amount with all the figures that print it and what speaks for it being the total."""

    amount: Decimal
    figures: tuple[Figure, ...]
    evidence: Mapping[str, float]

    def best(self, meanings: Iterable[Meaning]) -> Figure:
        """Return the figure whose label comes first in `meanings`; the last printed where none does."""
        for meaning in meanings:
            for figure in reversed(self.figures):
                if figure.meaning is meaning and figure.after_label <= _NEAR_LABEL:
                    return figure
        return self.figures[-1]


def money(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures that can be sums of money: with decimals, or with a currency sign."""
    exact = [figure for figure in figures if figure.decimals in (1, 2, 4)]
    whole = [
        figure for figure in figures if figure.decimals == 0 and (figure.mark or _labelled_whole(figure))
    ]
    return sorted([*exact, *whole], key=lambda figure: figure.row_index)


def candidates_of(figures: Sequence[Figure], rows: int) -> list[Candidate]:
    """Return every amount that could be the total, with its evidence.

    Args:
        figures: the sums of money of the document, in reading order.
        rows: the number of rows of the document.
    """
    by_amount: dict[Decimal, list[Figure]] = {}
    for figure in figures:
        by_amount.setdefault(figure.amount, []).append(figure)
    context = _Context.of(figures, rows)
    return [
        Candidate(amount, tuple(same), context.evidence(amount, same))
        for amount, same in by_amount.items()
        if any(
            figure.meaning in _LABELLED or figure.column in TOTALS or figure.meaning is Meaning.UNKNOWN
            for figure in same
        )
    ]


def _labelled_whole(figure: Figure) -> bool:
    words = len(figure.label.split())
    return (
        figure.meaning in _WHOLE
        and figure.after_label == 0
        and words <= _WHOLE_WORDS
        and figure.amount < _WHOLE_MOST
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What the whole document says about its amounts."""

    rows: int
    top: Decimal  # the largest labelled as a total
    totals: frozenset[Decimal]
    nets: frozenset[Decimal]
    taxes: frozenset[Decimal]
    roundings: frozenset[Decimal]
    subtotals: frozenset[Decimal]
    adjustments: frozenset[Decimal]  # what discounts, charges and taxes together may change a subtotal by
    cash: frozenset[Decimal]
    change: frozenset[Decimal]
    height: float

    @classmethod
    def of(cls, figures: Sequence[Figure], rows: int) -> _Context:
        """Sort the figures by what their labels say."""
        totals = _amounts(figures, TOTALS)
        heights = sorted(figure.box.y1 - figure.box.y0 for figure in figures) or [0.0]
        return cls(
            rows=max(rows, 1),
            top=max(totals, default=ZERO),
            totals=totals,
            nets=_amounts(figures, NETS),
            taxes=_amounts(figures, {Meaning.TAX, Meaning.INCLUDED}),
            roundings=_amounts(figures, {Meaning.ROUNDING}) - {ZERO},
            subtotals=_amounts(figures, {Meaning.SUBTOTAL, Meaning.AMOUNT}),
            adjustments=frozenset(_adjustments(figures)),
            cash=frozenset(abs(amount) for amount in _amounts(figures, {Meaning.CASH})),
            change=frozenset(abs(amount) for amount in _amounts(figures, {Meaning.CHANGE})),
            height=heights[len(heights) // 2],
        )

    def evidence(self, amount: Decimal, same: Sequence[Figure]) -> dict[str, float]:
        """Return what speaks for and against this amount."""
        found = {f"label_{figure.meaning}": 1.0 for figure in same if figure.after_label <= _NEAR_LABEL}
        if not any(figure.meaning in _LABELLED for figure in same):
            found |= {f"column_{figure.column}": 1.0 for figure in same}
        found["repeated"] = min(sum(figure.meaning in TOTALS for figure in same), 3) / 3
        found["place"] = same[-1].row_index / self.rows
        found["tall"] = (
            min(max(figure.box.y1 - figure.box.y0 for figure in same) / max(self.height, 1e-6), 2.0) - 1
        )
        found |= {name: 1.0 for name, holds in self._arithmetic(amount, same).items() if holds}
        found |= {name: 1.0 for name, holds in _print(amount, same).items() if holds}
        return found

    def _arithmetic(self, amount: Decimal, same: Sequence[Figure]) -> dict[str, bool]:
        labelled = any(figure.meaning in TOTALS for figure in same)
        return {
            "largest_total": amount == self.top,
            "cash_less_change": any(cash - amount in self.change and cash != amount for cash in self.cash),
            "cash_without_change": amount in self.cash and ZERO in self.change,
            "cash_less_cash": any(cash - amount in self.cash for cash in self.cash),
            "cash_exactly": amount in self.cash and labelled,
            "cash_itself": amount in self.cash
            and any(amount - back in self.totals for back in self.change if back),
            "net_and_tax": any(
                amount - tax - rounding in self.nets
                for tax in self.taxes
                if tax
                for rounding in (ZERO, *self.roundings)
            ),
            "taxed_to_more": any(amount + tax in self.totals for tax in self.taxes if tax),
            "adjusted": any(amount - change in self.subtotals for change in self.adjustments),
            "rounded": any(amount - rounding in self.totals for rounding in self.roundings),
            "before_rounding": any(amount + rounding in self.totals for rounding in self.roundings),
            "is_tax": amount in self.taxes,
        }


def _adjustments(figures: Sequence[Figure]) -> Iterable[Decimal]:
    """Yield the sums of two or more of the labelled discounts, charges and taxes."""
    changes = {-abs(amount) for amount in _amounts(figures, {Meaning.DISCOUNT}) if amount}
    changes |= {amount for amount in _amounts(figures, {Meaning.CHARGE, Meaning.TAX}) if amount > 0}
    few = sorted(changes)[:_MOST_CHANGES]
    for count in range(2, len(few) + 1):
        for chosen in combinations(few, count):
            yield sum(chosen, ZERO)


def _print(amount: Decimal, same: Sequence[Figure]) -> dict[str, bool]:
    return {
        "whole_number": all(figure.decimals == 0 for figure in same),
        "odd_decimals": all(figure.decimals in (1, 4) for figure in same),
        "marked": any(figure.mark for figure in same),
        "not_last": not any(figure.last for figure in same),
        "far_from_label": all(figure.after_label > 0 for figure in same),
        "stacked": all(figure.stacked for figure in same),
        "negative": amount < 0,
        "zero": amount == 0,
    }


def _amounts(figures: Iterable[Figure], meanings: Iterable[Meaning]) -> frozenset[Decimal]:
    wanted = frozenset(meanings)
    return frozenset(figure.amount for figure in figures if figure.meaning in wanted)
