"""The currency of a bill: from signs at amounts and heads of columns; where only the country tells, less sure."""

from __future__ import annotations

import pytest

from documents.reading.types import Value
from documents.reading.verdict import threshold_of
from tests.documents.reading.bills import read_receipt, value

RECEIPT = """
              {company}
              NO 5, JALAN KENANGA 2,
              {town}

DOC NO : CS00012      DATE : 25/12/2017
ITEM                           {head}
PEN BLUE            2     1.50      3.00
FILE A4             4     1.99      7.96
TOTAL                            {sign}10.96
"""


def currency(
    *, company: str = "PADANG STATIONERY", town: str = "PUCHONG", head: str = "AMOUNT", sign: str = ""
) -> Value:
    text = RECEIPT.format(company=company, town=town, head=head, sign=sign)
    return value(read_receipt(text), "currency")


def stands(found: Value) -> bool:
    """Tell whether the value needs no person."""
    return found.confidence >= threshold_of("currency")


@pytest.mark.parametrize("head", ["AMOUNT (RM)", "AMOUNT(RM)", "PRICE (in RM)"])
def test_the_head_of_a_column_tells_the_currency(head: str) -> None:
    found = currency(head=head)

    assert (found.normal, stands(found)) == ("MYR", True)


def test_a_country_named_in_two_ways_tells_the_currency() -> None:
    found = currency(company="PADANG STATIONERY SDN BHD", town="47100 PUCHONG, SELANGOR")

    assert (found.normal, stands(found)) == ("MYR", True)


def test_a_country_named_once_is_not_enough() -> None:
    found = currency(company="PADANG STATIONERY SDN BHD")

    assert (found.normal, stands(found)) == ("MYR", False)


def test_two_countries_are_not_enough_but_the_one_named_more_often_is_likelier() -> None:
    found = currency(company="PADANG STATIONERY PTE LTD", town="JOHOR, MALAYSIA")

    assert (found.normal, stands(found)) == ("MYR", False)


@pytest.mark.parametrize(("sign", "head"), [("R", "AMOUNT"), ("", "AMOUNT (R)")])
def test_a_lone_letter_that_another_country_contradicts_is_doubted(sign: str, head: str) -> None:
    found = currency(company="PADANG STATIONERY SDN BHD", sign=sign, head=head)

    assert (found.normal, stands(found)) == ("ZAR", False)


def test_a_lone_letter_stands_where_its_country_is_named() -> None:
    found = currency(company="PADANG STATIONERY (PTY) LTD", sign="R")

    assert (found.normal, stands(found)) == ("ZAR", True)
