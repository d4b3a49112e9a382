"""Each figure says what its line of help says."""

from __future__ import annotations

import pytest

from documents.evaluation.figures import Figure, explanations, figure_of
from documents.evaluation.outcomes import FileOutcome, Found, LineOutcome, ValueOutcome
from documents.evaluation.summary import figures_of


def _value(
    result: Found, confidence: float = 0.95, *, overlap: float | None = None, in_text: bool | None = None
) -> ValueOutcome:
    hit = None if overlap is None else overlap > 0.5
    return ValueOutcome(
        "gross_total", result, "5", "5", confidence, box_overlap=overlap, box_hit=hit, in_text=in_text
    )


def _lines(matched: int, *, extra: int = 0, complete: bool = True, imported: bool = False) -> LineOutcome:
    return LineOutcome(
        expected=4,
        found=matched + extra,
        matched=matched,
        described=matched,
        described_right=1,
        balances=0,
        balances_right=0,
        complete=complete,
        imported=imported,
        extra=extra,
        faults={},
    )


def _row(
    status: str, *values: ValueOutcome, lines: LineOutcome | None = None, found: str = "invoice"
) -> FileOutcome:
    return FileOutcome(
        "x",
        status=status,
        family="test",
        types=("invoice",),
        type_found=found,
        type_confidence=0.9,
        values=values,
        lines=lines,
    )


def _figures(*rows: FileOutcome) -> dict[str, float | None]:
    return {figure.figure: figure.value for figure in figures_of(rows)}


def test_goals_are_lower_bounds_unless_said_otherwise() -> None:
    assert figure_of("type_accuracy", 0.90).holds is True
    assert figure_of("type_accuracy", 0.89).holds is False
    assert figure_of("unhandled_errors", 0).holds is True
    assert figure_of("unhandled_errors", 1).holds is False
    assert figure_of("type_accuracy", None) == Figure("type_accuracy", None, "share", 0.90, holds=None)
    assert figure_of("value_f1/iban", 0.5) == Figure("value_f1/iban", 0.5, "share", None, holds=None)


def test_a_figure_that_nobody_explained_is_refused() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        figure_of("nonsense", 1.0)


def test_every_figure_has_one_line_of_help_with_its_goal() -> None:
    lines = list(explanations())
    assert "sroie_all_three " in "\n".join(lines)
    assert any(line.endswith("(goal <= 0)") and line.startswith("unhandled_errors") for line in lines)
    assert any(line.endswith("(goal >= 0.9)") and line.startswith("type_accuracy ") for line in lines)


def test_what_may_stand_unseen_is_judged_by_its_mistakes() -> None:
    figures = _figures(
        _row("ready", _value(Found.RIGHT), _value(Found.WRONG)),
        _row("ready", _value(Found.RIGHT), _value(Found.MISSING)),
        _row("ready", _value(Found.RIGHT)),
        _row("ready", _value(Found.RIGHT), found="receipt"),
        _row("needs_review", _value(Found.RIGHT)),
        _row("needs_review", _value(Found.WRONG)),
        _row("ready"),
    )
    assert figures["ready_share"] == pytest.approx(4 / 6)
    assert figures["ready_error_rate"] == pytest.approx(3 / 4)
    assert figures["ready_value_error_rate"] == pytest.approx(2 / 6)
    assert figures["ready_wrong_value_rate"] == pytest.approx(1 / 6)
    assert figures["ready_type_error_rate"] == pytest.approx(1 / 5)
    assert figures["review_needless_share"] == pytest.approx(1 / 2)


def test_a_missed_or_an_invented_line_is_a_mistake_too() -> None:
    assert not _row("ready", lines=_lines(4)).faulty
    assert _row("ready", lines=_lines(3)).faulty
    assert _row("ready", lines=_lines(4, extra=1)).faulty
    assert not _row("ready", lines=_lines(4, extra=1, complete=False)).faulty
    assert not _row("ready", lines=_lines(4, extra=1, imported=True)).faulty
    assert _row("ready", lines=_lines(4)).has_content_labels
    assert not _row("ready").has_content_labels


def test_lines_are_precise_only_where_all_are_labelled() -> None:
    figures = _figures(
        _row("ready", lines=_lines(3, extra=1)), _row("ready", lines=_lines(1, extra=9, complete=False))
    )
    assert figures["line_recall/test"] == pytest.approx(4 / 8)
    assert figures["line_precision/test"] == pytest.approx(3 / 4)
    assert figures["line_description/test"] == pytest.approx(2 / 4)


def test_places_are_judged_on_values_that_have_a_labelled_one() -> None:
    figures = _figures(
        _row(
            "ready",
            _value(Found.RIGHT, overlap=0.8),
            _value(Found.RIGHT, overlap=0.1),
            _value(Found.RIGHT, overlap=0.0),
            _value(Found.RIGHT),
        )
    )
    assert figures["box_overlap"] == pytest.approx(2 / 3)
    assert figures["box_centre_inside"] == pytest.approx(1 / 3)


def test_misses_of_ocr_are_told_from_misses_of_extraction() -> None:
    figures = _figures(
        _row(
            "ready",
            _value(Found.RIGHT, in_text=True),
            _value(Found.WRONG, in_text=True),
            _value(Found.WRONG, in_text=False),
            _value(Found.MISSING, in_text=True),
            _value(Found.MISSING),
        )
    )
    assert figures["values_missed_by_ocr"] == pytest.approx(1 / 3)


def test_confidence_is_judged_on_answers_only() -> None:
    figures = _figures(
        _row("ready", _value(Found.RIGHT, 0.75), _value(Found.WRONG, 0.75), _value(Found.MISSING))
    )
    assert figures["value_calibration_error"] == pytest.approx(0.25)
    assert figures["type_calibration_error"] == pytest.approx(0.1)


def test_slow_files_show_in_the_upper_quantile() -> None:
    rows = [FileOutcome(str(n), status="ready", seconds=float(n)) for n in range(1, 21)]
    figures = _figures(*rows)
    assert (figures["seconds_per_file_p50"], figures["seconds_per_file_p95"]) == (10.0, 19.0)
