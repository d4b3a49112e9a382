"""A folder of files and labels becomes figures."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from documents.evaluation import Figure, Report, evaluate
from documents.evaluation.corpus import items_of
from documents.evaluation.scoring import score
from documents.evaluation.truth import NOTHING_KNOWN
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

_MANIFEST = """path,source_repo,source_path,doc_type,labels
odd/broken.pdf,x,broken.pdf,robustness,corrupted
odd/novel.txt,x,novel.txt,other,not a financial document (mostly)
receipts/one.png,x,one.png,receipt,fields
receipts/two.png,x,two.png,receipt,fields
statements/a.txt,x,a.txt,bank_statement,fields
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    contents = {
        "MANIFEST.csv": _MANIFEST,
        "odd/broken.pdf": "broken",
        "odd/novel.txt": "other",
        "odd/raises.bin": "raises",
        "receipts/one.png": "receipt",
        "receipts/two.png": "receipt",
        "statements/a.txt": "statement",
    }
    for name, text in contents.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    _label(tmp_path / "receipts/one.png", {"company": "Corner Shop", "date": "01/05/2024", "total": "5.00"})
    _label(tmp_path / "receipts/two.png", {"company": "Book Mart", "date": "01/05/2024", "total": "5.00"})
    (tmp_path / "statements/a.txt.json").write_text(
        json.dumps(
            {
                "type": "bank_statement",
                "fields": {"opening_balance": "10.00", "closing_balance": "15.00", "mood": "fine"},
                "lines": [{"date": "2024-05-01", "amount": 5, "description": "Pay"}],
            }
        )
    )
    return tmp_path


def _label(file: Path, fields: dict[str, str]) -> None:
    file.with_name(file.name + ".json").write_text(json.dumps({"type": "receipt", "fields": fields}))


def _read(content: bytes, _name: str) -> Reading:
    answers = {b"receipt": _RECEIPT, b"statement": _STATEMENT, b"other": _OTHER, b"broken": _BROKEN}
    if content == b"raises":
        raise ValueError("boom")
    return answers.get(content, _BROKEN)


_RECEIPT = Reading(
    Format.PNG,
    "image/png",
    classified=Classified(DocumentType.RECEIPT, 0.9, "test"),
    extraction=Extraction(
        values=(
            Value("supplier_name", "Corner Shop", "Corner Shop", 0.95),
            Value("receipt_date", "1.5.24", "2024-05-01", 0.95),
            Value("gross_total", "5,00", "5.00", 0.95),
        )
    ),
)
_STATEMENT = Reading(
    Format.TEXT,
    "text/plain",
    classified=Classified(DocumentType.BANK_STATEMENT, 0.9, "test"),
    extraction=Extraction(
        values=(Value("opening_balance", "10", "10", 0.95), Value("closing_balance", "15", "15", 0.95)),
        lines=(Line(1, dt.date(2024, 5, 1), "Pay", Decimal(5)), Line(2, None, "Total", Decimal(5))),
        checks=(CheckResult("statement_sum", Outcome.FAILED, "20 is not 15."),),
    ),
)
_OTHER = Reading(Format.TEXT, "text/plain", classified=Classified(DocumentType.OTHER, 0.9, "test"))
_BROKEN = Reading(
    Format.PDF,
    "application/pdf",
    steps=(Step("text", 0.1, "KeyError: 'Root'"),),
    failure_code="damaged",
    failure="The file is damaged.",
)


def _evaluate(folder: Path, *, only: str | None = None, limit: int | None = None) -> Report:
    return evaluate(folder, jobs=2, only=only, limit=limit, progress=lambda _done, _all: None, read=_read)


def _figures(report: Report) -> dict[str, Figure]:
    return {figure.figure: figure for figure in report.figures()}


def test_every_file_but_the_labels_has_a_row(folder: Path) -> None:
    report = _evaluate(folder)
    assert [(row.path, row.status) for row in report.rows] == [
        ("MANIFEST.csv", "failed"),
        ("odd/broken.pdf", "failed"),
        ("odd/novel.txt", "ready"),
        ("odd/raises.bin", ""),
        ("receipts/one.png", "ready"),
        ("receipts/two.png", "ready"),
        ("statements/a.txt", "needs_review"),
    ]


def test_what_raises_is_an_unhandled_error_without_outcome(folder: Path) -> None:
    figures = _figures(_evaluate(folder, only="odd/**"))
    assert figures["files_without_outcome"] == Figure("files_without_outcome", 1, "files", 0, holds=False)
    assert figures["unhandled_errors"] == Figure("unhandled_errors", 2, "files", 0, holds=False)
    assert figures["negatives_called_other"].value == 1.0


