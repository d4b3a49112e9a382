"""What may stand, what waits for a person, what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from documents.reading.types import (
    CheckResult,
    Classified,
    DocumentType,
    Extraction,
    Format,
    Line,
    Outcome,
    Reading,
    Step,
    Value,
)
from documents.reading.verdict import Status, Verdict, verdict

_RECEIPT = Reading(
    format=Format.PNG,
    mime="image/png",
    classified=Classified(DocumentType.RECEIPT, 0.97, "test"),
    extraction=Extraction(
        values=(
            Value("supplier_name", "Corner Shop", "Corner Shop", 0.85),
            Value("receipt_date", "1 May 2024", "2024-05-01", 0.95),
            Value("gross_total", "R 12.00", "12.00", 0.95),
        )
    ),
)
_STATEMENT = Reading(
    format=Format.PDF,
    mime="application/pdf",
    classified=Classified(DocumentType.BANK_STATEMENT, 0.99, "test"),
    extraction=Extraction(
        values=(
            Value("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", 0.99),
            Value("closing_balance", "1.00", "1.00", 0.99),
        )
    ),
)


def test_a_sure_and_complete_reading_is_ready() -> None:
    assert verdict(_RECEIPT) == Verdict(Status.READY)


def test_a_failure_fails_whatever_else_was_read() -> None:
    reading = replace(_RECEIPT, failure_code="encrypted", failure="The file is locked.")
    assert verdict(reading) == Verdict(Status.FAILED, ("The file is locked.",))


def test_problems_of_reading_and_extraction_are_named_once() -> None:
    reading = replace(
        _RECEIPT,
        problems=("Page 2 is blank.",),
        extraction=replace(_RECEIPT.extraction, problems=("Page 2 is blank.", "No tax is printed.")),
    )
    assert verdict(reading) == Verdict(Status.NEEDS_REVIEW, ("Page 2 is blank.", "No tax is printed."))


def test_a_step_that_failed_waits_for_a_person() -> None:
    reading = replace(_RECEIPT, steps=(Step("ocr", 1.0), Step("extract", 0.1, "ValueError: boom")))
    assert verdict(reading).reasons == ("The step extract failed: ValueError: boom",)


def test_a_failed_check_waits_but_an_impossible_one_does_not() -> None:
    checks = (
        CheckResult("receipt_total", Outcome.FAILED, "11.00 plus 2.00 is not 12.00."),
        CheckResult("receipt_tax", Outcome.NOT_POSSIBLE, "No tax rate is printed."),
    )
    reading = replace(_RECEIPT, extraction=replace(_RECEIPT.extraction, checks=checks))
    assert verdict(reading).reasons == ("11.00 plus 2.00 is not 12.00.",)


def test_a_value_under_its_own_threshold_waits() -> None:
    values = (
        Value("supplier_name", "Corner Shop", "Corner Shop", 0.79),
        Value("receipt_date", "1 May 2024", "2024-05-01", 0.80),
        Value("gross_total", "R 12.00", "12.00", 0.89),
    )
    reading = replace(_RECEIPT, extraction=Extraction(values=values))
    assert verdict(reading).reasons == (
        "The supplier name Corner Shop is only 79% sure.",
        "The gross total R 12.00 is only 89% sure.",
    )


def test_a_type_under_its_threshold_or_unknown_waits() -> None:
    unsure = replace(_RECEIPT, classified=Classified(DocumentType.RECEIPT, 0.59, "test"))
    assert verdict(unsure).reasons == ("The type receipt is only 59% sure.",)
    unknown = replace(_RECEIPT, classified=None)
    assert verdict(unknown).reasons == ("The type of the document is not known.",)


def test_an_essential_value_that_is_missing_waits() -> None:
    reading = replace(_RECEIPT, extraction=Extraction(values=_RECEIPT.extraction.values[:2]))
    assert verdict(reading).reasons == ("No gross total was found.",)


def test_either_alternative_of_an_essential_value_will_do() -> None:
    assert verdict(_STATEMENT) == Verdict(Status.READY)
    assert verdict(replace(_STATEMENT, extraction=Extraction())).reasons == (
        "No account number or iban was found.",
        "No closing balance was found.",
    )


def test_a_line_under_its_threshold_waits() -> None:
    lines = (
        Line(1, dt.date(2024, 5, 1), "Fee", Decimal("-5.00"), confidence=0.80),
        Line(2, dt.date(2024, 5, 2), "Pay", Decimal("9.00"), confidence=0.79),
        Line(3, dt.date(2024, 5, 3), "Rent", Decimal("-1.00"), confidence=0.50),
    )
    reading = replace(_RECEIPT, extraction=replace(_RECEIPT.extraction, lines=lines))
    assert verdict(reading).reasons == ("2 of 3 lines are not sure enough, the first is line 2.",)


def test_lines_of_a_printed_statement_wait_until_a_balance_proves_them() -> None:
    unproven = CheckResult("statement_sum", Outcome.NOT_POSSIBLE, "No opening balance.")
    proven = CheckResult("running_balance", Outcome.PASSED, "All follow.")
    lines = (Line(1, dt.date(2024, 5, 1), "Fee", Decimal("-5.00")),)
    extraction = replace(_STATEMENT.extraction, lines=lines, checks=(unproven,))
    waiting = replace(_STATEMENT, extraction=extraction)
    assert verdict(waiting).reasons == (
        "Nothing proves the lines: neither their sum nor a running balance could be checked.",
    )
    assert verdict(replace(waiting, format=Format.OFX)) == Verdict(Status.READY)
    assert verdict(replace(waiting, extraction=replace(extraction, checks=(unproven, proven)))) == Verdict(
        Status.READY
    )


def test_a_file_that_carries_data_needs_no_more_than_it_carries() -> None:
    reading = Reading(
        format=Format.CSV,
        mime="text/csv",
        classified=Classified(DocumentType.BANK_STATEMENT, 1.0, "format"),
        extraction=Extraction(lines=(Line(1, dt.date(2024, 5, 1), "Fee", Decimal("-5.00")),)),
    )
    assert verdict(reading) == Verdict(Status.READY)
    assert verdict(replace(reading, extraction=Extraction())).reasons == (
        "The file carries no value and no line that could be read.",
    )
