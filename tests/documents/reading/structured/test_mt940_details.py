"""The :86: field in the structures of different countries."""

import pytest

from documents.reading.structured.mt940_details import Details, details_of


def test_german_subfields_give_booking_text_name_and_purpose() -> None:
    lines = ["166?00GUTSCHRIFT?109310?20SVWZ+Rechnung 4711?30DRESDEFF?31DE12?32Karl?33 Kaufmann?34000"]

    assert details_of(lines) == Details("GUTSCHRIFT Karl Kaufmann Rechnung 4711")


def test_subfields_cut_at_27_letters_are_joined_without_a_space_and_shorter_ones_with_one() -> None:
    lines = ["020?00X?20ABCDEFGHIJKLMNOPQRSTUVWXYZA?21shorter part?22C"]

    assert details_of(lines) == Details("X ABCDEFGHIJKLMNOPQRSTUVWXYZAshorter part C")


def test_lines_broken_inside_a_subfield_are_joined() -> None:
    lines = ["166?00GUTSCHRIFT?20SVWZ+Verwendungs", "zweck?32Kauf", "mann"]

    assert details_of(lines).description == "GUTSCHRIFT Kaufmann Verwendungszweck"


def test_references_marked_in_the_purpose_are_taken_out_of_it() -> None:
    lines = ["177?00SEPA?20EREF+INV-9?21KREF+K1?22SVWZ+Invoice nine"]

    assert details_of(lines) == Details("SEPA Invoice nine", "INV-9")


def test_a_purpose_without_mark_is_what_is_no_reference() -> None:
    lines = ["159?00RETOURE?20EREF+TFNR 1?21MTLG:No such account"]

    assert details_of(lines) == Details("RETOURE No such account", "TFNR 1")


def test_subfields_may_be_marked_by_another_sign() -> None:
    assert details_of(["000>20 RENT>21 OFFICE>310390123456"]).description == "RENT OFFICE"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["/EREF/E-1/ORDP//NAME/JOHN DOE/REMI/Reference 1/ISDT/2024-01-02"],
            Details("JOHN DOE Reference 1", "E-1"),
        ),
        (
            ["/TRTP/SEPA OVERBOEKING/IBAN/NL1/NAME/Jan/REMI/USTD//Huur/EREF/X"],
            Details("SEPA OVERBOEKING Jan Huur", "X"),
        ),
    ],
)
def test_dutch_words_between_slashes_give_name_purpose_and_reference(
    lines: list[str], expected: Details
) -> None:
    assert details_of(lines) == expected


def test_free_text_is_kept_and_only_joined_where_a_full_line_was_broken() -> None:
    full = "x" * 64 + "a"

    assert details_of(["BEA 12:00", "DURBAN"]) == Details("BEA 12:00 DURBAN")
    assert details_of(["first", full, "b"]) == Details(f"first {full}b")
    assert details_of(["y" * 61, "z"]) == Details("y" * 61 + "z")


def test_an_empty_field_has_no_description() -> None:
    assert details_of([""]) == Details("")
    assert details_of([]) == Details("")
