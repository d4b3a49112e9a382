"""Separators, quotes, encodings and decimal signs of delimited text."""

import pytest

from documents.reading.structured import read_structured
from documents.reading.structured.delimited import dialect_of, rows_of
from documents.reading.structured.heading_words import Role
from documents.reading.structured.headings import heading_of
from documents.reading.structured.table import Table
from documents.reading.types import Format
from tests.documents.reading.structured.shown import amounts


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_divides_evenly_into_most_cells(separator: str) -> None:
    text = f"Date{separator}Text{separator}Amount\n31.01.2024{separator}Rent; food, more{separator}5\n"
    rows = text.replace("; food, more", "") + "\n".join(f"a{separator}b{separator}c" for _ in range(5))

    assert dialect_of(rows).separator == separator


def test_a_decimal_comma_is_no_separator() -> None:
    rows = rows_of(b"Datum;Betrag;Text\n31.01.2024;-1.234,56;A\n01.02.2024;7,50;B\n")

    assert rows[1] == ["31.01.2024", "-1.234,56", "A"]


def test_the_separator_that_the_file_declares_is_used() -> None:
    assert rows_of(b"sep=|\na,b|c\n1,2|3\n") == [["a,b", "c"], ["1,2", "3"], []] or rows_of(
        b"sep=|\na,b|c\n1,2|3\n"
    ) == [["a,b", "c"], ["1,2", "3"]]


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    rows = rows_of(b'Date,Text,Amount\n31/01/2024,"a, ""b""\nc",5\n')

    assert rows[1] == ["31/01/2024", 'a, "b" c', "5"]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest() -> None:
    content = 'Date,Text,Amount\n31/01/2024,19" wheel,-5.00\n' + '30/01/2024,"open,-1.00\n' * 1
    content += "".join(f"{day:02}/01/2024,x,1.00\n" for day in range(1, 30))

    reading = read_structured(Format.CSV, content.encode())

    assert len(amounts(reading)) == 31


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_encodings_are_told_apart(encoding: str) -> None:
    rows = rows_of("Datum;Empfänger;Betrag\n31.01.2024;Zürich €;5\n".encode(encoding))

    assert rows[1][1] == "Zürich €"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (["-1.234,56", "3.500,00"], ["-1234.56", "3500.00"]),
        (["-1,234.56", "3,500.00"], ["-1234.56", "3500.00"]),
        (["-1'234.56", "3'500.00"], ["-1234.56", "3500.00"]),
        (["-1 234,56", "3 500,00"], ["-1234.56", "3500.00"]),
        (["1.500", "12,50"], ["1500", "12.50"]),
        (["-.50", "2.00"], ["-0.50", "2.00"]),
        (["- $220.00", "+ $1,150.00"], ["-220.00", "1150.00"]),
    ],
)
def test_the_decimal_sign_is_decided_for_the_whole_file(printed: list[str], expected: list[str]) -> None:
    rows = "".join(f"2024-01-{day:02};x;{amount}\n" for day, amount in enumerate(printed, start=1))

    assert amounts(read_structured(Format.CSV, f"Date;Text;Amount\n{rows}".encode())) == expected


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Buchungstag", Role.DATE),
        ("Date opération", Role.DATE),
        ("Txn Date", Role.DATE),
        ("Valutadatum", Role.VALUE_DATE),
        ("RunningBalance", Role.BALANCE),
        ("Saldo (EUR)", Role.BALANCE),
        ("Withdrawal (-)", Role.DEBIT),
        ("Montant en EUR", Role.AMOUNT),
        ("Amount (total)", Role.AMOUNT),
        ("Amount (fee)", Role.FEE),
        ("+/-", Role.MARK),
        ("Kontonummer/IBAN", Role.COUNTER_ACCOUNT),
        ("Beskrywing", Role.DESCRIPTION),
    ],
)
def test_headings_are_known_in_their_languages_and_forms(heading: str, role: Role) -> None:
    found = heading_of(heading)

    assert found is not None
    assert found.role is role


@pytest.mark.parametrize(
    "heading", ["Amount Currency", "Original Amount", "Start Date", "Exchange Rate", "Category"]
)
def test_headings_of_other_things_are_not_taken_for_ours(heading: str) -> None:
    assert heading_of(heading) is None


def test_a_table_is_laid_out_in_columns_and_long_cells_go_on_below() -> None:
    table = Table.of([["Date", "Text", "Amount"], ["2024-01-31", "word " * 30, "-5.00"]])

    assert table.lines[0] == "Date        " + "Text".ljust(60) + "  Amount"
    assert len(table.lines) == 4
    assert table.span(1, 2).start == table.span(0, 2).start == 74
    assert (table.row_span(1).line, table.row_span(1).last_line) == (1, 3)


def test_a_table_with_many_columns_gives_each_less_room() -> None:
    table = Table.of([["x" * 50] * 10])

    assert max(len(line) for line in table.lines) <= 236
    assert "".join(line.replace(" ", "") for line in table.lines) == "x" * 500
