"""Invoices from pages to values, in eight languages."""

from decimal import Decimal

import pytest

from documents.reading.types import Outcome
from tests.documents.reading.bills import (
    AFRIKAANS,
    AMERICAN,
    DUTCH,
    FRENCH,
    GERMAN,
    ITALIAN,
    PORTUGUESE,
    SPANISH,
    check,
    normals,
    read_invoice,
    value,
)

PARTIES = ("supplier_name", "supplier_tax_number", "customer_name")
FACTS = ("invoice_number", "invoice_date", "due_date", "currency")
SUMS = ("net_total", "tax_total", "gross_total", "amount_due")


@pytest.mark.parametrize(
    ("text", "parties", "facts", "sums"),
    [
        (
            GERMAN,
            ["Musterwerk Technik GmbH", "DE123456788", "Bäckerei Sonnenschein KG"],
            ["RE-2024-0815", "2024-03-12", "2024-03-26", "EUR"],
            ["1514.00", "287.66", "1801.66", None],
        ),
        (
            FRENCH,
            ["Atelier du Lac SARL", "FR40303265045", "Hôtel Beau Rivage SAS"],
            ["F2023-0417", "2023-10-05", "2023-11-04", "EUR"],
            ["1860.00", "372.00", "2232.00", "1732.00"],
        ),
        (
            DUTCH,
            ["Fietsenmaker De Ketting B.V.", "NL861234567B01", "Mevr. J. de Vries"],
            ["20240093", "2024-05-02", "2024-05-16", "EUR"],
            ["154.95", "32.54", "187.49", None],
        ),
        (
            SPANISH,
            ["Talleres Ribera S.L.", "B50123456", "Transportes Ebro S.A."],
            ["2023/118", "2023-09-14", None, "EUR"],
            ["107.80", "22.64", "130.44", None],
        ),
        (
            ITALIAN,
            ["Officina Bianchi S.r.l.", "IT01234567890", "Pasticceria Rossi S.p.A."],
            ["57/2024", "2024-02-09", "2024-03-10", "EUR"],
            ["347.50", "76.45", "423.95", None],
        ),
        (
            PORTUGUESE,
            ["Carpintaria Moderna, Lda", "501234567", "Café Central Unipessoal Lda"],
            ["FT2024/77", "2024-01-18", "2024-02-17", "EUR"],
            ["980.00", "225.40", "1205.40", "1205.40"],
        ),
        (
            AFRIKAANS,
            ["Bosveld Saalmakers BK", "4123456789", "Waterberg Perde (Edms) Bpk"],
            ["BF1043", "2024-06-21", "2024-07-21", "ZAR"],
            ["4450.00", "667.50", "5117.50", None],
        ),
        (
            AMERICAN,
            ["Cedar Point Plumbing LLC", None, "Northshore Bakery Inc."],
            ["10457", "2024-03-09", "2024-04-08", "USD"],
            ["1850.00", "148.00", "1998.00", "2248.00"],
        ),
    ],
    ids=["de", "fr", "nl", "es", "it", "pt", "af", "us"],
)
def test_an_invoice_is_read_whole(
    text: str, parties: list[str | None], facts: list[str | None], sums: list[str | None]
) -> None:
    found = read_invoice(text)

    assert normals(found, *PARTIES) == parties
    assert normals(found, *FACTS) == facts
    assert normals(found, *SUMS) == sums
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            GERMAN,
            [("Knetmaschine KM 40", "1250.00"), ("Ersatzriemen", "74.00"), ("Wartung vor Ort", "190.00")],
        ),
        (FRENCH, [("Table en chêne massif", "1280.00"), ("Chaise bistro", "580.00")]),
        (AFRIKAANS, [("Saal herstel", "2900.00"), ("Leer per meter", "1550.00")]),
        (AMERICAN, [("Replace water heater", "1280.00"), ("Labor, hours", "570.00")]),
    ],
    ids=["de", "fr", "af", "us"],
)
def test_positions_add_up_to_the_net_amount(text: str, lines: list[tuple[str, str]]) -> None:
    found = read_invoice(text)

    assert [(line.description, line.amount) for line in found.lines] == [
        (description, Decimal(amount)) for description, amount in lines
    ]
    assert check(found, "line_sum").outcome is Outcome.PASSED


