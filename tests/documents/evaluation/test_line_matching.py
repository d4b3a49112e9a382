"""Which labelled lines count as read, and why the others do not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from documents.evaluation.line_matching import match_lines
from documents.evaluation.outcomes import LineOutcome
from documents.evaluation.truth import ExpectedLine, Truth
from documents.reading.types import Line

_MAY_1, _MAY_2 = dt.date(2024, 5, 1), dt.date(2024, 5, 2)


def _expected(amount: str, date: dt.date | None = _MAY_1, text: str = "", balance: str = "") -> ExpectedLine:
    return ExpectedLine(Decimal(amount), date, text, Decimal(balance) if balance else None)


def _line(
    number: int,
    amount: str,
    date: dt.date | None = _MAY_1,
    text: str = "",
    *,
    value_date: dt.date | None = None,
    balance: str = "",
) -> Line:
    return Line(
        number,
        date,
        text,
        Decimal(amount),
        value_date=value_date,
        balance=Decimal(balance) if balance else None,
    )


def _match(expected: list[ExpectedLine], lines: list[Line], *, merged: bool = False) -> LineOutcome:
    truth = Truth("test", lines=tuple(expected), lines_complete=True, lines_imported=merged)
    outcome = match_lines(truth, lines)
    assert outcome is not None
    return outcome


def test_lines_match_by_amount_and_booking_or_value_date() -> None:
    outcome = _match(
        [_expected("5.00"), _expected("-7.0", _MAY_2), _expected("9", None)],
        [_line(1, "5.0"), _line(2, "-7.00", _MAY_1, value_date=_MAY_2), _line(3, "9", _MAY_2)],
    )
    assert (outcome.matched, outcome.extra, outcome.faults) == (3, 0, {})


def test_each_line_read_serves_one_label_only() -> None:
    outcome = _match([_expected("5.00"), _expected("5.00")], [_line(1, "5.00")])
    assert (outcome.matched, outcome.faults) == (1, {"absent": 1})


def test_a_missed_line_names_what_is_wrong_with_it() -> None:
    outcome = _match(
        [_expected("1.00"), _expected("2.00"), _expected("3.00"), _expected("4.00", _MAY_2)],
        [_line(1, "-1.00"), _line(2, "2.00", _MAY_2), _line(3, "3.33")],
    )
    assert outcome.matched == 0
    assert outcome.faults == {"sign": 1, "date": 1, "amount": 1, "absent": 1}
    assert outcome.examples[0] == "sign: 2024-05-01 1.00 , read 2024-05-01 -1.00 "


def test_lines_beyond_the_labelled_ones_are_extra() -> None:
    outcome = _match([_expected("1.00")], [_line(1, "1.00"), _line(2, "8.00", text="Total")])
    assert outcome.extra == 1
    assert outcome.examples == ("extra: 2024-05-01 8.00 Total",)


def test_one_label_may_stand_for_several_lines_of_a_day_where_labels_merge() -> None:
    lines = [_line(1, "10.00"), _line(2, "-2.50"), _line(3, "-0.14"), _line(4, "5.00", _MAY_2)]
    merged = _match([_expected("7.36")], lines, merged=True)
    assert (merged.matched, merged.extra) == (1, 1)
    assert _match([_expected("7.36")], lines).matched == 0


def test_the_more_alike_text_gets_the_line() -> None:
    outcome = _match(
        [_expected("5.00", text="COFFEE BAR"), _expected("5.00", text="Book shop")],
        [_line(1, "5.00", text="BOOK SHOP 17"), _line(2, "5.00", text="Coffee bar")],
    )
    assert (outcome.described, outcome.described_right) == (2, 2)


def test_a_text_is_right_where_it_holds_every_word_of_the_label() -> None:
    outcome = _match(
        [_expected("5.00", text="Rent May"), _expected("6.00", text="Rent June")],
        [
            _line(1, "5.00", text="Standing order 4711 to landlord for the rent of may, flat 3"),
            _line(2, "6.00", text="Standing order 4711 to landlord"),
        ],
    )
    assert (outcome.described, outcome.described_right) == (2, 1)


def test_running_balances_are_compared_on_matched_lines() -> None:
    outcome = _match(
        [_expected("5.00", balance="15.00"), _expected("6.00", balance="21.00")],
        [_line(1, "5.00", balance="15.00"), _line(2, "6.00")],
    )
    assert (outcome.balances, outcome.balances_right) == (2, 1)


def test_only_the_size_counts_where_nobody_knows_the_sign() -> None:
    truth = Truth("test", lines=(_expected("5.00"), _expected("-5.00")), signs_known=False)
    outcome = match_lines(truth, [_line(1, "-5.00"), _line(2, "-5.00")])
    assert outcome is not None
    assert outcome.matched == 2


def test_labels_without_lines_judge_no_lines() -> None:
    assert match_lines(Truth("test"), [_line(1, "5.00")]) is None
    empty = match_lines(Truth("test", lines_complete=True), [_line(1, "5.00")])
    assert empty is not None
    assert (empty.expected, empty.extra) == (0, 1)
