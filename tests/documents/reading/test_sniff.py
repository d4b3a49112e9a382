"""What a file is, by its content alone."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from documents.reading.sniff import HEAD_BYTES, sniff, unpacked_bytes
from documents.reading.types import Format
from tests.documents.reading.paper import encoded, lines, pdf


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, f"content of {name} " * 50)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """Return the beginning of an older Office file whose directory names one stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(600)


PIXEL = Image.new("RGB", (4, 4))
OFX = b"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>"
MT940 = b":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:0/1\r\n:60F:C110101EUR0,\r\n:62F:C110101EUR0,\r\n-"
CSV = b"Date;Text;Amount\n2026-01-02;Rent;-900,00\n2026-01-03;Salary;2500,00\n"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SIGNED = b"\x30\x82\x1f\x00" + bytes(40) + b"<p:FatturaElettronica versione='FPA12'>" + bytes(40)
XML = b'<?xml version="1.0"?><note><to>you</to></note>'


@pytest.mark.parametrize(
    ("content", "expected", "mime"),
    [
        (pdf(lines("text")), Format.PDF, "application/pdf"),
        (encoded(PIXEL, "PNG"), Format.PNG, "image/png"),
        (encoded(PIXEL, "JPEG"), Format.JPEG, "image/jpeg"),
        (encoded(PIXEL, "TIFF"), Format.TIFF, "image/tiff"),
        (encoded(PIXEL, "TIFF", big_tiff=True), Format.TIFF, "image/tiff"),
        (OFX, Format.OFX, "application/x-ofx"),
        (MT940, Format.MT940, "application/x-mt940"),
        (CSV, Format.CSV, "text/csv"),
        (XML, Format.XML, "application/xml"),
        (SIGNED, Format.EINVOICE, "application/xml"),
        (b"Dear customer,\n\nyour balance is 12.50.\n", Format.TEXT, "text/plain"),
        ("Müller & Söhne\n".encode("cp1252") * 4, Format.TEXT, "text/plain"),
        ("Kontoauszug\n".encode("utf-16"), Format.TEXT, "text/plain"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), Format.XLSX, WORKBOOK),
        (compound("Workbook"), Format.XLS, "application/vnd.ms-excel"),
        (b"", Format.EMPTY, "application/x-empty"),
        (b" \r\n\x00\x00", Format.EMPTY, "application/x-empty"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, expected: Format, mime: str) -> None:
    found = sniff(content)

    assert (found.format, found.mime) == (expected, mime)


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        (archive("a.txt"), "a ZIP archive"),
        (archive("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "a PowerPoint presentation"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "a binary Excel workbook (XLSB)"),
        (compound("WordDocument"), "a Word document of the older kind"),
        (compound("__substg1.0_001A001F"), "an Outlook message"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a Windows program"),
        (b"\x7fELF\x02\x01\x01", "a Linux program"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        (b"GIF89a\x01\x00", "a GIF picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "a HEIC picture"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "an HTML page"),
        (b"\xef\xbb\xbf\n  <HTML lang='en'>", "an HTML page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b'{"balance": 12.5}', "a JSON file"),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nhello", "an e-mail message"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00", "of a kind that is not known"),
        (bytes(range(256)) * 4, "of a kind that is not known"),
    ],
)
def test_what_we_do_not_read_is_named_in_words(content: bytes, guess: str) -> None:
    found = sniff(content)

    assert (found.format, found.guess) == (Format.UNKNOWN, guess)
    assert found.mime == "application/octet-stream"


def test_text_that_begins_like_a_program_is_still_text() -> None:
    assert sniff(b"MZ Bank statement of account\nBalance 12.00\n").format is Format.TEXT
    assert sniff(b"BM Trading invoice\n").format is Format.TEXT


def test_a_pdf_behind_other_bytes_is_a_pdf_with_a_remark() -> None:
    found = sniff(b"\x01\x02junk\n" + pdf(lines("text")), "statement.pdf")

    assert found.format is Format.PDF
    assert found.mismatch == "The file begins with 7 bytes that are no part of a PDF document."


def test_a_picture_or_program_with_a_pdf_inside_is_no_pdf() -> None:
    assert sniff(b"GIF89a" + pdf(lines("text"))).format is Format.UNKNOWN
    assert sniff(b"MZ\x00\x00" + pdf(lines("text"))).format is Format.UNKNOWN


@pytest.mark.parametrize(
    ("name", "mismatch"),
    [
        ("scan.png", "The name ends in .png but the file is a JPEG picture."),
        ("scan.PDF", "The name ends in .pdf but the file is a JPEG picture."),
        ("scan.exe", "The name ends in .exe but the file is a JPEG picture."),
        ("scan.jpg", ""),
        ("scan.JPEG", ""),
        ("scan", ""),
        ("scan of 12.03", ""),
        ("C:\\scans.pdf\\scan.jpg", ""),
        ("", ""),
    ],
)
def test_a_name_that_disagrees_is_told(name: str, mismatch: str) -> None:
    assert sniff(encoded(PIXEL, "JPEG"), name).mismatch == mismatch


def test_the_usual_extension_comes_first() -> None:
    assert sniff(encoded(PIXEL, "JPEG")).extensions[0] == ".jpg"
    assert sniff(b"MZ\x90\x00").extensions == ()


def test_the_head_of_a_large_workbook_is_enough() -> None:
    names = ["[Content_Types].xml", "xl/workbook.xml"]
    whole = archive(*names) + bytes(2 * HEAD_BYTES)
    head = whole[:HEAD_BYTES]

    assert sniff(head, "book.xlsx").format is Format.XLSX
    only_types = (archive("[Content_Types].xml")[:60] + bytes(HEAD_BYTES))[:HEAD_BYTES]
    assert sniff(only_types).format is Format.XLSX
    assert sniff(only_types, whole=True).format is Format.UNKNOWN


def test_a_letter_cut_in_two_at_the_end_of_the_head_is_no_damage() -> None:
    head = ("a" + "é" * HEAD_BYTES).encode()[:HEAD_BYTES]

    assert sniff(head).format is Format.TEXT


def test_what_a_workbook_inflates_to_is_told_before_it_is_inflated() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", bytes(5_000_000))

    assert unpacked_bytes(buffer.getvalue()) == 5_000_000
    assert len(buffer.getvalue()) < 10_000
    assert unpacked_bytes(struct.pack("<I", 0)) == 0
