"""The positions of invoices: which rows of which column are positions, and where they end."""

from decimal import Decimal

from tests.documents.reading.bills import read_invoice

HEAD = """
Lakeside Supplies Ltd
12 Mill Lane
Norwich NR2 1TF                      Invoice No: LS-204       Date: 14 May 2024
"""


def amounts(text: str) -> list[Decimal | None]:
    return [line.amount for line in read_invoice(HEAD + text).lines]


def test_a_discount_after_the_positions_is_no_position() -> None:
    found = amounts("""
Description              Qty      Price     Amount
Blue paint                 2      10.00      20.00
Brush                      4       5.00      20.00

                               Subtotal      40.00
                               Discount      -4.00
                               VAT 20%        7.20
                               Total        £43.20
""")

    assert found == [Decimal("20.00"), Decimal("20.00")]


def test_subtotals_of_sections_are_no_positions() -> None:
    found = amounts("""
Description              Qty      Price     Amount
Blue paint                 2      10.00      20.00
                               Subtotal      20.00
Brush                      4       5.00      20.00
Roller                     1       6.00       6.00
                               Subtotal      26.00

                               Net total     46.00
                               VAT 20%        9.20
                               Total        £55.20
""")

    assert found == [Decimal("20.00"), Decimal("20.00"), Decimal("6.00")]


def test_words_of_totals_in_descriptions_do_not_end_the_table() -> None:
    found = amounts("""
Description                     Amount
Tax advice                      100.00
Cash box                         25.00
Total care package               60.00

                    Net         185.00
                    VAT 20%      37.00
                    Total      £222.00
""")

    assert found == [Decimal("100.00"), Decimal("25.00"), Decimal("60.00")]


def test_a_tax_column_beside_the_amounts_is_left_alone() -> None:
    found = amounts("""
Description              Qty      Price      Tax    Amount
Blue paint                 2      10.00     4.00     20.00
Brush                      4       5.00     4.00     20.00

                               Net total             40.00
                               VAT                    8.00
                               Total                £48.00
""")

    assert found == [Decimal("20.00"), Decimal("20.00")]


def test_positions_that_add_up_to_nothing_are_doubted() -> None:
    found = read_invoice(
        HEAD
        + """
Description              Qty      Price     Amount
Blue paint                 2      10.00      20.00
Brush                      4       5.00      21.00

                               Net total     40.00
                               VAT 20%        8.00
                               Total        £48.00
"""
    )

    assert [(line.amount, line.confidence) for line in found.lines] == [
        (Decimal("20.00"), 0.5),
        (Decimal("21.00"), 0.5),
    ]


def test_a_page_without_a_table_has_no_positions() -> None:
    assert amounts("Consulting as agreed           500.00\nTotal       £500.00") == []


def test_a_description_goes_on_in_the_rows_below() -> None:
    found = read_invoice(
        HEAD
        + """
Description              Qty      Price     Amount
Blue paint                 2      10.00      20.00
for outside walls
Brush                      4       5.00      20.00

                               Net total     40.00
                               VAT 20%        8.00
                               Total        £48.00
"""
    )

    assert [line.description for line in found.lines] == ["Blue paint for outside walls", "Brush"]
