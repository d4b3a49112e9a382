"""Text laid out as pages of a grid: places, wrapping and the picture."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from documents.reading.text_grid import COLUMNS, ROWS, TextGrid, grid_box, grid_image, grid_pages
from documents.reading.types import Box, PageText, TextSource


def word_at(pages: tuple[PageText, ...], page: int, box: Box) -> list[str]:
    """Return the words of a page whose boxes touch the box."""
    return [
        word.text
        for word in pages[page - 1].words
        if word.box.x0 < box.x1 and word.box.x1 > box.x0 and word.box.y0 < box.y1 and word.box.y1 > box.y0
    ]


def test_words_stand_in_the_cells_of_their_columns() -> None:
    pages = grid_pages("one  two\nthree")

    assert [word.text for word in pages[0].words] == ["one", "two", "three"]
    assert pages[0].words[1].box == grid_box(0, 5, 8)[1]
    assert pages[0].words[2].box == grid_box(1, 0, 5)[1]
    assert pages[0].text == "one  two\nthree"
    assert pages[0].source is TextSource.STRUCTURED


def test_a_box_is_a_share_of_the_page_with_its_margin() -> None:
    page, box = grid_box(ROWS, 0, 2)

    assert page == 2
    assert box == Box(2 / 124, 1 / 66, 4 / 124, 2 / 66)


def test_the_sixty_fifth_row_stands_on_the_second_page() -> None:
    pages = grid_pages("\n".join(f"row{number}" for number in range(ROWS + 1)))

    assert [page.number for page in pages] == [1, 2]
    assert [word.text for word in pages[1].words] == ["row64"]
    assert pages[1].words[0].box == grid_box(0, 0, 5)[1]


def test_lines_of_a_wide_text_keep_their_columns_on_wider_pages() -> None:
    pages = grid_pages("x" + " " * 198 + "y")

    assert len(pages) == 1
    assert pages[0].words[1].box == grid_box(0, 199, 200, columns=200)[1]
    assert pages[0].width > pages[0].height


def test_a_line_beyond_the_widest_page_goes_on_in_the_next_row_between_words() -> None:
    text = " ".join(["word"] * 100)
    grid = TextGrid.of(text)
    pages = grid.pages()
    start = text.index("word", 480)

    page, box = grid.place(0, start, start + 4)

    assert len(grid.rows) == 3
    assert {word.text for word in pages[0].words} == {"word"}
    assert word_at(pages, page, box) == ["word"]
    assert box.y0 == grid_box(2, 0, 1)[1].y0


def test_a_word_longer_than_a_row_is_broken_and_not_lost() -> None:
    pages = grid_pages("a" * 500)

    assert "".join(word.text for word in pages[0].words) == "a" * 500


def test_a_passage_over_several_lines_gets_one_box_around_its_text() -> None:
    grid = TextGrid.of("<a>\n  <b>12345</b>\n</a>")

    page, box = grid.place(0, 0, 4, last_line=2)

    assert page == 1
    assert box == grid_box(0, 0, 14)[1].union(grid_box(2, 0, 14)[1])


def test_a_passage_over_the_end_of_a_page_is_shown_to_the_end_of_that_page() -> None:
    grid = TextGrid.of("\n".join(["text"] * 100))

    page, box = grid.place(62, 0, 4, last_line=70)

    assert page == 1
    assert box == grid_box(62, 0, 4)[1].union(grid_box(63, 0, 4)[1])


def test_a_form_feed_begins_a_new_page() -> None:
    pages = grid_pages("first\n\fsecond")

    assert [[word.text for word in page.words] for page in pages] == [["first"], ["second"]]


def test_tabs_are_expanded_to_columns_of_eight() -> None:
    pages = grid_pages("a\tb\r\nc")

    assert pages[0].words[1].box == grid_box(0, 8, 9)[1]
    assert pages[0].text == "a       b\nc"


def test_text_without_letters_has_no_pages() -> None:
    assert grid_pages(" \n ") == ()


def test_the_picture_has_ink_where_the_words_are_and_none_elsewhere() -> None:
    page = grid_pages("Amount\n\n\n   1.234,56 Łódź", TextSource.TEXT_LAYER)[0]

    drawn = grid_image(page, 1000)

    image = Image.open(io.BytesIO(drawn.content))
    assert (image.width, image.height, image.mode) == (drawn.width, drawn.height, "L")
    for word in page.words:
        box = word.box
        crop = image.crop(
            (
                int(box.x0 * 1000),
                int(box.y0 * drawn.height),
                int(box.x1 * 1000),
                int(box.y1 * drawn.height),
            )
        )
        assert int(np.asarray(crop).min()) < 100
    assert image.crop((0, 300, 1000, drawn.height)).getextrema() == (255, 255)


@pytest.mark.parametrize("letter", ["ź", "Ж", "中"])
def test_letters_the_font_does_not_know_still_leave_ink(letter: str) -> None:
    drawn = grid_image(grid_pages(letter)[0], 1000)

    assert int(np.asarray(Image.open(io.BytesIO(drawn.content))).min()) < 100


@given(
    st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=300), max_size=80),
)
def test_no_letter_is_lost_and_each_word_lies_on_its_page(lines: list[str]) -> None:
    pages = grid_pages("\n".join(lines))

    words = [word for page in pages for word in page.words]
    assert "".join(word.text for word in words) == "".join("".join(lines).split())
    assert all(0 <= word.box.x0 < word.box.x1 <= 1 and 0 <= word.box.y0 < word.box.y1 <= 1 for word in words)
    assert all(COLUMNS * 6 <= page.width <= 244 * 6 for page in pages)