def test_receipts_are_scored_against_the_published_baselines(folder: Path) -> None:
    figures = _figures(_evaluate(folder, only="receipts/*"))
    assert figures["sroie_supplier_name"].value == 0.5
    assert figures["sroie_all_three"] == Figure("sroie_all_three", 0.5, "share", 0.37, holds=True)
    assert figures["type_accuracy"] == Figure("type_accuracy", 1.0, "share", 0.90, holds=True)
    assert figures["value_precision"].value == pytest.approx(5 / 6)
    assert figures["ready_share"].value == 1.0
    assert figures["ready_error_rate"] == Figure("ready_error_rate", 0.5, "share", None, holds=None)
    assert figures["ready_wrong_value_rate"].value == pytest.approx(1 / 6)


def test_statements_are_scored_by_lines_and_sums(folder: Path) -> None:
    figures = _figures(_evaluate(folder, only="statements/*"))
    assert figures["line_recall/generic"].value == 1.0
    assert figures["line_precision/generic"].value == 0.5
    assert figures["reconciled_rightly"] == Figure("reconciled_rightly", 0.0, "share", 0.99, holds=False)
    assert figures["reconcile_false_alarms"].value == 1
    assert figures["labels_not_mapped"].value == 1


def test_a_limit_takes_files_from_all_over_the_folder(folder: Path) -> None:
    assert [item.path for item in items_of(folder, limit=3)] == [
        "MANIFEST.csv",
        "odd/novel.txt",
        "receipts/one.png",
    ]


def test_a_folder_below_the_manifest_still_finds_its_types(folder: Path) -> None:
    (item,) = items_of(folder / "odd", only="novel*")
    assert item.truth.types == (DocumentType.OTHER,)


def test_one_file_can_be_evaluated_alone(folder: Path) -> None:
    (item,) = items_of(folder / "receipts" / "one.png")
    assert item.path == "one.png"
    assert item.truth.family == "sroie"


def test_a_json_file_that_labels_nothing_is_a_file_like_any_other(folder: Path) -> None:
    (folder / "odd" / "data.json").write_text("{}")
    assert [item.path for item in items_of(folder, only="*.json")] == ["odd/data.json"]


def test_reading_that_was_ended_from_outside_is_an_unhandled_error() -> None:
    partly = replace(_RECEIPT, problems=("Reading was not finished: it took longer than 600 seconds.",))
    died = replace(_BROKEN, steps=(), failure_code="crashed", failure="Reading broke off.")
    assert score("x", NOTHING_KNOWN, partly, 1.0).error.startswith("Reading was not finished")
    assert score("x", NOTHING_KNOWN, died, 1.0).error == "Reading broke off."
    assert score("x", NOTHING_KNOWN, _RECEIPT, 1.0).error == ""


def test_nothing_to_evaluate_is_said(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        items_of(folder / "nowhere")


def test_progress_counts_every_file(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    evaluate(
        folder,
        jobs=1,
        only=None,
        limit=None,
        progress=lambda done, total: told.append((done, total)),
        read=_read,
    )
    assert told == [(done, 7) for done in range(1, 8)]


def test_the_tables_name_what_went_wrong(folder: Path) -> None:
    report = _evaluate(folder)
    table = report.table()
    assert "generic: mood" in table
    assert "sroie supplier_name" in table
    assert "The file is damaged." in table
    mistakes = {mistake.kind: mistake.count for mistake in report.mistakes()}
    assert mistakes == {
        "unhandled error": 3,
        "sroie supplier_name wrong": 1,
        "generic lines invented": 1,
        "sound statement called broken": 1,
    }
    assert "receipts/two.png: expected 'Book Mart', read 'Corner Shop'" in report.mistakes_table()


def test_details_hold_one_json_object_per_file(folder: Path, tmp_path: Path) -> None:
    report = _evaluate(folder, only="receipts/*")
    details = tmp_path / "details.jsonl"
    report.write_details(details)
    first, second = (json.loads(line) for line in details.read_text().splitlines())
    assert (first["path"], first["status"], first["faulty"], first["type_right"]) == (
        "receipts/one.png",
        "ready",
        False,
        True,
    )
    assert second["values"][0]["result"] == "wrong"


def test_figures_have_the_keys_that_every_measurement_prints(folder: Path) -> None:
    figure = _evaluate(folder, only="receipts/*").figures()[0]
    assert figure.as_json() == {"figure": "files", "value": 2, "unit": "files", "goal": None, "holds": None}
