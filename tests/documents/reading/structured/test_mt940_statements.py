"""MT940 and MT942: messages, balances, entries, pages."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.structured.mt940 import entry_date
from documents.reading.types import Format, Outcome, UnreadableError
from tests.documents.reading.structured.shown import amounts, check, outcomes, printed_at, value, values

HEAD = ":20:START\n:25:DE89370400440532013000EUR\n:28C:00004/00001\n"


def read(text: str) -> StructuredReading:
    return read_structured(Format.MT940, text.encode("cp1252"))


def message(
    *entries: str, number: str = "4/1", opening: str = "60F", closing: str = "62F", ends: str = ""
) -> str:
    first, last = ends.split("-") if ends else ("100,", "90,5")
    return (
        f":20:START\n:25:62012345\n:28C:{number}\n:{opening}:C240301ZAR{first}\n"
        + "".join(f"{entry}\n" for entry in entries)
        + f":{closing}:C240331ZAR{last}\n-\n"
    )


def test_a_message_gives_account_number_balances_and_entries() -> None:
    reading = read(
        f"{HEAD}:60F:D240301EUR1000,\n:61:2403050306D9,5NTRFREF-1//BANK1\n:86:Rent\nMarch\n:62F:D240331EUR1009,50\n-\n"
    )

    assert values(reading) == {
        "account_number": "DE89370400440532013000",
        "iban": "DE89370400440532013000",
        "currency": "EUR",
        "statement_number": "00004/00001",
        "opening_balance": "-1000",
        "closing_balance": "-1009.50",
        "period_start": "2024-03-01",
        "period_end": "2024-03-31",
    }
    (line,) = reading.extraction.lines
    assert (line.date, line.value_date) == (dt.date(2024, 3, 6), dt.date(2024, 3, 5))
    assert (str(line.amount), line.description, line.reference) == ("-9.5", "Rent March", "REF-1")
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED


def test_values_and_lines_are_shown_where_the_file_has_them() -> None:
    reading = read(message(":61:240305D9,5NTRFNONREF", ":86:Rent"))

    assert printed_at(reading, value(reading, "opening_balance")) == ":60F:C240301ZAR100,"
    assert printed_at(reading, reading.extraction.lines[0]) == ":61:240305D9,5NTRFNONREF :86:Rent"


@pytest.mark.parametrize(
    ("mark", "amount"),
    [("C", "5.00"), ("D", "-5.00"), ("RC", "-5.00"), ("RD", "5.00"), ("CR", "5.00"), ("RCR", "-5.00")],
)
def test_marks_and_reversals_give_the_sign_and_a_funds_code_is_none(mark: str, amount: str) -> None:
    assert amounts(read(message(f":61:2403050305{mark}5,00NTRFNONREF"))) == [amount]


@pytest.mark.parametrize("printed", ["5,00NTRF", "5,NTRF", "5NTRF", "000000000005,00N044", "5.00FMSC"])
def test_amounts_are_read_in_all_the_forms_of_the_banks(printed: str) -> None:
    (line,) = read(message(f":61:2403050305C{printed}NONREF")).extraction.lines

    assert line.amount == 5


@pytest.mark.parametrize(
    ("entry", "value_date", "booked"),
    [
        ("0102", dt.date(2023, 12, 30), dt.date(2024, 1, 2)),
        ("1230", dt.date(2024, 1, 2), dt.date(2023, 12, 30)),
        ("0228", dt.date(2024, 2, 29), dt.date(2024, 2, 28)),
        ("0229", dt.date(2024, 3, 1), dt.date(2024, 2, 29)),
        (None, dt.date(2024, 3, 1), dt.date(2024, 3, 1)),
    ],
)
def test_the_entry_date_takes_the_year_next_to_the_value_date(
    entry: str | None, value_date: dt.date, booked: dt.date
) -> None:
    assert entry_date(entry, value_date) == booked


def test_statements_of_one_file_have_sums_of_their_own() -> None:
    reading = read(
        message(":61:240305D9,5NTRFNONREF")
        + message(":61:240405C1,NTRFNONREF", number="5/1", ends="90,5-91,")
    )

    assert [line.account for line in reading.extraction.lines] == ["1: ...2345", "2: ...2345"]
    assert check(reading, "statement_sum", "1: ...2345").outcome is Outcome.PASSED
    assert check(reading, "statement_sum", "2: ...2345").outcome is Outcome.FAILED


def test_pages_joined_by_intermediate_balances_are_one_statement() -> None:
    reading = read(
        message(":61:240305D9,5NTRFNONREF", closing="62M")
        + message(":61:240306D0,5NTRFNONREF", number="4/2", opening="60M", ends="90,5-90,")
    )

    assert amounts(reading) == ["-9.5", "-0.5"]
    assert (values(reading)["opening_balance"], values(reading)["closing_balance"]) == ("100", "90")
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED
    assert reading.extraction.problems == ()


def test_pages_that_do_not_join_are_reported() -> None:
    reading = read(
        message(closing="62M", ends="1,-2,")
        + message(":61:240305C1,NTRFNONREF", number="4/2", opening="60M", ends="3,-4,")
    )

    assert reading.extraction.problems == (
        "A page of the statement ends with 2, but the next one begins with 3.",
    )


def test_the_envelope_of_the_swift_network_and_bank_headers_are_passed_over() -> None:
    wrapped = (
        "{1:F01DRAKZAJJXXXX}{2:I940XXXX}{4:\n"
        + message(":61:240305D9,5NTRFNONREF", ":86:Rent")[:-2]
        + "-}{5:}\n"
    )

    reading = read(wrapped + "ABNANL2A\n940\nABNANL2A\n" + wrapped)

    assert amounts(reading) == ["-9.5", "-9.5"]
    assert [line.description for line in reading.extraction.lines] == ["Rent", "Rent"]


def test_a_remark_behind_the_closing_balance_is_no_part_of_the_last_booking() -> None:
    text = message(":61:240305D9,5NTRFNONREF", ":86:Rent").replace("\n-\n", "\n:86:SUMMARY\n-\n")

    assert read(text).extraction.lines[0].description == "Rent"


def test_several_notes_and_the_name_behind_the_reference_are_put_together() -> None:
    reading = read(message(":61:240305D9,5N0440121470966      W.P. Jansen", ":86:Line one", ":86:line two"))

    (line,) = reading.extraction.lines
    assert (line.description, line.reference) == ("Line one line two W.P. Jansen", "0121470966")


def test_expected_bookings_of_an_interim_report_count_in_no_sum() -> None:
    reading = read(message(":61:240305D9,5NTRFNONREF", ":61:240305ED7,NTRFNONREF"))

    assert [line.account for line in reading.extraction.lines] == ["", "pending"]
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED
    assert reading.extraction.problems == ("1 bookings are only expected and count in no sum.",)


def test_the_sums_of_an_interim_report_are_checked() -> None:
    reading = read(":20:X\n:25:62012345\n:34F:ZARD0,\n:61:240305D9,5NTRFNONREF\n:90D:1ZAR9,5\n:90C:0ZAR1,\n")

    assert values(reading)["total_debits"] == "9.5"
    assert outcomes(reading)["total_debits"] is Outcome.PASSED
    assert outcomes(reading)["total_credits"] is Outcome.FAILED


def test_contradicting_balances_are_not_chosen_from() -> None:
    reading = read(":20:X\n:25:62012345\n:60F:C240301EUR1,\n:60F:C240301EUR2,\n")

    assert "opening_balance" not in values(reading)
    assert values(reading)["currency"] == "EUR"
    assert reading.extraction.problems == ("The statement has 2 different opening balances.",)


def test_a_line_that_is_no_entry_stays_with_a_sentence() -> None:
    reading = read(message(":61:something else"))

    (line,) = reading.extraction.lines
    assert (line.date, line.amount, line.description, line.confidence) == (None, None, "something else", 0.5)
    assert reading.extraction.problems == ("The booking 'something else' cannot be read.",)


def test_a_file_without_account_balance_and_entry_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(":20:TELEREPORTING\n")

    assert caught.value.code == "no_statement"
