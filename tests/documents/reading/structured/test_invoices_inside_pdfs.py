"""The XML that a PDF carries: found in both places, the known name first, contradictions refused."""

import io

import pikepdf
import pytest

from documents.reading.structured import embedded_invoice
from documents.reading.types import UnreadableError
from tests.documents.reading.structured.einvoices import CII, UBL


def pdf(*files: tuple[str, bytes], associated: bool = False, password: str = "") -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, content in files:
        specification = pikepdf.AttachedFileSpec(document, content, filename=name)  # type: ignore[call-arg]  # the stub asks for what has defaults
        if associated:
            document.Root.AF = pikepdf.Array([specification.obj])
        else:
            document.attachments[name] = specification
    buffer = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(buffer, encryption=encryption)
    return buffer.getvalue()


def test_an_attached_invoice_is_returned_as_it_is() -> None:
    assert embedded_invoice(pdf(("factur-x.xml", CII.encode()))) == CII.encode()


def test_a_file_associated_with_the_document_is_found_too() -> None:
    assert embedded_invoice(pdf(("factur-x.xml", CII.encode()), associated=True)) == CII.encode()


def test_other_attachments_are_no_invoices() -> None:
    assert embedded_invoice(pdf(("notes.xml", b"<notes/>"), ("a.csv", b"Date,Amount,B\n1,2,3\n"))) is None
    assert embedded_invoice(pdf()) is None


def test_of_two_forms_of_one_invoice_the_known_name_is_preferred() -> None:
    same = UBL.replace("INV 9", "R-1").encode()

    assert embedded_invoice(pdf(("a-copy.xml", same), ("factur-x.xml", CII.encode()))) == CII.encode()


def test_the_same_file_attached_twice_is_one_invoice() -> None:
    assert embedded_invoice(pdf(("a.xml", CII.encode()), ("b.xml", CII.encode()))) == CII.encode()


def test_two_different_invoices_are_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        embedded_invoice(pdf(("factur-x.xml", CII.encode()), ("other.xml", UBL.encode())))

    assert caught.value.code == "several_invoices"
    assert caught.value.message == (
        "The PDF carries several different invoices as XML ('factur-x.xml', 'other.xml')."
    )


def test_an_attachment_that_unpacks_without_end_is_passed_over() -> None:
    bomb = CII.encode() + b" " * (60 * 1024 * 1024)

    assert embedded_invoice(pdf(("factur-x.xml", bomb))) is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"no pdf at all"])
def test_what_cannot_be_opened_carries_nothing(content: bytes) -> None:
    assert embedded_invoice(content) is None


def test_an_encrypted_pdf_carries_nothing_that_could_be_read() -> None:
    assert embedded_invoice(pdf(("factur-x.xml", CII.encode()), password="secret")) is None
