"""Documents made for the purpose: their truth is exact, so extraction is measured without doubtful labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from documents.evaluation.comparison import comparison_of
from documents.evaluation.truth import ExpectedBox, ExpectedLine, ExpectedValue, Truth
from documents.reading.types import DocumentType
from documents.sample import Sample, statements
from documents.sample.invoices import invoices
from documents.sample.payslips import payslips
from documents.sample.receipts import receipts
from documents.sample.tax_forms import tax_forms

FORGED_SHARE = 0.25
_STATEMENTS = frozenset({DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT})


@dataclass(frozen=True, slots=True)
class Made:
    """A generated document to be read."""

    path: str
    truth: Truth
    made: bytes

    def content(self) -> bytes:
        """Return the bytes of the document."""
        return self.made


def made_documents(count: int, seed: int) -> Iterator[Made]:
    """Yield generated documents, the layouts of each kind in turn, a quarter of the statements forged.

    Args:
        count: so many of each kind.
        seed: the same seed gives the same documents.
    """
    kinds = (
        statements(seed, count, forged=FORGED_SHARE),
        invoices(seed, count),
        payslips(seed, count),
        tax_forms(seed, count),
        receipts(seed, count),
    )
    for sample in chain.from_iterable(kinds):
        yield Made(f"generated/{sample.name}", truth_of_sample(sample), sample.content)


def truth_of_sample(sample: Sample) -> Truth:
    """Return what is true of a generated document in the form in which labels are."""
    return Truth(
        family="generated",
        label=sample.type.value,
        types=(sample.type,),
        values=tuple(_values(sample)),
        lines=tuple(
            ExpectedLine(line.amount, line.date, line.description, line.balance) for line in sample.lines
        ),
        lines_complete=bool(sample.lines) or sample.type in _STATEMENTS,
        boxes=tuple(
            ExpectedBox(page, (box.x0, box.y0, box.x1, box.y1), "", pixels=False, name=name)
            for name, (page, box) in sample.boxes.items()
        ),
        reconciles=sample.reconciles if sample.type in _STATEMENTS else None,
        layout=sample.layout or sample.type.value,
        tampered=not sample.reconciles,
    )


def _values(sample: Sample) -> Iterator[ExpectedValue]:
    if len(sample.accounts) < 2:
        yield from _account_values(sample.values, None)
        return
    for index, values in enumerate(sample.accounts.values()):
        yield from _account_values(values, index)


def _account_values(values: Mapping[str, str], index: int | None) -> Iterator[ExpectedValue]:
    for name, normal in values.items():
        yield ExpectedValue(name, (normal,), comparison_of(name), name, index)
