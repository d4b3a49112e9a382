"""The head of a statement: account, holder, bank, IBAN, number and currency."""

from __future__ import annotations

import pytest

from tests.documents.reading.printed import normal, read

BODY = """
Date         Details                Amount      Balance
02/03/2025   Corner shop           -100.00       900.00
"""


def head(text: str, name: str) -> str | None:
    return normal(read(text + BODY), name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Account number: 62 123 456 789", "62123456789"),
        ("Account No.        40-6167-7981", "4061677981"),
        ("Rekeningnommer: 307-929-0433", "3079290433"),
        ("Konto-Nr.: 123 456 789", "123456789"),
        ("Compte de dépôt n° 68214068871", "68214068871"),
        ("Account 20-30-40 12345678", "12345678"),
        ("Card Number: **** **** **** 2847 | Period", "************2847"),
        ("Card number 4901 **** **** 1649", "4901********1649"),
        ("Account number     Sort code\n12345678           20-30-40", "12345678"),
    ],
)
def test_account_number_is_found_beside_or_under_its_label(text: str, expected: str) -> None:
    assert head(text, "account_number") == expected


def test_number_of_the_next_cell_is_not_joined_to_the_account_number() -> None:
    assert head("Compte n° 68214068871          69002 LYON", "account_number") == "68214068871"


def test_iban_is_found_and_is_the_account_number_where_no_other_is_printed() -> None:
    found = read("IBAN CH93 0076 2011 6238 5295 7" + BODY)

    assert normal(found, "iban") == "CH9300762011623852957"
    assert normal(found, "account_number") == "CH9300762011623852957"


def test_text_that_only_looks_like_an_iban_is_none() -> None:
    assert head("IBAN CH93 0076 2011 6238 5295 8", "iban") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Account holder: Thandi Nkosi", "Thandi Nkosi"),
        ("Kontoinhaber: Jürg Zbinden", "Jürg Zbinden"),
        ("Ms T Nkosi\n12 Long Street\nCape Town\n8001", "Ms T Nkosi"),
        ("Herr\nMax Muster\nHauptstraße 3\n12345 Berlin", "Max Muster"),
        ("Youssef van den Berg\nDorpsstraat 2\n5611 EM Eindhoven", "Youssef van den Berg"),
    ],
)
def test_holder_is_found_by_label_or_in_the_address(text: str, expected: str) -> None:
    assert head(text + "\n\n", "account_holder") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karoo Bank Limited   Reg No 1994/004781/06", "Karoo Bank Limited"),
        ("Sparkasse Rheintal, Neumarkt 2, 50667 Köln", "Sparkasse Rheintal"),
        ("Crédit Garonne", "Crédit Garonne"),
    ],
)
def test_bank_is_the_line_that_names_one(text: str, expected: str) -> None:
    assert head(text, "bank_name") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Statement number: 15", "15"),
        ("Kontoauszug 170/2025", "170/2025"),
        ("Relevé n° 179", "179"),
        ("Volgnummer 26", "26"),
    ],
)
def test_statement_number_is_found(text: str, expected: str) -> None:
    assert head(text, "statement_number") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Currency: ZAR", "ZAR"),
        ("Balance R1,000.00\nLimit R2,000.00", "ZAR"),
        ("Saldo 1,000.00 €", "EUR"),
        ("Amounts in GBP", "GBP"),
        ("Member FDIC\nBalance $1,000.00", "USD"),
        ("Wellington New Zealand\nBalance $1,000.00", "NZD"),
    ],
)
def test_currency_is_found(text: str, expected: str) -> None:
    assert head(text, "currency") == expected


def test_bare_dollar_sign_is_a_doubtful_currency() -> None:
    found = read("Balance $1,000.00" + BODY)

    (currency,) = [value for value in found.values if value.name == "currency"]
    assert (currency.normal, currency.confidence) == ("USD", 0.6)


def test_figures_of_a_summary_are_found_side_by_side_and_stacked() -> None:
    for text in (
        "Opening balance 1,000.00\nTotal credits 0.00\nTotal debits 100.00\nClosing balance 900.00",
        (
            "Opening balance    Total credits    Total debits    Closing balance\n"
            "1,000.00           0.00             100.00          900.00"
        ),
    ):
        found = read(text + "\n" + BODY)
        names = ("opening_balance", "total_credits", "total_debits", "closing_balance")
        assert [normal(found, name) for name in names] == ["1000.00", "0.00", "100.00", "900.00"]


def test_balance_named_with_its_date_is_found() -> None:
    text = (
        "Your previous balance as of 03/02/2025    $500.00\nYour new balance as of 03/31/2025     = $400.00\n"
    )

    found = read(text + BODY)

    assert normal(found, "opening_balance") == "500.00"
    assert normal(found, "closing_balance") == "400.00"


def test_decoys_are_no_balances() -> None:
    text = "Available balance 9,000.00\nOverdraft limit 500.00\nMinimum balance 3.00\nAverage balance 70.00\n"

    found = read(text + BODY)

    assert normal(found, "opening_balance") is None
    assert normal(found, "closing_balance") is None


def test_part_of_the_debits_is_not_their_total() -> None:
    found = read(
        "Opening balance 1,000.00\nDeposits 50.00\nWithdrawals 30.00\nChecks 20.00\n"
        "Closing balance 1,000.00\n" + BODY
    )

    assert normal(found, "total_credits") == "50.00"
    assert normal(found, "total_debits") is None
