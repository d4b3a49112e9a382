"""One reading beside its truth, as the row from which figures are computed."""

from __future__ import annotations

from dataclasses import replace

from documents.evaluation.line_matching import match_lines
from documents.evaluation.outcomes import FileOutcome
from documents.evaluation.truth import Truth
from documents.evaluation.value_matching import match_values
from documents.reading.types import Format, Outcome, Reading
from documents.reading.verdict import Status, verdict

# Checks of these kinds say whether a statement adds up.
_STATEMENT_CHECKS = frozenset({"statement_sum", "running_balance"})
# What the process around reading reports where it died or had to be ended, with and without a part read.
_ENDED_FROM_OUTSIDE = frozenset({"crashed", "timeout"})
_BROKEN_OFF = "Reading was not finished"


def score(path: str, truth: Truth, reading: Reading, seconds: float) -> FileOutcome:
    """Return what became of a file that was read.

    Args:
        path: the file, relative to the folder that is evaluated.
        truth: what its labels say.
        reading: what reading gave.
        seconds: how long it took, wall time.
    """
    decided, classified = verdict(reading), reading.classified
    return FileOutcome(
        path=path,
        format=reading.format.value,
        status=decided.status.value,
        reasons=decided.reasons,
        seconds=seconds,
        error=_ended(reading),
        step_errors=tuple(f"{step.name}: {step.error}" for step in reading.steps if step.error),
        failure_code=reading.failure_code,
        family=truth.family,
        label=truth.label,
        types=tuple(label.value for label in truth.types),
        weak_type=truth.weak_type,
        type_found=classified.label.value if classified else "",
        type_confidence=classified.confidence if classified else 0.0,
        type_model=classified.model if classified else "",
        values=match_values(truth, reading),
        values_read=len(reading.extraction.values),
        lines=match_lines(truth, reading.extraction.lines),
        lines_read=len(reading.extraction.lines),
        reconciles=truth.reconciles,
        reconciled=_reconciled(reading),
        checks=_checks(reading),
        text_source=reading.pages[0].source.value if reading.pages else "",
        not_mapped=truth.not_mapped,
        layout=truth.layout,
        tampered=truth.tampered,
    )


def unread(path: str, truth: Truth, error: str, seconds: float) -> FileOutcome:
    """Return the row of a file that reading raised on: it has no outcome, and that is a fault of ours."""
    nothing = Reading(format=Format.UNKNOWN, mime="", failure_code="unread", failure=error)
    return replace(score(path, truth, nothing, seconds), format="", status="", error=error)


def is_ready(row: FileOutcome) -> bool:
    """Return whether nobody would look at the document before it is used."""
    return row.status == Status.READY.value


def _ended(reading: Reading) -> str:
    if reading.failure_code in _ENDED_FROM_OUTSIDE:
        return reading.failure
    return next((problem for problem in reading.problems if problem.startswith(_BROKEN_OFF)), "")


def _reconciled(reading: Reading) -> bool | None:
    outcomes = {check.outcome for check in reading.extraction.checks if check.kind in _STATEMENT_CHECKS}
    if Outcome.FAILED in outcomes:
        return False
    sums = [check for check in reading.extraction.checks if check.kind == "statement_sum"]
    return True if sums and all(check.outcome is Outcome.PASSED for check in sums) else None


def _checks(reading: Reading) -> dict[str, str]:
    worst: dict[str, str] = {}
    for check in reading.extraction.checks:
        if check.outcome is Outcome.FAILED or check.kind not in worst:
            worst[check.kind] = check.outcome.value
    return worst
