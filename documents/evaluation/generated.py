"""Documents made for the purpose: their truth is exact, so extraction is measured without doubtful labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from documents.evaluation.comparison import comparison_of
from documents.evaluation.truth import ExpectedBox, ExpectedLine, ExpectedValue, Truth
from documents.reading.types import DocumentType
from documents.sample import (
    Sample,
    Wear,
    invoices,
    payslips,
    receipts,
    scanned,
    statements,
    structured,
    tax_forms,
)

FORGED_SHARE = 0.25
SCANNED = " (scanned)"  # behind the layout's name
# A good office scanner, a poor one, and a page laid in askew.
_WEARS = (Wear(dpi=200, skew=0.2, noise=3.0), Wear(dpi=130, noise=10.0, blur=0.6), Wear(dpi=150, skew=-1.2))
_STATEMENTS = frozenset({DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT})
# What was bought is not read from receipts, nor what was withheld from payslips line by line.
_WITH_LINES = _STATEMENTS | {DocumentType.INVOICE}


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
        structured(seed, count),
    )
    for sample in chain.from_iterable(kinds):
        yield Made(f"generated/{sample.name}", truth_of_sample(sample), sample.content)


def scanned_documents(count: int, seed: int) -> Iterator[Made]:
    """Yield generated documents as scanners see them: pictures without text; arguments as above."""
    kinds = (statements(seed, count), invoices(seed, count), payslips(seed, count), tax_forms(seed, count))
    for index, sample in enumerate(chain.from_iterable(kinds)):
        worn = scanned(sample, seed + index, _WEARS[index % len(_WEARS)])
        truth = truth_of_sample(worn)
        yield Made(f"scanned/{worn.name}", replace(truth, layout=f"{truth.layout}{SCANNED}"), worn.content)


def truth_of_sample(sample: Sample) -> Truth:
    """Return what is true of a generated document in the form in which labels are."""
    return Truth(
        family="generated",
        label=sample.type.value,
        types=(sample.type,),
        values=tuple(_values(sample)),
        lines=tuple(
            ExpectedLine(line.amount, line.date, line.description, line.balance)
            for line in (sample.lines if sample.type in _WITH_LINES else ())
        ),
        lines_complete=sample.type in _WITH_LINES,
        boxes=tuple(
            ExpectedBox(page, (box.x0, box.y0, box.x1, box.y1), "", pixels=False, name=name)
            for name, (page, box) in sample.boxes.items()
        ),
        reconciles=_reconciles(sample),
        layout=sample.layout or sample.type.value,
        tampered=not sample.reconciles,
    )


def _reconciles(sample: Sample) -> bool | None:
    """Say whether the document adds up; a sound one that does not print both balances cannot show it."""
    if sample.type not in _STATEMENTS:
        return None
    shows = {"opening_balance", "closing_balance"} <= sample.values.keys()
    return sample.reconciles if shows or not sample.reconciles else None


def _values(sample: Sample) -> Iterator[ExpectedValue]:
    if len(sample.accounts) < 2:
        yield from _account_values(sample.values, None)
        return
    for index, values in enumerate(sample.accounts.values()):
        yield from _account_values(values, index)


def _account_values(values: Mapping[str, str], index: int | None) -> Iterator[ExpectedValue]:
    for name, normal in values.items():
        yield ExpectedValue(name, (normal,), comparison_of(name), name, index)
