"""Till receipts: who sold, when, and what was paid, with the arithmetic of the till as the judge."""

import pytest

from documents.reading.types import Outcome
from tests.documents.reading.bills import TILL, check, normals, read_receipt, value


def till(
    totals: str, *, head: str = "              PADANG STATIONERY SDN BHD\n                  (612045-T)"
) -> str:
    return f"""
{head}
              NO 5, JALAN KENANGA 2,
              47100 PUCHONG, SELANGOR
              GST ID : 000871236450

DOC NO : CS00012      DATE : 25/12/2017
PEN BLUE            2     1.50      3.00
FILE A4             4     1.99      7.96
{totals}
"""


def test_a_till_receipt_is_read_whole() -> None:
    found = read_receipt(TILL)

    assert {value.name: value.normal for value in found.values} == {
        "supplier_name": "KEDAI MAJU TRADING SDN BHD",
        "supplier_tax_number": "000412873216",
        "receipt_number": "CS0071182",
        "receipt_date": "2017-11-06",
        "currency": "MYR",
        "net_total": "23.77",
        "tax_total": "1.43",
        "gross_total": "25.19",
    }
    assert found.problems == ()


def test_each_value_says_where_it_stands() -> None:
    found = read_receipt(TILL)

    boxes = [value.box for value in found.values]
    assert None not in boxes
    assert {value.page for value in found.values} == {1}
    assert value(found, "supplier_name").box.y0 < value(found, "gross_total").box.y0  # type: ignore[union-attr]  # asserted above


def test_the_rounding_of_the_till_explains_the_total() -> None:
    result = check(read_receipt(TILL), "net_plus_tax")

    assert result.outcome is Outcome.PASSED
    assert result.detail == "Net 23.77 plus tax 1.43 and rounding -0.01 is the total 25.19."


def test_the_rounded_sum_is_the_total_not_the_one_before() -> None:
    found = read_receipt(
        till(
            "TOTAL SALES INCL GST        10.96\nROUNDING ADJ                -0.01\nTOTAL PAYABLE       10.95\nCASH   10.95"
        )
    )

    assert normals(found, "gross_total") == ["10.95"]


def test_cash_and_change_are_not_the_total() -> None:
    found = read_receipt(till("TOTAL          10.96\nCASH           50.00\nCHANGE         39.04"))

    assert normals(found, "gross_total") == ["10.96"]


def test_cash_less_change_finds_a_total_whose_label_is_lost() -> None:
    found = read_receipt(
        till(
            "SUB T##AL     10.34\nG#T 6%         0.62\n#####          10.96\nCASH           50.00\nCHANGE         39.04"
        )
    )

    assert normals(found, "gross_total") == ["10.96"]


def test_points_and_savings_are_not_the_total() -> None:
    found = read_receipt(
        till("TOTAL RM       10.96\nVISA           10.96\nYOU SAVED      99.99\nPOINTS EARNED  500.00")
    )

    assert normals(found, "gross_total") == ["10.96"]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("        OLD TOWN CORNER\n        CHEONG HIN SDN BHD\n        (458592-T)", "CHEONG HIN SDN BHD"),
        ("        GUNUNG BOOK\n        CO. (M) SDN BHD\n        (113825-W)", "GUNUNG BOOK CO. (M) SDN BHD"),
        (
            "        AIK SENG HARDWARE\n        ENTERPRISE (SETIA\n        ALAM) SDN BHD\n        822737-X",
            "AIK SENG HARDWARE ENTERPRISE (SETIA ALAM) SDN BHD",
        ),
        ("        RESTORAN SRI WANGI (001234567-K)", "RESTORAN SRI WANGI"),
        (
            "              lee mei ling\n              MAWAR ENTERPRISE\n              (JM0517726)",
            "MAWAR ENTERPRISE",
        ),
    ],
)
def test_the_company_is_named_not_its_brand_or_a_note(head: str, name: str) -> None:
    found = read_receipt(till("TOTAL          10.96\nCASH           10.96", head=head))

    assert normals(found, "supplier_name") == [name]


def test_no_tax_is_more_than_what_it_is_taken_of() -> None:
    found = read_receipt(
        till("NET AMOUNT           0.00\nTOTAL TAX           10.96\nTOTAL               10.96")
    )

    assert normals(found, "gross_total") == ["10.96"]
    assert normals(found, "net_total", "tax_total") != ["0.00", "10.96"]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("06/04/1711:43am", "2017-04-06"),
        ("26-05--201815:16:13", "2018-05-26"),
        ("REG 19- 24/07/2016 14:21", "2016-07-24"),
        ("24-MAR-2018 03:44 PM", "2018-03-24"),
        ("28 Mar 18 18:32:36", "2018-03-28"),
    ],
)
def test_dates_are_found_where_ocr_lost_spaces(printed: str, iso: str) -> None:
    text = till("TOTAL          10.96").replace("DATE : 25/12/2017", printed)

    assert normals(read_receipt(text), "receipt_date") == [iso]


def test_a_receipt_without_a_total_says_so_and_guesses_nothing() -> None:
    found = read_receipt("""
              PADANG STATIONERY SDN BHD
              NO 5, JALAN KENANGA 2
              47100 PUCHONG, SELANGOR
              25/12/2017
              THANK YOU
""")

    assert normals(found, "gross_total", "net_total", "tax_total") == [None, None, None]
    assert found.problems == ("The total paid could not be read.",)


def test_an_empty_page_names_all_that_is_missing() -> None:
    found = read_receipt("")

    assert found.values == ()
    assert found.problems == (
        "The name of the supplier could not be read.",
        "The date of the receipt could not be read.",
        "The total paid could not be read.",
    )
