"""All figures of an evaluation, computed from its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.evaluation.content_scores import (
    line_tallies,
    line_tally,
    name_tallies,
    reconcile_tally,
    sroie_shares,
    values_of,
)
from documents.evaluation.figures import Figure, figure_of
from documents.evaluation.generated import SCANNED
from documents.evaluation.metrics import calibration_error, mean, quantile, ratio, tally
from documents.evaluation.outcomes import FileOutcome, Found, ValueOutcome
from documents.evaluation.scoring import is_ready
from documents.evaluation.typing_scores import type_scores
from documents.reading.verdict import Status

_Pairs = Iterator[tuple[str, float | None]]
_STATEMENTS = frozenset({"bank_statement", "credit_card_statement"})


def figures_of(rows: Sequence[FileOutcome]) -> list[Figure]:
    """Return every figure that the rows allow: outcomes, types, values, lines, sums, places, trust."""
    found = [row for row in rows if not row.layout]
    scans = [row for row in rows if row.layout.endswith(SCANNED)]
    made = [row for row in rows if row.layout and not row.layout.endswith(SCANNED)]
    pairs = [*_outcomes(rows), *_types(found), *_values(found), *_sources(found)]
    pairs += [*_lines(found), *_sums(found), *_boxes(found), *_trust(found)]
    for prefix, group in (("generated", made), ("scanned", scans)):
        if group:
            pairs += [(f"{prefix}_{name}", value) for name, value in _made(group)]
    return [figure_of(name, value) for name, value in pairs]


def answers_of(values: Sequence[ValueOutcome]) -> list[tuple[float, bool]]:
    """Return (confidence, whether right) of every labelled value that was answered."""
    return [
        (value.confidence, value.result is Found.RIGHT)
        for value in values
        if value.result is not Found.MISSING
    ]


def _outcomes(rows: Sequence[FileOutcome]) -> _Pairs:
    seconds = [row.seconds for row in rows]
    yield "files", len(rows)
    yield "files_without_outcome", sum(not row.status for row in rows)
    yield "unhandled_errors", sum(bool(row.error or row.step_errors) for row in rows)
    for status in Status:
        yield f"files_{status.value}", sum(row.status == status.value for row in rows)
    yield "seconds_per_file_p50", quantile(seconds, 0.50)
    yield "seconds_per_file_p95", quantile(seconds, 0.95)
    yield "labels_not_mapped", len({name for row in rows for name in row.not_mapped})


def _types(rows: Sequence[FileOutcome]) -> _Pairs:
    scores = type_scores(rows)
    yield "typed_files_failed", scores.failed
    yield "type_accuracy", scores.accuracy
    yield "type_accuracy_without_broker", scores.accuracy_without_broker
    yield "type_macro_f1", scores.macro_f1
    for label, scored in scores.by_class.items():
        yield f"type_f1/{label}", scored.f1
    yield "type_calibration_error", scores.calibration_error
    weak = [row for row in rows if row.weak_type and row.type_found]
    yield "negatives_called_other", ratio(sum(row.type_right is True for row in weak), len(weak))


def _values(rows: Sequence[FileOutcome]) -> _Pairs:
    values = values_of(rows)
    everything = tally(value.result for value in values)
    yield "value_precision", everything.precision
    yield "value_recall", everything.recall
    yield "value_f1", everything.f1
    for name, scored in name_tallies(rows).items():
        yield f"value_f1/{name}", scored.f1
    yield "values_invented", everything.invented
    yield "value_calibration_error", calibration_error(answers_of(values))
    lost = [v for v in values if v.result in (Found.WRONG, Found.MISSING) and v.in_text is not None]
    yield "values_missed_by_ocr", ratio(sum(value.in_text is False for value in lost), len(lost))


def _sources(rows: Sequence[FileOutcome]) -> _Pairs:
    for name, value in sroie_shares(rows).items():
        yield f"sroie_{name}", value
    invoices = [row for row in rows if row.family == "einvoice"]
    yield "einvoice_value_recall", tally(value.result for value in values_of(invoices)).recall
    whole = sum(all(value.result is Found.RIGHT for value in row.values) for row in invoices)
    yield "einvoice_files_right", ratio(whole, len(invoices))


def _lines(rows: Sequence[FileOutcome]) -> _Pairs:
    for group, lines in line_tallies(rows).items():
        yield f"line_recall/{group}", lines.recall
        yield f"line_precision/{group}", lines.precision
        yield f"line_description/{group}", ratio(lines.described_right, lines.described)


def _sums(rows: Sequence[FileOutcome]) -> _Pairs:
    statements = [row for row in rows if row.types and row.types[0] in _STATEMENTS]
    yield "statements_reconciled", ratio(sum(row.reconciled is True for row in statements), len(statements))
    sums = reconcile_tally(rows)
    yield "reconciled_rightly", sums.reconciled_rightly
    yield "said_broken_rightly", sums.said_broken_rightly
    yield "reconcile_false_alarms", sums.false_alarms if sums.sound else None


def _boxes(rows: Sequence[FileOutcome]) -> _Pairs:
    placed = [value for value in values_of(rows) if value.box_overlap is not None]
    yield "box_overlap", ratio(sum((value.box_overlap or 0) > 0 for value in placed), len(placed))
    yield "box_centre_inside", ratio(sum(value.box_hit is True for value in placed), len(placed))


def _trust(rows: Sequence[FileOutcome]) -> _Pairs:
    labelled = [row for row in rows if row.has_content_labels]
    ready = [row for row in labelled if is_ready(row)]
    waiting = [
        row for row in labelled if row.status == Status.NEEDS_REVIEW.value and row.reconciles is not False
    ]
    values = values_of(ready)
    typed = [row for row in rows if is_ready(row) and row.types and not row.weak_type]
    yield "ready_share", ratio(len(ready), len(labelled))
    yield "ready_error_rate", ratio(sum(row.faulty for row in ready), len(ready))
    yield "ready_value_error_rate", ratio(sum(v.result is not Found.RIGHT for v in values), len(values))
    yield "ready_wrong_value_rate", ratio(sum(v.result is Found.WRONG for v in values), len(values))
    yield "ready_type_error_rate", ratio(sum(row.type_right is False for row in typed), len(typed))
    yield "review_needless_share", ratio(sum(not row.faulty for row in waiting), len(waiting))


def _made(rows: Sequence[FileOutcome]) -> _Pairs:
    statements = [row for row in rows if row.types[0] in _STATEMENTS]
    others = [row for row in rows if row.types[0] not in _STATEMENTS]
    lines, sums = line_tally(statements), reconcile_tally(statements)
    placed = [v.box_overlap for v in values_of(rows) if v.box_overlap is not None]
    ready = [row for row in rows if is_ready(row)]
    yield "documents", len(rows)
    yield "type_accuracy", type_scores(rows).accuracy
    yield "value_f1", tally(value.result for value in values_of(rows)).f1
    for name, scored in name_tallies(rows).items():
        yield f"value_f1/{name}", scored.f1
    yield "line_recall", lines.recall
    yield "extra_lines", lines.extra
    yield "invoice_line_recall", line_tally(others).recall
    yield "balance_right", ratio(lines.balances_right, lines.balances)
    yield "reconciled", sums.reconciled_rightly
    yield "false_alarms", sums.false_alarms
    yield "tampered_caught", sums.said_broken_rightly
    yield "box_overlap", mean(placed)
    yield "ready_share", ratio(len(ready), len(rows))
    yield "ready_error_rate", ratio(sum(row.faulty for row in ready), len(ready))
