"""Choosing by evidence: probabilities, "none of them", and phrases found in misread text."""

import pytest

from documents.reading.extract.billing.choosing import best, probabilities
from documents.reading.extract.billing.phrases import PhraseTable, distance, fold

WEIGHTS = {"bias": -1.0, "none": 0.0, "good": 3.0, "bad": -3.0}


def test_probabilities_and_none_of_them_make_one() -> None:
    chances = probabilities([{"good": 1.0}, {"bad": 1.0}, {}], WEIGHTS)

    assert chances[0] > chances[2] > chances[1]
    assert sum(chances) == pytest.approx(
        1 - 1 / (1 + 2.718281828**2 + 2.718281828**-4 + 2.718281828**-1), abs=1e-6
    )


def test_the_likeliest_is_chosen_with_its_probability() -> None:
    chosen = best(["a", "b"], [{"good": 1.0}, {}], WEIGHTS, ["a", "b"])

    assert chosen is not None
    assert chosen[0] == "a"
    assert chosen[1] == pytest.approx(0.8438, abs=1e-4)


def test_nothing_is_chosen_where_none_of_them_is_likelier() -> None:
    assert best(["a"], [{"bad": 1.0}], WEIGHTS, ["a"]) is None
    assert best([], [], WEIGHTS, []) is None


def test_prints_of_one_value_add_up() -> None:
    alone = best(["x", "y"], [{"good": 0.9}, {"good": 1.0}], WEIGHTS, ["x", "y"])
    twice = best(["x", "y", "x"], [{"good": 0.9}, {"good": 1.0}, {"good": 0.9}], WEIGHTS, ["x", "y", "x"])

    assert alone is not None
    assert twice is not None
    assert (alone[0], twice[0]) == ("y", "x")
    assert twice[1] > alone[1]


def test_the_longest_phrase_at_a_word_wins() -> None:
    table = PhraseTable([("tax", "tax"), ("number", "tax number|tax no"), ("due", "tax due")])

    assert table.meant("Tax No: 123 tax") == {"number", "tax"}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("subtotal", {"sum"}),
        ("subtotl", {"sum"}),
        ("sobtotal", {"sum"}),
        ("subtrctal", {"sum"}),
        ("motel", set()),
        ("sub", set()),
    ],
)
def test_letters_are_forgiven_by_the_length_of_the_word(word: str, meant: set[str]) -> None:
    assert PhraseTable([("sum", "subtotal|total")]).meant(word) == meant


def test_folding_drops_case_accents_and_marks_and_reads_digits_in_words_as_letters() -> None:
    assert fold("T0TAL à  payer (TVA 20%) Straße N°5") == "total a payer tva 20 % strasse n 5"


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("total", "total", 0), ("total", "totl", 1), ("total", "motel", 2), ("a", "abcdef", 3)],
)
def test_distance_counts_letters_up_to_a_limit(one: str, other: str, letters: int) -> None:
    assert distance(one, other, 2) == letters
