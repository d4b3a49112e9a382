"""An invoice or receipt as rows, figures, dates and numbers, and the values chosen among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from documents.reading.extract.billing.choosing import best
from documents.reading.extract.billing.currencies import currency_of
from documents.reading.extract.billing.dating import date_evidence, dated
from documents.reading.extract.billing.figures import (
    Figure,
    Rate,
    decimal_sign,
    figures_of,
    rates_of,
    rows_of,
)
from documents.reading.extract.billing.identifiers import tax_number, tax_number_evidence, tax_numbers_of
from documents.reading.extract.billing.labels import Meaning
from documents.reading.extract.billing.names import Name
from documents.reading.extract.billing.numbering import number_evidence, numbered, numbers_of
from documents.reading.extract.billing.party_evidence import names_with_evidence
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.billing.printed_dates import PrintedDate, dates_of
from documents.reading.extract.billing.sums import Part, Parts, parts_of
from documents.reading.extract.billing.totals_evidence import Candidate, candidates_of, money
from documents.reading.extract.billing.weights import accuracy, calibrated, weights
from documents.reading.layout import Row
from documents.reading.types import Box, PageText, Value

_SURE_WORD = 0.8  # OCR's own confidence under which a figure is doubted
_ORDER = (Meaning.GROSS, Meaning.TOTAL, Meaning.DUE, Meaning.NETT, Meaning.SUBTOTAL)


@dataclass(frozen=True)
class Total:
    """The total chosen, and how probable it is."""

    amount: Decimal
    figure: Figure
    probability: float
    parts: Parts


class Sheet:
    """One document; `kind` is "invoice" or "receipt" and says which weights are used."""

    def __init__(self, pages: Sequence[PageText], kind: str) -> None:
        """Take the pages in order."""
        self.kind = kind
        self.rows: list[Row] = rows_of(pages)
        self.figures: list[Figure] = money(figures_of(self.rows, decimal_sign(self.rows)))
        self.rates: list[Rate] = rates_of(self.rows)

    @cached_property
    def dates(self) -> list[PrintedDate]:
        """All dates printed."""
        return dates_of(self.rows)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """All amounts that could be the total."""
        return candidates_of(self.figures, len(self.rows))

    @cached_property
    def names(self) -> list[tuple[Name, dict[str, float]]]:
        """All pieces of text that could be a name, with their evidence."""
        return names_with_evidence(self.rows)

    @cached_property
    def total(self) -> Total | None:
        """The total with tax, with the sums around it."""
        evidence = [candidate.evidence for candidate in self.candidates]
        chosen = best(self.candidates, evidence, weights(self.kind, "total"))
        if chosen is None:
            return None
        candidate, probability = chosen
        parts = parts_of(candidate.amount, self.figures, self.rates)
        sure = calibrated(self.kind, "total", probability)
        return Total(candidate.amount, candidate.best(_ORDER), sure, parts)

    @cached_property
    def supplier(self) -> Value | None:
        """The supplier's name."""
        return self._party("supplier", self.names)

    @cached_property
    def customer(self) -> Value | None:
        """The customer's name, never the supplier's; receipts name none that matters."""
        if self.kind == "receipt":
            return None
        supplier = fold(self.supplier.normal) if self.supplier else ""
        others = [(name, evidence) for name, evidence in self.names if fold(name.text) != supplier]
        return self._party("customer", others)

    def date(self, name: str, model: str) -> Value | None:
        """Return the date that a model chooses, under a value's name."""
        found = dated(
            name, self.rows, self.dates, date_evidence(self.rows, self.dates), weights(self.kind, model)
        )
        return self._calibrated(found, model)

    def number(self, name: str) -> Value | None:
        """Return the document's number under a value's name."""
        numbers = numbers_of(self.rows)
        found = numbered(name, numbers, number_evidence(self.rows, numbers), weights(self.kind, "number"))
        return self._calibrated(found, "number")

    def tax_number(self) -> Value | None:
        """Return the supplier's tax number."""
        numbers = tax_numbers_of(self.rows)
        evidence = tax_number_evidence(self.rows, numbers, _box(self.supplier), _box(self.customer))
        return self._calibrated(tax_number(numbers, evidence, weights(self.kind, "tax_number")), "tax_number")

    def currency(self) -> Value | None:
        """Return the currency, or None where nothing tells it."""
        return currency_of(self.rows, [(figure.mark, figure.row) for figure in self.figures if figure.mark])

    def sums(self) -> list[Value]:
        """Return total, net and tax as values."""
        total = self.total
        if total is None:
            return []
        found = [
            _sum(
                "gross_total",
                total.amount,
                (total.figure,),
                total.probability,
                "total by labels and arithmetic",
            )
        ]
        for name, part in (("net_total", total.parts.net), ("tax_total", total.parts.tax)):
            if part is not None:
                found.append(self.part(name, part))
        return found

    def part(self, name: str, part: Part) -> Value:
        """Return a sum that depends on the total as a value."""
        total = self.total.probability if self.total else 0.0
        confidence = total * accuracy(self.kind, part.rule)
        return _sum(name, part.amount, part.figures, confidence, part.rule.replace("_", " "))

    def _party(self, model: str, names: Sequence[tuple[Name, dict[str, float]]]) -> Value | None:
        items = [name for name, _ in names]
        evidence = [found for _, found in names]
        chosen = best(items, evidence, weights(self.kind, model), same=lambda name: fold(name.text))
        if chosen is None:
            return None
        name, probability = chosen
        text = " ".join(word.text for word in name.words)
        sure = round(calibrated(self.kind, model, probability), 3)
        return Value(
            f"{model}_name", text, name.text, sure, name.page, name.box, "name by its words and place"
        )

    def _calibrated(self, value: Value | None, model: str) -> Value | None:
        if value is None:
            return None
        sure = round(calibrated(self.kind, model, value.confidence), 3)
        return Value(value.name, value.text, value.normal, sure, value.page, value.box, value.rule)


def _sum(name: str, amount: Decimal, figures: Sequence[Figure], confidence: float, rule: str) -> Value:
    """Make a value of a sum; several figures are several taxes, whose boxes on the first one's page count."""
    first = figures[0]
    boxes = [figure.box for figure in figures if figure.row.page == first.row.page]
    doubt = min(1.0, min(figure.confidence for figure in figures) / _SURE_WORD)
    text = " + ".join(figure.text for figure in figures)
    return Value(
        name, text, f"{amount:f}", round(confidence * doubt, 3), first.row.page, Box.around(boxes), rule
    )


def _box(value: Value | None) -> Box | None:
    return value.box if value is not None and value.page == 1 else None
