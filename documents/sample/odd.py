"""Files that are broken, misnamed or hostile: reading answers each with words and never hangs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf

from documents.sample.electronic.markup import HEADER
from documents.sample.electronic.tables import packed
from documents.sample.sheet import Face, Sheet
from documents.sample.statements import statements
from documents.sample.structured import structured

PASSWORD = "protea2024"  # noqa: S105 - of a sample that exists to be locked


def files() -> dict[str, bytes]:
    """Return every odd file by name; the same bytes each time."""
    return {name: make() for name, make in ODD.items()}


def statement_pdf() -> bytes:
    """Return an ordinary statement, from which the broken ones are made."""
    return next(statements(99, 1, ("karoo",))).content


def truncated_pdf() -> bytes:
    """Cut a PDF in the middle: no cross-reference table, no trailer."""
    content = statement_pdf()
    return content[: len(content) * 6 // 10]


def locked_pdf() -> bytes:
    """Lock a PDF with a user password."""
    buffer = io.BytesIO()
    # Revision 3, whose key comes from password and identifier alone: later ones draw salts by chance
    lock = pikepdf.Encryption(owner=PASSWORD, user=PASSWORD, R=3, aes=False, metadata=False)
    with pikepdf.open(io.BytesIO(statement_pdf())) as document:
        document.save(buffer, encryption=lock, static_id=True)
    return buffer.getvalue()


def late_header_pdf() -> bytes:
    """Put an upload form's remains before the header of a PDF."""
    return b"--boundary7\r\nContent-Disposition: form-data\r\n\r\n" + statement_pdf()


def huge_page_pdf() -> bytes:
    """Return a page of 200 by 200 inches, the largest that PDF allows."""
    sheet = Sheet((14_400, 14_400))
    sheet.text(200, 400, "Opening balance 1,234.56", Face(size=200))
    return sheet.finish()


def many_pages_pdf(count: int = 3_000) -> bytes:
    """Return a PDF of thousands of pages."""
    sheet = Sheet()
    for number in range(1, count + 1):
        sheet.text(60, 60, f"Page {number} of {count}", Face())
        if number < count:
            sheet.page_break()
    return sheet.finish()


def no_pages_pdf() -> bytes:
    """Return a PDF without pages."""
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def png(width: int, height: int) -> bytes:
    """Return a white PNG of one bit per pixel; thirty thousand pixels a side stay a small file."""
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    data = _deflated(row * (height // 10), 10) if height % 10 == 0 else zlib.compress(row * height)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _deflated(block: bytes, times: int) -> bytes:
    """Compress a block once and repeat it (RFC 1950): a full flush leaves nothing to remember."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed_block = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\x9c" + packed_block * times + packer.flush() + struct.pack(">I", check)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zip_bomb_xlsx(megabytes: int = 128) -> bytes:
    """Return a workbook whose sheet unpacks to more than a hundred megabytes."""
    buffer = io.BytesIO()
    block = b"<row><c t='inlineStr'><is><t>" + b"A" * (1024 * 1024 - 60) + b"</t></is></c></row>"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_entry("[Content_Types].xml"), HEADER + "<Types/>")
        archive.writestr(_entry("xl/workbook.xml"), HEADER + "<workbook/>")
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for _ in range(megabytes):
                sheet.write(block)
            sheet.write(b"</sheetData></worksheet>")
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def not_a_workbook() -> bytes:
    """Return a ZIP file that is named like a workbook and holds a letter."""
    return packed({"letter.txt": b"Dear Sir or Madam"})


def deep_xml(depth: int = 100_000) -> bytes:
    """Return XML nested a hundred thousand elements deep."""
    return (HEADER + "<a>" * depth + "</a>" * depth).encode()


def external_entity_xml() -> bytes:
    """Return a CAMT statement that asks for a file of the machine to be put into the owner's name."""
    head = '<!DOCTYPE Document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    body = next(structured(99, 1, ("camt_02",))).content.decode().removeprefix(HEADER)
    before, _, after = body.partition("<Nm>")
    return f"{HEADER}{head}{before}<Nm>&secret;</Nm>{after.partition('</Nm>')[2]}".encode()


def billion_laughs_xml() -> bytes:
    """Return XML whose entities unfold to a thousand million words."""
    entities = "".join(f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">' for level in range(1, 10))
    return f'{HEADER}<!DOCTYPE Invoice [<!ENTITY lol0 "lol">{entities}]><Invoice>&lol9;</Invoice>'.encode()


def half_ofx() -> bytes:
    """Cut an OFX file within a booking."""
    content = next(structured(99, 1, ("ofx1",))).content
    return content[: len(content) // 2]


def null_csv() -> bytes:
    """Return CSV with NUL bytes between and within its cells."""
    rows = (
        b"Date,Description,Amount",
        b"2024-01-03,Card\x00 purchase,-12.50",
        b"\x00\x00,,",
        b"2024-01-04,Fee,-3.00",
        b"",
    )
    return b"\r\n".join(rows)


def giant_cell_csv() -> bytes:
    """Return CSV with a cell of a megabyte."""
    return b'Date,Description,Amount\r\n2024-01-03,"' + b"A" * 1024 * 1024 + b'",-12.50\r\n'


def formula_csv() -> bytes:
    """Return CSV whose descriptions are formulas that a spreadsheet would run."""
    link = b'"=HYPERLINK(""http://x.example"")"'
    rows = (b"Date,Description,Amount", b"2024-01-03," + link + b",-12.50", b"2024-01-04,@SUM(A1),5.00", b"")
    return b"\r\n".join(rows)


def html() -> bytes:
    """Return the log-in page that people save instead of their statement."""
    title = b"<!DOCTYPE html><html><head><title>Log in</title></head>"
    return title + b"<body>Your session has expired.</body></html>"


ODD: dict[str, Callable[[], bytes]] = {
    "empty.pdf": bytes,
    "empty.csv": bytes,
    "blank.txt": lambda: b" \r\n\t\r\n",
    "truncated.pdf": truncated_pdf,
    "locked.pdf": locked_pdf,
    "late-header.pdf": late_header_pdf,
    "huge-page.pdf": huge_page_pdf,
    "many-pages.pdf": many_pages_pdf,
    "no-pages.pdf": no_pages_pdf,
    "really-a-png.pdf": lambda: png(640, 480),
    "really-html.pdf": html,
    "really-a-pdf.jpg": statement_pdf,
    "header-only.pdf": lambda: b"%PDF-1.7\n",
    "decompression-bomb.png": lambda: png(30_000, 30_000),
    "zip-bomb.xlsx": zip_bomb_xlsx,
    "not-a-workbook.xlsx": not_a_workbook,
    "deep.xml": deep_xml,
    "external-entity.xml": external_entity_xml,
    "billion-laughs.xml": billion_laughs_xml,
    "half.ofx": half_ofx,
    "null-bytes.csv": null_csv,
    "giant-cell.csv": giant_cell_csv,
    "formulas.csv": formula_csv,
    "random.bin": lambda: bytes(range(256)) * 64,
}
