"""Empty, too large and hostile files end quickly with a sentence."""

import io
import zipfile

import pytest

from documents.reading.structured import read_structured
from documents.reading.structured.source import MAX_BYTES, decode, printable
from documents.reading.types import DocumentType, Format, UnreadableError

FORMATS = [
    Format.CSV,
    Format.OFX,
    Format.QIF,
    Format.MT940,
    Format.CAMT,
    Format.EINVOICE,
    Format.XLSX,
    Format.XML,
]


def refusal(file_format: Format, content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read_structured(file_format, content)
    return caught.value


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("content", [b"", b" \r\n\x00\x00"])
def test_an_empty_file_is_refused_in_every_format(file_format: Format, content: bytes) -> None:
    assert refusal(file_format, content).code == "empty"


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_beyond_the_limit_is_refused_before_it_is_read(file_format: Format) -> None:
    error = refusal(file_format, b"x" * (MAX_BYTES + 1))

    assert error.code == "too_large"
    assert error.message == (
        "The file has 50 MB; files of this kind are read up to 50 MB. Export it in shorter periods."
    )


@pytest.mark.parametrize(
    ("file_format", "content"),
    [
        (Format.CSV, b"a,b\n" * 200_001),
        (Format.MT940, b":20:X\n" * 200_002),
        (Format.OFX, b"<OFX>" + b"<A>1" * 200_001),
        (Format.XML, b"<a>" + b"<b/>" * 200_001 + b"</a>"),
    ],
)
def test_more_lines_than_can_be_shown_are_refused(file_format: Format, content: bytes) -> None:
    error = refusal(file_format, content)

    assert error.code == "too_large"
    assert error.message.endswith("Export it in shorter periods.")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("file_format", "content"),
    [
        (Format.OFX, b"<STMTRS>" + b"<A>" * 50_000 + b"</A>" * 50_000),
        (Format.OFX, b"<STMTRS>" + b"<![CDATA[" * 10_000 + b"<!--" * 10_000),
        (Format.OFX, b"<OFX><STMTRS><STMTTRN><TRNAMT>-1" + b" " * 500_000 + b"x</STMTTRN></STMTRS>"),
        (Format.CSV, b"Date,Amount\n2024-01-01,1" + b" " * 500_000 + b"x\n"),
        (Format.CSV, b'a,"b\n' * 20_000),
        (Format.MT940, b":20:X\n:61:2401010101D1,NTRF" + b" " * 500_000 + b"\n:86:" + b"?20" * 100_000),
        (Format.XML, b"<a " + b" ".join(b'x%d="1"' % n for n in range(50_000)) + b"/>"),
        (Format.XML, b"<a>" * 250 + b"</a>" * 250),
    ],
)
def test_hostile_files_end_soon(file_format: Format, content: bytes) -> None:
    reading = read_structured(file_format, content)

    assert reading.extraction.problems != ()


def test_xml_nested_beyond_measure_is_refused() -> None:
    assert refusal(Format.XML, b"<a>" * 100_000).code == "damaged_xml"


def test_cells_far_apart_are_refused_before_a_grid_is_made_for_them() -> None:
    sheet = (
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)

    assert refusal(Format.XLSX, buffer.getvalue()).code == "too_large"


def test_a_workbook_that_unpacks_beyond_measure_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.bin", b"\x00")
        archive.infolist()[0].file_size = 301 * 1024 * 1024  # as the directory of the archive will say

    assert refusal(Format.XLSX, buffer.getvalue()).code == "too_large"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", b"no workbook"]
)
def test_a_damaged_workbook_is_refused(content: bytes) -> None:
    assert refusal(Format.XLSX, content).code == "damaged"


def test_a_workbook_with_a_password_is_refused_as_such() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")

    assert refusal(Format.XLSX, content).code == "encrypted"


def test_a_format_without_structure_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no declared structure"):
        read_structured(Format.PDF, b"%PDF-")


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        ("Zürich €".encode(), ""),
        ("Zürich €".encode("cp1252"), ""),
        ("Zürich €".encode("utf-16"), ""),
        ("Zürich €".encode("utf-16-le"), ""),
        (b"\xef\xbb\xbf" + "Zürich €".encode(), "ascii"),
        ("Zürich €".encode("iso8859-15"), "iso8859-15"),
    ],
)
def test_text_is_decoded_by_its_mark_its_declaration_or_its_bytes(content: bytes, declared: str) -> None:
    assert decode(content, declared).strip("\ufeff") == "Zürich €"


def test_bytes_that_no_encoding_knows_are_kept_as_letters() -> None:
    assert decode(b"a\x81\x8d\xfc") == "a\x81\x8d\xfc"


def test_control_characters_and_doubled_line_ends_do_not_reach_the_page() -> None:
    assert printable("a\r\r\nb\rc\x00\td\n") == "a\nb\nc       d\n"


def test_nothing_readable_is_never_an_empty_success() -> None:
    reading = read_structured(Format.CSV, b"Name,Email\nA,a@example.org\n")

    assert reading.label is DocumentType.OTHER
    assert reading.extraction.problems == (
        "The table is no statement: it has no column of dates beside one of amounts.",
    )
