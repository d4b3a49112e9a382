"""Files that try to be run by the browser of whoever looks at them."""

from __future__ import annotations

import io

from PIL import Image

from tests.factories import CSV, blank_png

MARK = "muniment-was-here"
SCRIPT = f"<script>document.title='{MARK}'</script>"
HTML = f"<!doctype html><html><body>{SCRIPT}<img src=x onerror=alert('{MARK}')></body></html>".encode()
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    f"<script>document.title='{MARK}'</script></svg>"
).encode()


def _pdf(page: bytes = b"", catalog: bytes = b"", *, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return a small PDF of one page; `catalog` stands in its root, the rest before and behind it."""
    text = b"BT /F1 18 Tf 40 100 Td (Statement " + MARK.encode() + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> " + page + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = before + b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out) - len(before))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out) - len(before)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start + after


def _jpeg_with_comment() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(buffer, "JPEG", comment=HTML)
    return buffer.getvalue()


_JAVASCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\('" + MARK.encode() + b"'\\)) >>"
_LINK = b"/Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 300 200] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >> ]"

# Name and bytes. The names are as hostile as the bytes.
HOSTILE: dict[str, tuple[str, bytes]] = {
    "html_named_pdf": ("statement.pdf", HTML),
    "html_named_html": ("index.html", HTML),
    "svg": ("logo.svg", SVG),
    "svg_named_png": ("scan.png", SVG),
    "script": ("app.js", f"document.title='{MARK}'".encode()),
    "xml_with_stylesheet": (
        "camt.xml",
        b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?>'
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">' + SVG + b"</Document>",
    ),
    "xhtml": ("page.xml", b'<html xmlns="http://www.w3.org/1999/xhtml"><body>' + SVG + b"</body></html>"),
    "gif_that_is_script": ("x.gif", f"GIF89a=1;document.title='{MARK}'".encode()),
    "html_before_pdf": ("both.pdf", _pdf(before=HTML)),
    "html_behind_pdf": ("both.html", _pdf(after=HTML)),
    "pdf_with_javascript": ("active.pdf", _pdf(_LINK, _JAVASCRIPT)),
    "html_behind_png": ("picture.html", blank_png() + HTML),
    "html_in_jpeg": ("photo.svg", _jpeg_with_comment()),
    "csv_with_script": ("list.csv", CSV + f"2026-01-10,{SCRIPT},-1.00,1.00\n=cmd|'/c calc'!A1,,,\n".encode()),
    "name_that_is_html": (f'"><img src=x onerror=alert(1)>{SCRIPT}.csv', CSV),
    "name_that_splits_headers": ("a\r\nContent-Type: text/html\r\n\r\n<html>.csv", CSV),
}
