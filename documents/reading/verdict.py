"""What decides whether a reading may stand, waits for a person, or failed: one rule for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from documents.reading.types import (
    IDENTIFIERS,
    PERSONAL_NAMES,
    CheckResult,
    Classified,
    DocumentType,
    Format,
    Line,
    Outcome,
    Reading,
    Value,
)

TYPE_THRESHOLD = 0.60
DEFAULT_THRESHOLD = 0.80
LINE_THRESHOLD = 0.80

# Values where a mistake moves money or names the wrong person must be surer than the rest; what only
# helps a search may be less sure.
VALUE_THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "account_number": 0.90,
        "iban": 0.90,
        "opening_balance": 0.90,
        "closing_balance": 0.90,
        "gross_total": 0.90,
        "net_pay": 0.90,
        "gross_pay": 0.90,
        "statement_number": 0.60,
        "receipt_number": 0.60,
        "employee_number": 0.60,
        "supplier_tax_number": 0.70,
    }
)

# Each inner tuple lists alternatives: one of them must have been found.
ESSENTIAL_VALUES: Mapping[DocumentType, Sequence[Sequence[str]]] = MappingProxyType(
    {
        DocumentType.BANK_STATEMENT: (("account_number", "iban"), ("closing_balance",)),
        DocumentType.CREDIT_CARD_STATEMENT: (("closing_balance",),),
        DocumentType.INVOICE: (
            ("supplier_name",),
            ("invoice_number",),
            ("invoice_date",),
            ("gross_total", "amount_due"),
        ),
        DocumentType.RECEIPT: (("supplier_name",), ("receipt_date",), ("gross_total",)),
        DocumentType.PAYSLIP: (("employee_name",), ("gross_pay",), ("net_pay",), ("pay_date", "period_end")),
        DocumentType.TAX_FORM: (("form_kind",), ("person_name",)),
    }
)
_STATEMENTS = frozenset({DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT})
# Either of them proves amounts and signs of the lines against balances that are printed.
_PROOFS = frozenset({"statement_sum", "running_balance"})
# A file that carries data has nothing more in it for a person to find.
_CARRIES_DATA = frozenset(
    {Format.CSV, Format.XLSX, Format.XLS, Format.OFX, Format.QIF, Format.MT940, Format.CAMT, Format.EINVOICE}
)


class Status(StrEnum):
    """Where a document stands after reading."""

    READY = "ready"
    NEEDS_REVIEW = "needs_review"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and, unless it is ready, the sentences that say why."""

    status: Status
    reasons: tuple[str, ...] = ()


def verdict(reading: Reading) -> Verdict:
    """Decide whether a reading may stand, waits for a person, or failed.

    Failed: nothing could be read. Waits for a person: a problem was reported, a step or a check failed, the
    type, a value or a line is less sure than its threshold, a value without which the type is worth nothing
    is missing, or nothing proves the lines of a printed statement. Everything else is ready.

    Returns:
        The status with its reasons, in the order in which the steps of reading would give them, none twice.
    """
    if reading.failure:
        return Verdict(Status.FAILED, (reading.failure,))
    reasons = tuple(dict.fromkeys(_reasons(reading)))
    return Verdict(Status.NEEDS_REVIEW if reasons else Status.READY, reasons)


def threshold_of(name: str) -> float:
    """Return the confidence from which on a value of this name may stand unseen."""
    return VALUE_THRESHOLDS.get(name, DEFAULT_THRESHOLD)


def _reasons(reading: Reading) -> Iterator[str]:
    yield from (f"The step {step.name} failed: {step.error}" for step in reading.steps if step.error)
    yield from reading.problems
    yield from reading.extraction.problems
    yield from _type_reasons(reading.classified)
    yield from _value_reasons(reading.extraction.values)
    yield from _line_reasons(reading.extraction.lines)
    yield from _check_reasons(reading.extraction.checks)
    yield from _proof_reasons(reading)
    yield from _missing_reasons(reading)


def _type_reasons(classified: Classified | None) -> Iterator[str]:
    if classified is None:
        yield "The type of the document is not known."
    elif classified.confidence < TYPE_THRESHOLD:
        yield f"The type {_words(classified.label)} is only {classified.confidence:.0%} sure."


def _value_reasons(values: Sequence[Value]) -> Iterator[str]:
    for value in values:
        if value.confidence < threshold_of(value.name):
            # Reasons are stored in clear and shown in lists: what is sealed elsewhere must not stand here.
            shown = "" if value.name in IDENTIFIERS | PERSONAL_NAMES else f" {value.text}"
            yield f"The {_words(value.name)}{shown} is only {value.confidence:.0%} sure."


def _line_reasons(lines: Sequence[Line]) -> Iterator[str]:
    unsure = [line.number for line in lines if line.confidence < LINE_THRESHOLD]
    if unsure:
        yield f"{len(unsure)} of {len(lines)} lines are not sure enough, the first is line {unsure[0]}."


def _check_reasons(checks: Sequence[CheckResult]) -> Iterator[str]:
    yield from (check.detail for check in checks if check.outcome is Outcome.FAILED)


def _proof_reasons(reading: Reading) -> Iterator[str]:
    classified, lines = reading.classified, reading.extraction.lines
    if classified is None or classified.label not in _STATEMENTS or reading.format in _CARRIES_DATA:
        return
    checks = [check for check in reading.extraction.checks if check.kind in _PROOFS]
    if lines and all(check.outcome is Outcome.NOT_POSSIBLE for check in checks):
        yield "Nothing proves the lines: neither their sum nor a running balance could be checked."


def _missing_reasons(reading: Reading) -> Iterator[str]:
    found = {value.name for value in reading.extraction.values}
    if reading.format in _CARRIES_DATA:
        if not found and not reading.extraction.lines:
            yield "The file carries no value and no line that could be read."
        return
    if reading.classified is None:
        return
    for alternatives in ESSENTIAL_VALUES.get(reading.classified.label, ()):
        if found.isdisjoint(alternatives):
            yield f"No {' or '.join(_words(name) for name in alternatives)} was found."


def _words(name: str) -> str:
    return name.replace("_", " ")
