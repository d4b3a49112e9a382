"""Names of people and firms, and the address blocks in which they stand."""

import pytest

from documents.reading.extract.address_blocks import address_blocks
from documents.reading.extract.person_names import has_legal_form, is_firm_name, is_person_name, without_title
from documents.reading.layout import rows
from documents.reading.text_grid import grid_pages


def names_over_addresses(text: str) -> list[str]:
    return [block.name.text for block in address_blocks(rows(grid_pages(text)[0]))]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee",
        "Thandeka Grace Mokoena",
        "VAN ROOYEN J P",
        "Liam O'Connor",
        "Mme Claire Dubois",
        "S. de Vries",
    ],
)
def test_names_of_people_have_their_shape(text: str) -> None:
    assert is_person_name(text)


@pytest.mark.parametrize(
    "text",
    ["Ann", "ann lee", "Ann Lee Ltd", "Lee & Sons Logistics", "Flat 4 North", "A B", "of the tax year"],
)
def test_what_is_no_name_of_a_person(text: str) -> None:
    assert not is_person_name(text)


@pytest.mark.parametrize(
    "text", ["Karoo Vervoer (Edms) Bpk", "Müller GmbH", "TechCorp Inc.", "Lefèvre S.A.R.L."]
)
def test_legal_forms_tell_firms(text: str) -> None:
    assert has_legal_form(text)


def test_words_of_trade_tell_firms_without_a_legal_form() -> None:
    assert is_firm_name("Marula Catering Services")
    assert not is_firm_name("Thandeka Mokoena")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr J van Wyk", "J van Wyk"),
        ("Frau Petersen", "Petersen"),
        ("De heer S. Bos", "S. Bos"),
        ("Frau", ""),
    ],
)
def test_titles_are_taken_off(text: str, name: str) -> None:
    assert without_title(text) == name


def test_a_name_over_a_street_is_found_and_a_title_over_it_is_not_the_name() -> None:
    assert names_over_addresses("Frau\nSvenja Petersen\nHoltenauer Str. 77\n24105 Kiel") == [
        "Svenja Petersen"
    ]


def test_two_blocks_side_by_side_are_two_names() -> None:
    text = "Karoo Ltd            Ann Lee\n14 Long Street       7 Short Road\nCape Town 8001       Paarl 7646"

    assert names_over_addresses(text) == ["Karoo Ltd", "Ann Lee"]


def test_dates_and_amounts_under_words_are_no_address() -> None:
    assert names_over_addresses("Payday\n25 May 2025\nBasic Salary\n1 200.00") == []


def test_labels_over_text_are_no_address() -> None:
    assert names_over_addresses("Itemized Deductions\nAttach to Form 1040\nSequence 7") == []
