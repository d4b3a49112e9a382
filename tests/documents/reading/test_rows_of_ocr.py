"""Lines that OCR finds, slanting, bent or sideways, become rows of words."""

import numpy as np
import pytest

from documents.reading.ocr_lines import OcrLine, page_slope, rows_of_lines, words_of


def line(text: str, x: float, y: float, *, slope: float = 0.0, letter: float = 10.0) -> OcrLine:
    """Return a line of letters 20 high whose baseline begins at x and y."""
    width = letter * len(text)
    fall = slope * width
    corners = np.array([[x, y - 20], [x + width, y - 20 + fall], [x + width, y + fall], [x, y]])
    places = [(index + 0.5) / len(text) for index, sign in enumerate(text) if sign != " "]
    return OcrLine(corners, text, places, [0.9] * len(text))


def texts(lines: list[OcrLine]) -> list[str]:
    rows, _ = rows_of_lines(lines)
    return [" ".join(piece.text for piece in row) for row in rows]


def test_a_line_is_split_at_its_spaces_with_a_share_of_its_box_each() -> None:
    first, second = words_of(line("Sub Total", 100, 50))

    assert (first.text, second.text) == ("Sub", "Total")
    assert (first.left, first.right) == pytest.approx((100, 130), abs=1.5)
    assert (second.left, second.right) == pytest.approx((140, 190), abs=1.5)
    assert first.confidence == 0.9


def test_the_box_is_drawn_in_to_the_ink() -> None:
    (word,) = words_of(line("Total", 100, 50))

    assert (word.top, word.bottom) == pytest.approx((32.4, 47.6))


def test_a_word_is_as_sure_as_its_own_letters() -> None:
    found = line("GST 4.13", 0, 50)
    found = OcrLine(found.corners, found.text, found.places, [1, 1, 1, 0.1, 0.5, 0.6, 0.7, 0.8])

    assert [word.confidence for word in words_of(found)] == [1.0, 0.65]


def test_label_and_amount_far_apart_are_one_row() -> None:
    assert texts([line("68.87", 600, 101), line("Sub Total", 50, 100), line("Cash", 50, 130)]) == [
        "Sub Total 68.87",
        "Cash",
    ]


def test_the_rows_of_a_slanting_page_do_not_melt_together() -> None:
    # At this slope a row has sunk by two rows where it reaches the right margin.
    found = [line(f"label number {n}", 50, 100 + 25 * n, slope=0.08) for n in range(4)]
    found += [line(f"{n}.00", 650, 100 + 25 * n + 0.08 * 600, slope=0.08) for n in range(4)]

    assert texts(found) == [f"label number {n} {n}.00" for n in range(4)]


def test_a_page_bent_at_its_top_keeps_its_rows() -> None:
    straight = [line(f"a straight line {n}", 50, 300 + 30 * n) for n in range(5)]
    bent = [
        line("the bent heading of a shop", 50, 100, slope=0.08),
        line("its address below", 50, 130, slope=0.07),
    ]

    assert texts(bent + straight)[:3] == [
        "the bent heading of a shop",
        "its address below",
        "a straight line 0",
    ]


def test_rows_of_a_slanting_page_are_ordered_as_if_it_were_straight() -> None:
    found = [line(f"a line as long as any {n}", 50, 300 + 40 * n, slope=0.08) for n in range(3)]
    found += [line("left", 50, 150), line("right", 650, 160)]  # straightened, the right one is higher

    assert texts(found)[:2] == ["right", "left"]


def test_the_slope_of_a_page_is_that_of_its_long_lines() -> None:
    found = [line("a rather long line of text", 50, 100 * n, slope=0.02) for n in (1, 2, 3)]
    found.append(line("ab", 50, 400, slope=0.3))

    assert page_slope(found) == pytest.approx(0.02)


def test_a_sideways_line_stands_aside() -> None:
    upward = OcrLine(
        np.array([[10, 300], [10, 100], [30, 100], [30, 300]]),
        "No 7",
        [0.1, 0.3, 0.8],
        [1] * 4,
        sideways=True,
    )

    rows, aside = rows_of_lines([upward, line("Total", 100, 50)])

    assert [[piece.text for piece in row] for row in rows] == [["Total"]]
    assert [piece.text for piece in aside[0]] == ["No", "7"]
    assert aside[0][0].bottom > aside[0][1].bottom  # it runs up the page
