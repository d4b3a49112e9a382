import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from documents.sample import odd


def test_odd_files_are_the_same_each_time() -> None:
    quick = [name for name in odd.ODD if name not in {"many-pages.pdf", "zip-bomb.xlsx"}]

    assert [name for name in quick if odd.ODD[name]() != odd.ODD[name]()] == []


def test_the_locked_statement_opens_with_its_password_only() -> None:
    content = odd.locked_pdf()

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    with pikepdf.open(io.BytesIO(content), password=odd.PASSWORD) as document:
        assert len(document.pages) > 0


def test_a_truncated_statement_has_no_trailer() -> None:
    content = odd.truncated_pdf()

    assert content.startswith(b"%PDF-")
    assert b"%%EOF" not in content


def test_the_large_documents_are_as_large_as_they_say() -> None:
    assert pypdfium2.PdfDocument(odd.huge_page_pdf())[0].get_size() == (14_400, 14_400)
    assert len(pypdfium2.PdfDocument(odd.many_pages_pdf(50))) == 50


def test_the_picture_bombs_are_small_files_of_valid_pictures() -> None:
    bomb, small = odd.png(30_000, 30_000), Image.open(io.BytesIO(odd.png(300, 200)))

    assert len(bomb) < 1_000_000
    assert (small.size, small.getextrema()) == ((300, 200), (255, 255))


def test_the_packed_workbook_is_a_thousand_times_smaller_than_its_sheet() -> None:
    assert len(odd.zip_bomb_xlsx(8)) * 200 < 8 * 1024 * 1024