def test_a_payment_made_before_explains_the_amount_due() -> None:
    assert check(read_invoice(FRENCH), "amount_due").outcome is Outcome.PASSED


def test_a_balance_brought_forward_explains_the_amount_due() -> None:
    result = check(read_invoice(AMERICAN), "amount_due")

    assert (result.outcome, result.expected) == (Outcome.PASSED, Decimal("2248.00"))


def test_month_first_is_read_where_the_address_is_american() -> None:
    found = read_invoice(AMERICAN)

    assert value(found, "invoice_date").rule == "date by its label and place"


def test_an_order_of_day_and_month_that_nothing_tells_is_doubted() -> None:
    text = DUTCH.replace("2 mei 2024", "02/05/2024").replace("16 mei 2024", "06/05/2024")
    bare = (
        text.replace("BTW", "Tax")
        .replace("€", "$")
        .replace("FACTUUR", "INVOICE")
        .replace("Factuur", "Invoice ")
    )

    found = value(read_invoice(bare), "invoice_date")

    assert found.normal == "2024-05-02"
    assert found.rule.endswith("order of day and month not proven")
    assert found.confidence <= 0.75


def test_totals_that_do_not_add_up_are_reported_and_not_repaired() -> None:
    found = read_invoice(GERMAN.replace("1.801,66", "1.901,66"))

    assert normals(found, "net_total", "gross_total") == ["1514.00", "1901.66"]
    assert value(found, "gross_total").confidence < 1
    assert check(found, "net_plus_tax").outcome is Outcome.FAILED


def test_taxes_at_two_rates_are_added_up_where_that_proves_the_total() -> None:
    text = GERMAN.replace(
        "MwSt. 19 %                  287,66 EUR",
        "MwSt. 19 %                  251,56 EUR\n                                             MwSt. 7 %                    13,30 EUR",
    ).replace("1.801,66", "1.778,86")

    found = read_invoice(text)

    assert normals(found, "net_total", "tax_total", "gross_total") == ["1514.00", "264.86", "1778.86"]
    assert value(found, "tax_total").text == "251,56 + 13,30"


def test_the_sign_of_a_currency_that_several_countries_share_is_doubted() -> None:
    text = AMERICAN.replace("MN 55802", "").replace("WI 54880", "").replace("Sales Tax", "Tax")

    found = value(read_invoice(text), "currency")

    assert (found.normal, found.confidence) == ("USD", 0.65)


def test_an_iban_with_wrong_check_digits_is_told_with_doubt() -> None:
    found = value(read_invoice(GERMAN.replace("0130 00", "0130 01")), "iban")

    assert (found.normal, found.confidence) == ("DE89370400440532013001", 0.6)


def test_the_customers_tax_number_is_not_the_suppliers() -> None:
    text = GERMAN.replace("73728 Esslingen", "73728 Esslingen\nUSt-IdNr. DE987654321")

    assert normals(read_invoice(text), "supplier_tax_number") == ["DE123456788"]


def test_pages_without_an_invoice_give_four_sentences_and_nothing_else() -> None:
    found = read_invoice("")

    assert found.values == ()
    assert found.lines == ()
    assert found.problems == (
        "The name of the supplier could not be read.",
        "The number of the invoice could not be read.",
        "The date of the invoice could not be read.",
        "The total of the invoice could not be read.",
    )


def test_every_value_has_a_page_a_box_a_rule_and_a_confidence() -> None:
    for found in read_invoice(FRENCH).values:
        assert found.page == 1
        assert found.box is not None
        assert found.rule
        assert 0 < found.confidence <= 1
