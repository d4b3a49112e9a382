"""Tax forms give their kind, year and person; blank ones say that nobody is named."""

import pytest

from documents.reading.extract.tax_form import extract
from documents.reading.text import pdf_pages
from documents.reading.text_grid import grid_pages
from documents.reading.types import Box, Extraction, PageText, TextSource, Word
from documents.sample import Sample, tax_forms
from tests.documents.reading import forms

NAMES = ("form_kind", "tax_year", "person_name", "tax_number", "employer_name")
READ_ELSEWHERE = {"ita34": {"employer_name"}}  # stands inside a line of the assessment, under no label


def read(text: str) -> Extraction:
    return extract(grid_pages(text))


def values(found: Extraction) -> dict[str, str]:
    return {value.name: value.normal for value in found.values}


def word(text: str, x: float, y: float, height: float = 0.01) -> Word:
    return Word(text, Box(x, y, x + 0.008 * len(text), y + height))


def page(*words: Word) -> PageText:
    return PageText(1, 612, 792, words, " ".join(item.text for item in words), TextSource.TEXT_LAYER)


@pytest.mark.parametrize("sample", list(tax_forms(5, 15)), ids=lambda sample: sample.name)
def test_generated_forms_give_all_they_print(sample: Sample) -> None:
    expected = {
        name: text
        for name, text in sample.values.items()
        if name not in READ_ELSEWHERE.get(sample.layout, set())
    }

    found = values(extract(pdf_pages(sample.content)))

    assert found | expected == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            forms.BRITISH,
            ("P60", "2024", "HARRIET J PEMBERTON", "JK123456D", "Brightwater Dental Ltd"),
        ),
        (
            forms.GERMAN,
            (
                "Lohnsteuerbescheinigung",
                "2023",
                "Svenja Petersen",
                "12345678901",
                "Nordlicht Maschinenbau GmbH",
            ),
        ),
        (forms.SOUTH_AFRICAN, ("IT3(b)", "2024", "Thandeka Grace Mokoena", "2411296680", None)),
        (
            forms.AMERICAN,
            ("W-2", "2023", "Elizabeth A Darling", "123-45-6780", "Silver Lake Outfitters Inc"),
        ),
        (forms.FRENCH, ("Avis d'impôt", "2023", "DUBOIS CLAIRE", "3012345678901", None)),
    ],
    ids=["gb", "de", "za", "us", "fr"],
)
def test_forms_of_several_authorities(text: str, expected: tuple[str | None, ...]) -> None:
    found = read(text)

    assert tuple(values(found).get(name) for name in NAMES) == expected
    assert found.problems == ()


def test_a_blank_form_has_kind_and_year_and_says_that_nobody_is_named() -> None:
    found = read(forms.BLANK)

    assert values(found) == {"form_kind": "1040 Schedule D", "tax_year": "2023"}
    assert found.problems == ("No name is filled in.",)


def test_a_filled_form_is_not_taken_for_the_forms_it_mentions() -> None:
    found = read(forms.BLANK.replace("1040-NR.", "1040-NR. See Form 8949, Form 8949 and Form 8949."))

    assert values(found)["form_kind"] == "1040 Schedule D"


def test_the_number_in_large_print_over_the_word_form_is_the_kind() -> None:
    small = [
        word(text, 0.3 + 0.06 * n, 0.3)
        for n, text in enumerate(["attach", "it", "to", "Form", "1040", "now"])
    ]

    found = extract([page(word("8949", 0.09, 0.04, 0.03), word("Form", 0.05, 0.06), *small)])

    assert values(found)["form_kind"] == "8949"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Form 1099-MISC (Rev. January 2022)", "1099-MISC"),
        ("Form W-8BEN (Rev. July 2017)", "W-8BEN"),
        ("Form W-8BEN-E (Rev. October 2021)", "W-8BEN-E"),
        ("AZ Form 140 (2023)", "AZ-140"),
        ("Arizona Form 140 (2023)", "AZ-140"),
        ("Employee Tax Certificate IRP5/IT3(a)", "IRP5"),
        ("Notice of Assessment ITA34", "ITA34"),
        ("Certificazione Unica 2024", "Certificazione Unica"),
    ],
)
def test_identifiers_are_given_as_authorities_print_them(line: str, kind: str) -> None:
    assert values(read(f"{line}\nsome text\nmore text"))["form_kind"] == kind


def test_a_form_of_no_known_kind_says_so() -> None:
    assert "The kind of tax form could not be read." in read("Income\nTax\nTotal").problems


def test_the_revision_of_a_certificate_is_not_its_year() -> None:
    found = read("Form W-8BEN\n(Rev. July 2017)\nCertificate of Foreign Status\n1 Name of individual")

    assert "tax_year" not in values(found)
    assert "The tax year could not be read." not in found.problems


def test_a_year_in_two_parts_is_read() -> None:
    found = read("For calendar year\n20 23\nForm 1099-H (Rev. 1-2022)\nRECIPIENT'S name\nAnn Lee")

    assert values(found)["tax_year"] == "2023"


def test_labels_are_found_although_ocr_misread_letters() -> None:
    found = read(
        "Form 1040 (2023)\nYour flrst name and initial     Last name      Your soclal securlty number\n"
        "Pascale                         Weydert        1 2 3 4 5 6 7 8 9"
    )

    assert (values(found)["person_name"], values(found)["tax_number"]) == ("Pascale Weydert", "123456789")


def test_a_masked_number_is_given_as_far_as_it_is_printed() -> None:
    found = read("Form 1099-NEC (2023)\nRECIPIENT'S TIN\n***-**-4759\nRECIPIENT'S name\nMarcus Brooks")

    assert values(found)["tax_number"] == "***-**-4759"


def test_a_number_that_is_all_masked_is_no_number() -> None:
    found = read("Form 1099-NEC (2023)\nRECIPIENT'S TIN\nXXX-XX-XXXX\nRECIPIENT'S name\nMarcus Brooks")

    assert "tax_number" not in values(found)


def test_every_value_says_where_it_stands() -> None:
    found = read(forms.AMERICAN)

    assert all(value.page == 1 and value.box is not None and value.rule for value in found.values)


def test_pages_without_words_give_problems_and_no_values() -> None:
    found = extract(())

    assert found.values == ()
    assert found.problems == (
        "The kind of tax form could not be read.",
        "The tax year could not be read.",
        "No name is filled in.",
    )
