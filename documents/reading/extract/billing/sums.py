"""Net, tax, rounding and amount due around a total: arithmetic judges which figures they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from documents.reading.extract.billing.figures import Figure, Rate
from documents.reading.extract.billing.labels import Meaning

ZERO = Decimal(0)
_MOST_TAXES = 6
_TAX_LABELS = {Meaning.TAX: 2.0, Meaning.INCLUDED: 1.4}
_NET_LABELS = {
    Meaning.NET: 2.0,
    Meaning.NETT: 1.4,
    Meaning.SUBTOTAL: 1.5,
    Meaning.TAXABLE: 1.2,
    Meaning.TOTAL: 0.4,
    Meaning.AMOUNT: 0.4,
    Meaning.GROSS: 0.1,
}
_COLUMN = 0.8  # what the head of a column counts for against a label in the row
_PAID = frozenset({Meaning.PREPAID, Meaning.CASH})
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """A sum around the total: its amount, the figures that print it, and how it was found.

    `rule` is a key of the table of measured accuracies in `weights.py`.
    """

    amount: Decimal
    figures: tuple[Figure, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The sums around one total; None for what is not printed or not certain enough to be told."""

    net: Part | None = None
    tax: Part | None = None
    rounding: Part | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The amount due, and the payment or the balance that sets it apart from the total."""

    amount: Part
    prepaid: Part | None = None
    previous: Part | None = None


def parts_of(gross: Decimal, figures: Sequence[Figure], rates: Sequence[Rate]) -> Parts:
    """Return net and tax of a total.

    Args:
        gross: the total with tax.
        figures: the sums of money of the document.
        rates: the percentages printed.

    Returns:
        The best labelled pair that adds up to the total, taxes at several rates summed up; else the
        labelled tax whose rate is printed; else what labels alone say.
    """
    taxes = sorted(_taxes(gross, figures), key=lambda pair: -pair[0])
    nets = sorted(_nets(gross, figures), key=lambda pair: -pair[0])
    roundings = [figure for figure in figures if figure.meaning is Meaning.ROUNDING and figure.amount]
    pairs = list(_pairs(gross, taxes, nets, roundings))
    if pairs:
        return max(pairs, key=lambda pair: pair[0])[1]
    return _several(gross, taxes, nets, roundings) or _alone(gross, taxes, nets, rates)


def amount_due(gross: Decimal, figures: Sequence[Figure]) -> Due | None:
    """Return the amount due and what explains its difference to the total, as far as labels tell."""
    dues = [figure for figure in figures if figure.meaning is Meaning.DUE and figure.after_label <= 1]
    if not dues:
        return None
    paid = {abs(figure.amount): figure for figure in figures if figure.meaning in _PAID and figure.amount}
    before = {
        figure.amount: figure for figure in figures if figure.meaning is Meaning.PREVIOUS and figure.amount
    }
    for figure in reversed(dues):
        if figure.amount == gross:
            return Due(Part(gross, (figure,), "due_is_total"))
        if payment := paid.get(gross - figure.amount):
            part = Part(abs(payment.amount), (payment,), "due_after_payment")
            return Due(Part(figure.amount, (figure,), part.rule), prepaid=part)
        if balance := before.get(figure.amount - gross):
            part = Part(balance.amount, (balance,), "due_with_balance")
            return Due(Part(figure.amount, (figure,), part.rule), previous=part)
    return Due(Part(dues[-1].amount, (dues[-1],), "due_by_label"))


def _taxes(gross: Decimal, figures: Iterable[Figure]) -> Iterator[tuple[float, Figure]]:
    for figure in figures:
        if not _inside(figure.amount, gross):
            continue
        score = _TAX_LABELS.get(figure.meaning, 0.0)
        if figure.column is Meaning.TAX and figure.meaning in (
            Meaning.TAXABLE,
            Meaning.UNKNOWN,
            Meaning.OTHER,
            Meaning.TOTAL,
            Meaning.AMOUNT,
        ):
            score = _COLUMN
        elif score and figure.column in (Meaning.TAXABLE, Meaning.NET, Meaning.OTHER):
            score -= 0.9
        if score > 0:
            yield score - 0.3 * (not figure.last) - 0.2 * figure.after_label, figure


def _nets(gross: Decimal, figures: Iterable[Figure]) -> Iterator[tuple[float, Figure]]:
    for figure in figures:
        if not _inside(figure.amount, gross):
            continue
        score = _NET_LABELS.get(figure.meaning, 0.0)
        if figure.column in (
            Meaning.TAXABLE,
            Meaning.NET,
            Meaning.TOTAL,
            Meaning.AMOUNT,
        ) and figure.meaning in (
            Meaning.TAX,
            Meaning.UNKNOWN,
            Meaning.OTHER,
            Meaning.TAXABLE,
        ):
            score = max(score, _COLUMN)
        if score:
            yield score - 0.2 * figure.after_label, figure


def _inside(amount: Decimal, gross: Decimal) -> bool:
    return ZERO <= amount <= gross if gross >= 0 else gross <= amount <= ZERO


def _pairs(
    gross: Decimal,
    taxes: Sequence[tuple[float, Figure]],
    nets: Sequence[tuple[float, Figure]],
    roundings: Sequence[Figure],
) -> Iterator[tuple[float, Parts]]:
    for net_score, net in nets:
        for tax_score, tax in taxes:
            if net is tax or _outweighs(tax.amount, net.amount):
                continue
            rounding = _rounding(gross - net.amount - tax.amount, roundings)
            if rounding is None and net.amount + tax.amount != gross:
                continue
            rule = "adds_up" if tax.amount else "adds_up_without_tax"
            parts = Parts(
                Part(net.amount, (net,), rule),
                Part(tax.amount, (tax,), rule),
                Part(rounding.amount, (rounding,), rule) if rounding else None,
            )
            yield net_score + tax_score + (1.5 if tax.amount else 0.0), parts


def _outweighs(tax: Decimal, net: Decimal) -> bool:
    """Tell whether a tax is more than what it is taken of: no tax on sales is."""
    return abs(tax) > abs(net)


def _rounding(rest: Decimal, roundings: Sequence[Figure]) -> Figure | None:
    return next((figure for figure in roundings if rest and figure.amount == rest), None)


def _several(
    gross: Decimal,
    taxes: Sequence[tuple[float, Figure]],
    nets: Sequence[tuple[float, Figure]],
    roundings: Sequence[Figure],
) -> Parts | None:
    """Return net and the taxes at two or three rates that add up with it."""
    positive = [figure for _, figure in taxes if figure.amount][:_MOST_TAXES]
    for _, net in nets:
        for count in (2, 3):
            for chosen in combinations(positive, count):
                rows = {figure.row_index for figure in chosen}
                total = sum((figure.amount for figure in chosen), ZERO)
                rounding = _rounding(gross - net.amount - total, roundings)
                exact = net.amount + total == gross or rounding is not None
                if exact and len(rows) == count and net not in chosen:
                    return Parts(
                        Part(net.amount, (net,), "adds_up_by_rates"),
                        Part(total, chosen, "adds_up_by_rates"),
                        Part(rounding.amount, (rounding,), "adds_up_by_rates") if rounding else None,
                    )
    return None


def _alone(
    gross: Decimal,
    taxes: Sequence[tuple[float, Figure]],
    nets: Sequence[tuple[float, Figure]],
    rates: Sequence[Rate],
) -> Parts:
    labelled = [figure for score, figure in taxes if score >= 1]
    fitting = next(
        (figure for figure in labelled if figure.amount and _at_rate(figure.amount, gross, rates)), None
    )
    tax = Part(fitting.amount, (fitting,), "tax_at_printed_rate") if fitting else None
    if tax is None and labelled:
        amounts = {figure.amount for figure in labelled}
        tax = Part(
            labelled[0].amount, (labelled[0],), "tax_by_label" if len(amounts) == 1 else "tax_of_several"
        )
    return Parts(_net_alone(gross, nets, tax), tax)


def _net_alone(gross: Decimal, nets: Sequence[tuple[float, Figure]], tax: Part | None) -> Part | None:
    """Return the net amount that a label names; without tax, a subtotal that is the total."""
    net = next((figure for score, figure in nets if figure.meaning is Meaning.NET and score > 1), None)
    if net is not None:
        return Part(net.amount, (net,), "net_by_label")
    free = tax is None or not tax.amount
    same = next((f for _, f in nets if free and f.meaning is Meaning.SUBTOTAL and f.amount == gross), None)
    return Part(same.amount, (same,), "subtotal_is_total") if same else None


def _at_rate(tax: Decimal, gross: Decimal, rates: Sequence[Rate]) -> bool:
    for rate in rates:
        inside = (gross * rate.percent / (100 + rate.percent)).quantize(_CENT)
        if rate.percent and abs(inside - tax) <= _CENT:
            return True
    return False
