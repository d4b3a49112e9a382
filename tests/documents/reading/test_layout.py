"""Words become rows and cells, and values are found beside or under their labels."""

import math

from documents.reading.layout import find_label, rows, value_below, value_right_of
from documents.reading.types import Box, PageText, TextSource, Word

HEIGHT = 0.012
CHAR = 0.009


def word(text: str, x: float, y: float, height: float = HEIGHT) -> Word:
    return Word(text, Box(x, y, x + CHAR * len(text), y + height))


def phrase(text: str, x: float, y: float) -> list[Word]:
    words = []
    for part in text.split(" "):
        words.append(word(part, x, y))
        x += CHAR * (len(part) + 1)
    return words


def page(*groups: list[Word]) -> PageText:
    words = tuple(item for group in groups for item in group)
    return PageText(1, 595, 842, words, " ".join(item.text for item in words), TextSource.TEXT_LAYER)


def turned(item: Word, degrees: float) -> Word:
    shift = math.tan(math.radians(degrees)) * (item.box.x0 + item.box.x1) / 2
    box = item.box
    return Word(item.text, Box(box.x0, box.y0 + shift, box.x1, box.y1 + shift))


def test_words_in_any_order_become_rows_top_down_and_left_to_right() -> None:
    found = rows(page(phrase("lower line", 0.1, 0.2), phrase("right", 0.5, 0.101), phrase("left", 0.1, 0.1)))

    assert [row.text for row in found] == ["left right", "lower line"]


def test_row_holds_the_box_around_its_words() -> None:
    (row,) = rows(page(phrase("ab", 0.1, 0.1), phrase("cd", 0.5, 0.102)))

    assert row.box == Box(0.1, 0.1, 0.5 + 2 * CHAR, 0.102 + HEIGHT)


def test_skewed_page_gives_the_same_rows_as_a_straight_one() -> None:
    lines = [phrase(f"alpha beta gamma delta epsilon zeta {n}", 0.05, 0.1 + n * 0.016) for n in range(12)]
    lines = [[*line, word("12.50", 0.85, line[0].box.y0)] for line in lines]
    straight = page(*lines)
    skewed = page(*[[turned(item, 1.5) for item in line] for line in lines])

    assert [row.text for row in rows(skewed)] == [row.text for row in rows(straight)]


def test_blocks_side_by_side_at_other_heights_stay_apart() -> None:
    found = rows(page(phrase("left one", 0.1, 0.1), phrase("right one", 0.6, 0.109)))

    assert [row.text for row in found] == ["left one", "right one"]


def test_dash_with_its_tiny_box_stays_in_its_row() -> None:
    dash = word("-", 0.4, 0.1055, height=0.001)

    found = rows(
        page(phrase("January", 0.1, 0.1), [dash], phrase("March", 0.5, 0.1), phrase("next", 0.1, 0.12))
    )

    assert [row.text for row in found] == ["January - March", "next"]


def test_small_letters_share_the_row_of_capitals() -> None:
    low = word("aeo", 0.4, 0.1042, height=HEIGHT * 0.65)

    (row,) = rows(page(phrase("TOTAL", 0.1, 0.1), [low]))

    assert row.text == "TOTAL aeo"


def test_empty_page_has_no_rows() -> None:
    assert rows(page()) == []


def test_cells_are_split_at_wide_gaps() -> None:
    (row,) = rows(page(phrase("Monthly account fee", 0.1, 0.1), phrase("-12.50", 0.6, 0.1)))

    assert [cell.text for cell in row.cells()] == ["Monthly account fee", "-12.50"]


def test_value_right_of_a_label_is_the_next_cell() -> None:
    labels = find_label(
        [page(phrase("Account number:", 0.1, 0.1), phrase("62 123 456", 0.4, 0.1), phrase("ZAR", 0.8, 0.1))],
        ["account number"],
    )

    found = value_right_of(labels[0])

    assert found is not None
    assert found.text == "62 123 456"


def test_value_in_the_same_word_as_its_label_is_found() -> None:
    labels = find_label([page(phrase("Ref:12345 other", 0.1, 0.1))], ["ref"])

    found = value_right_of(labels[0], r"\d+")

    assert found is not None
    assert found.text == "12345"


def test_value_right_of_a_label_can_be_asked_to_match() -> None:
    labels = find_label(
        [page(phrase("Closing balance on 3 May", 0.1, 0.1), phrase("99.10", 0.8, 0.1))], ["closing balance"]
    )

    found = value_right_of(labels[0], r"\d+\.\d\d")

    assert found is not None
    assert (found.text, found.box.x0) == ("99.10", 0.8)


def test_value_below_a_label_is_the_cell_under_it() -> None:
    labels = find_label(
        [
            page(
                phrase("Opening", 0.1, 0.1),
                phrase("Closing", 0.6, 0.1),
                phrase("10.00", 0.1, 0.12),
                phrase("20.00", 0.6, 0.12),
            )
        ],
        ["closing"],
    )

    found = value_below(labels[0])

    assert found is not None
    assert found.text == "20.00"


def test_value_far_below_a_label_is_not_its_value() -> None:
    labels = find_label([page(phrase("Closing", 0.1, 0.1), phrase("20.00", 0.1, 0.5))], ["closing"])

    assert value_below(labels[0]) is None


def test_label_inside_a_longer_word_is_no_label() -> None:
    assert find_label([page(phrase("datamation", 0.1, 0.1))], ["data", "dat"]) == []


def test_the_better_pattern_takes_the_words_that_two_match() -> None:
    labels = find_label([page(phrase("Opening balance 5.00", 0.1, 0.1))], ["opening balance", "balance"])

    assert [(label.text, label.rank) for label in labels] == [("Opening balance", 0)]


def test_label_pattern_without_accents_matches_text_with_them() -> None:
    (label,) = find_label([page(phrase("Übertrag 5,00", 0.1, 0.1))], ["ubertrag"])

    assert label.text == "Übertrag"
