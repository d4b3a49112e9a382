"""What a case lacks is said exactly: gaps by the day, accounts apart, nothing counted twice."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.completeness import Held, Requirement, Standing, State, checklist
from documents.constants import RequirementRule
from documents.periods import add_months, gaps, month_of, tax_year_before, union

AT = dt.date(2026, 5, 12)
STATEMENTS = Requirement("s", "bank_statement", RequirementRule.MONTHS, 3, max_age_months=3)
PAYSLIP = Requirement("p", "payslip", max_age_months=3)
TAX = Requirement("t", "tax_form", RequirementRule.TAX_YEAR)
_keys = count()


def statement(first: str, last: str, account: str = "a", **how: object) -> Held:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    accounts = frozenset({account} if account else ())
    key = f"{first} {next(_keys)}"
    return Held(key, "bank_statement", start=start, end=end, accounts=accounts, content=key, **how)  # type: ignore[arg-type]


def month(name: str, account: str = "a", **how: object) -> Held:
    first, last = month_of(dt.date.fromisoformat(f"{name}-01"))
    return statement(first.isoformat(), last.isoformat(), account, **how)


def payslip(day: str, **how: object) -> Held:
    return Held(f"{day} {next(_keys)}", "payslip", date=dt.date.fromisoformat(day), **how)  # type: ignore[arg-type]


def only(requirement, *documents, at=AT):
    [item] = checklist([requirement], documents, at).items
    return item


def test_three_months_in_a_row_meet():
    item = only(STATEMENTS, month("2026-02"), month("2026-03"), month("2026-04"))

    assert (item.state, item.missing) == (State.MET, ())
    assert {use.standing for use in item.uses} == {Standing.COUNTS}


def test_a_gap_is_named_by_its_month():
    assert only(STATEMENTS, month("2026-02"), month("2026-04")).missing == ("bank statement for 2026-03",)


def test_a_gap_of_some_days_is_named_by_its_days():
    held = month("2026-02"), statement("2026-03-01", "2026-03-30"), month("2026-04")

    assert only(STATEMENTS, *held).missing == ("bank statement for 2026-03-31 to 2026-03-31",)


def test_nothing_at_all_asks_for_the_last_whole_months():
    assert only(STATEMENTS).missing == (
        "bank statement for 2026-02",
        "bank statement for 2026-03",
        "bank statement for 2026-04",
    )


def test_months_that_run_from_the_middle_count_as_they_are():
    held = (
        statement("2026-01-15", "2026-02-14"),
        statement("2026-02-15", "2026-03-14"),
        statement("2026-03-15", "2026-04-14"),
    )

    assert only(STATEMENTS, *held).state is State.MET


def test_overlapping_statements_do_not_add_up():
    held = statement("2026-03-01", "2026-04-30"), statement("2026-03-15", "2026-04-30"), month("2026-04")

    assert only(STATEMENTS, *held).missing == ("bank statement for 2026-02",)


def test_two_accounts_do_not_make_three_months_of_one():
    item = only(STATEMENTS, month("2026-02", "a"), month("2026-03", "b"), month("2026-04", "a"))

    assert (item.account, item.missing) == ("a", ("bank statement for 2026-03",))


def test_a_statement_of_several_accounts_counts_for_each():
    both = Held(
        "x", "bank_statement", start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31), accounts=frozenset("ab")
    )

    assert only(STATEMENTS, month("2026-02", "b"), both, month("2026-04", "b")).state is State.MET


def test_what_is_too_old_is_stale_and_what_is_wanted_is_named():
    item = only(STATEMENTS, month("2025-08"), month("2025-09"), month("2025-10"))

    assert item.state is State.STALE
    assert item.missing == (
        "bank statement for 2026-02",
        "bank statement for 2026-03",
        "bank statement for 2026-04",
    )
    assert {use.standing for use in item.uses} == {Standing.STALE}


def test_what_waits_for_review_is_not_asked_for_again():
    item = only(STATEMENTS, month("2026-02"), month("2026-03", is_waiting=True), month("2026-04"))

    assert (item.state, item.missing) == (State.WAITING, ())


def test_what_failed_does_not_count():
    item = only(STATEMENTS, month("2026-02"), month("2026-03", is_failed=True), month("2026-04"))

    assert item.missing == ("bank statement for 2026-03",)
    assert Standing.FAILED in {use.standing for use in item.uses}


def test_the_same_bytes_count_once():
    two = Requirement("p", "payslip", count=2)
    item = only(two, payslip("2026-04-25", content="same"), payslip("2026-04-25", content="same"))

    assert item.missing == ("1 × payslip",)
    assert sorted(use.standing for use in item.uses) == [Standing.COUNTS, Standing.REPEATED]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-02-12", State.MET),
        ("2026-02-11", State.STALE),
        ("2026-05-12", State.MET),
        ("2026-05-13", State.MISSING),
    ],
)
def test_a_payslip_is_fresh_to_the_day(day, state):
    assert only(PAYSLIP, payslip(day)).state is state


def test_a_payslip_without_a_date_proves_nothing():
    item = only(PAYSLIP, Held("x", "payslip"))

    assert (item.state, item.uses[0].standing) == (State.MISSING, Standing.UNDATED)


@pytest.mark.parametrize(("year", "state"), [(2026, State.MET), (2025, State.MISSING), (2027, State.MISSING)])
def test_a_tax_form_is_of_the_last_tax_year(year, state):
    assert only(TAX, Held("x", "tax_form", tax_year=year)).state is state


def test_tax_years_end_with_february_even_in_leap_years():
    assert tax_year_before(dt.date(2024, 3, 1), 2) == (dt.date(2023, 3, 1), dt.date(2024, 2, 29))
    assert tax_year_before(dt.date(2024, 2, 29), 2) == (dt.date(2022, 3, 1), dt.date(2023, 2, 28))


def test_what_is_optional_does_not_hold_a_case_up():
    optional = Requirement("p", "payslip", is_optional=True)

    assert checklist([optional], [], AT).is_complete
    assert not checklist([PAYSLIP], [], AT).is_complete


def test_impossible_dates_break_nothing():
    held = statement("0001-01-01", "0001-01-31"), statement("2026-05-01", "9999-12-31")

    assert only(STATEMENTS, *held).state is State.MISSING


days = st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
periods = st.tuples(days, days).map(sorted).map(tuple)


@given(st.lists(periods, max_size=12), periods)
def test_gaps_are_exactly_the_days_that_nothing_covers(covered, window):
    day_set = {dt.date.fromordinal(n) for a, b in covered for n in range(a.toordinal(), b.toordinal() + 1)}
    wanted = [dt.date.fromordinal(n) for n in range(window[0].toordinal(), window[1].toordinal() + 1)]
    holes = gaps(window, union(covered))

    assert [dt.date.fromordinal(n) for a, b in holes for n in range(a.toordinal(), b.toordinal() + 1)] == [
        day for day in wanted if day not in day_set
    ]


held_ones = st.lists(
    st.builds(
        lambda p, account, waits: statement(p[0].isoformat(), p[1].isoformat(), account, is_waiting=waits),
        periods,
        st.sampled_from(["a", "b", ""]),
        st.booleans(),
    ),
    max_size=8,
)


@given(held_ones, days, st.integers(1, 6), st.none() | st.integers(1, 12))
def test_met_means_that_one_account_covers_every_day_of_fresh_months(held, at, months, age):
    item = only(
        Requirement("s", "bank_statement", RequirementRule.MONTHS, months, max_age_months=age), *held, at=at
    )
    by_account = {
        account: {
            n
            for one in held
            if not one.is_waiting and account in (one.accounts or {""})
            for n in range(one.start.toordinal(), min(one.end, at).toordinal() + 1)
        }
        for account in ["a", "b", ""]
    }
    oldest = add_months(at, -age) if age else dt.date.min
    ends = {min(one.end, at) for one in held} | {month_of(min(one.end, at))[1] for one in held}
    brute = any(
        set(range(add_months(end + dt.timedelta(days=1), -months).toordinal(), end.toordinal() + 1))
        <= covered
        for covered in by_account.values()
        for end in ends
        if oldest <= end <= at
    )

    assert (item.state is State.MET) == brute
    assert (item.missing == ()) == (item.state in {State.MET, State.WAITING})


@given(held_ones, held_ones, days)
def test_another_document_never_makes_a_case_less_complete(some, more, at):
    order = [State.MISSING, State.STALE, State.WAITING, State.MET]

    assert order.index(only(STATEMENTS, *some, *more, at=at).state) >= order.index(
        only(STATEMENTS, *some, at=at).state
    )
