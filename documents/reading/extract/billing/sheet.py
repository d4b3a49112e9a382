"""An invoice or receipt as rows, figures, dates and numbers, and the values chosen among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar

from documents.reading.extract.billing.choosing import Evidence, best
from documents.reading.extract.billing.currencies import currency_of
from documents.reading.extract.billing.dating import date_evidence, date_value
from documents.reading.extract.billing.figures import (
    Figure,
    Rate,
    decimal_sign,
    figures_of,
    rates_of,
    rows_of,
)
from documents.reading.extract.billing.identifiers import (
    PrintedIdentifier,
    tax_number_evidence,
    tax_number_value,
    tax_numbers_of,
)
from documents.reading.extract.billing.labels import Meaning
from documents.reading.extract.billing.names import Name
from documents.reading.extract.billing.numbering import (
    PrintedNumber,
    number_evidence,
    number_value,
    numbers_of,
)
from documents.reading.extract.billing.party_evidence import names_with_evidence
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.billing.printed_dates import PrintedDate, dates_of
from documents.reading.extract.billing.sums import Due, Part, Parts, amount_due, parts_of
from documents.reading.extract.billing.totals_evidence import Candidate, candidates_of, money
from documents.reading.extract.billing.weights import accuracy, calibrated, weights
from documents.reading.layout import Row
from documents.reading.types import Box, PageText, Value

Item = TypeVar("Item")

_PROOF = "adds_up"
_SURE_WORD = 0.8  # OCR's own confidence under which a figure is doubted
# What is left of the doubt about a total to which a labelled net and tax add up. Of the labelled bills whose
# total was less than 0.90 sure in spite of that, all eight had it right.
_DOUBT_LEFT = 0.3
_ORDER = (Meaning.GROSS, Meaning.TOTAL, Meaning.DUE, Meaning.NETT, Meaning.AMOUNT, Meaning.SUBTOTAL)


@dataclass(frozen=True)
class Contest(Generic[Item]):
    """Candidates for one value with their evidence; candidates with an equal key say the same."""

    items: Sequence[Item]
    evidence: Sequence[Evidence]
    keys: Sequence[str]


@dataclass(frozen=True)
class Total:
    """The total chosen, and how probable it is."""

    amount: Decimal
    figure: Figure
    probability: float
    parts: Parts

    @property
    def is_proved(self) -> bool:
        """Tell whether net and tax add up to it, so that no digit of the three is misread."""
        tax = self.parts.tax
        return tax is not None and bool(tax.amount) and tax.rule == _PROOF


class Sheet:
    """One document; `kind` is "invoice" or "receipt" and says which weights are used."""

    def __init__(self, pages: Sequence[PageText], kind: str) -> None:
        """Take the pages in order."""
        self.kind = kind
        self.rows: list[Row] = rows_of(pages)
        self.figures: list[Figure] = money(figures_of(self.rows, decimal_sign(self.rows)))
        self.rates: list[Rate] = rates_of(self.rows)

    @cached_property
    def totals(self) -> Contest[Candidate]:
        """The amounts that could be the total."""
        found = candidates_of(self.figures, len(self.rows))
        return Contest(
            found, [candidate.evidence for candidate in found], [str(candidate.amount) for candidate in found]
        )

    @cached_property
    def dates(self) -> Contest[PrintedDate]:
        """The dates printed; one contest for the document's date and the due date."""
        found = dates_of(self.rows)
        return Contest(found, date_evidence(self.rows, found), [date.date.isoformat() for date in found])

    @cached_property
    def numbers(self) -> Contest[PrintedNumber]:
        """The runs of letters and digits that could be the document's number."""
        found = numbers_of(self.rows)
        return Contest(found, number_evidence(self.rows, found), [number.text for number in found])

    @cached_property
    def names(self) -> Contest[Name]:
        """The pieces of text that could be a name; one contest for supplier and customer."""
        found = names_with_evidence(self.rows)
        names = [name for name, _ in found]
        return Contest(names, [evidence for _, evidence in found], [fold(name.text) for name in names])

    @cached_property
    def customers(self) -> Contest[Name]:
        """The names without the supplier's."""
        supplier = fold(self.supplier.normal) if self.supplier else ""
        kept = [index for index, key in enumerate(self.names.keys) if key != supplier]
        names = self.names
        return Contest(
            [names.items[index] for index in kept],
            [names.evidence[index] for index in kept],
            [names.keys[index] for index in kept],
        )

    @cached_property
    def tax_numbers(self) -> Contest[PrintedIdentifier]:
        """What could be the supplier's tax number."""
        found = tax_numbers_of(self.rows)
        evidence = tax_number_evidence(self.rows, found, _box(self.supplier), _box(self.customer))
        return Contest(found, evidence, [number.normal for number in found])

    @cached_property
    def total(self) -> Total | None:
        """The total with tax, with the sums around it."""
        chosen = self._choose("total", self.totals)
        if chosen is None:
            return None
        candidate, probability = chosen
        parts = parts_of(candidate.amount, self.figures, self.rates)
        return Total(candidate.amount, candidate.best(_ORDER), probability, parts)

    @cached_property
    def due(self) -> Due | None:
        """The amount due."""
        return amount_due(self.total.amount, self.figures) if self.total else None

    @cached_property
    def supplier(self) -> Value | None:
        """The supplier's name."""
        return self._name("supplier", self.names)

    @cached_property
    def customer(self) -> Value | None:
        """The customer's name, never the supplier's; receipts name none that matters."""
        return None if self.kind == "receipt" else self._name("customer", self.customers)

    def date(self, name: str, model: str) -> Value | None:
        """Return the date that a model ("date" or "due") chooses, under a value's name."""
        chosen = self._choose(model, self.dates)
        return date_value(name, *chosen) if chosen else None

    def number(self, name: str) -> Value | None:
        """Return the document's number under a value's name."""
        chosen = self._choose("number", self.numbers)
        return number_value(name, *chosen) if chosen else None

    def tax_number(self) -> Value | None:
        """Return the supplier's tax number."""
        chosen = self._choose("tax_number", self.tax_numbers)
        return tax_number_value(*chosen) if chosen else None

    def currency(self) -> Value | None:
        """Return the currency, or None where nothing tells it."""
        return currency_of(self.rows, [(figure.mark, figure.row) for figure in self.figures if figure.mark])

    def sums(self) -> list[Value]:
        """Return total, net and tax as values."""
        total = self.total
        if total is None:
            return []
        rule = "total by labels and arithmetic"
        sure, proved = self._total_sure(), total.is_proved
        found = [_sum("gross_total", total.amount, (total.figure,), sure, rule, proved=proved)]
        for name, part in (("net_total", total.parts.net), ("tax_total", total.parts.tax)):
            if part is not None:
                found.append(self.part(name, part))
        return found

    def _total_sure(self) -> float:
        """Return how sure the total is; net and tax that add up to it take most of the doubt away."""
        if self.total is None:
            return 0.0
        doubt = 1 - self.total.probability
        return 1 - (_DOUBT_LEFT * doubt if self.total.is_proved else doubt)

    def part(self, name: str, part: Part) -> Value:
        """Return a sum that depends on the total as a value."""
        confidence = self._total_sure() * accuracy(self.kind, part.rule)
        proved = part.rule == _PROOF
        return _sum(name, part.amount, part.figures, confidence, part.rule.replace("_", " "), proved=proved)

    def _choose(self, model: str, contest: Contest[Item]) -> tuple[Item, float] | None:
        """Return the most probable candidate with its calibrated probability, or None."""
        chosen = best(contest.items, contest.evidence, weights(self.kind, model), contest.keys)
        return (chosen[0], calibrated(self.kind, model, chosen[1])) if chosen else None

    def _name(self, model: str, contest: Contest[Name]) -> Value | None:
        chosen = self._choose(model, contest)
        if chosen is None:
            return None
        name, probability = chosen
        text = " ".join(word.text for word in name.words)
        rule = "name by its words and place"
        return Value(f"{model}_name", text, name.text, round(probability, 3), name.page, name.box, rule)


def _sum(
    name: str, amount: Decimal, figures: Sequence[Figure], confidence: float, rule: str, *, proved: bool
) -> Value:
    """Make a value of a sum; several figures are several taxes, whose boxes on the first one's page count.

    Digits that OCR is not sure of are doubted, unless the sum is proved by others.
    """
    first = figures[0]
    boxes = [figure.box for figure in figures if figure.row.page == first.row.page]
    doubt = 1.0 if proved else min(1.0, min(figure.confidence for figure in figures) / _SURE_WORD)
    text = " + ".join(figure.text for figure in figures)
    return Value(
        name, text, f"{amount:f}", round(confidence * doubt, 3), first.row.page, Box.around(boxes), rule
    )


def _box(value: Value | None) -> Box | None:
    return value.box if value is not None and value.page == 1 else None
