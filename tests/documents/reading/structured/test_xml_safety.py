"""XML from strangers: no entities, no network, clear refusals, one row for each element."""

import pytest

from documents.reading.structured import read_structured
from documents.reading.structured.xml_tree import xml_tree
from documents.reading.types import DocumentType, Format, UnreadableError


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE a [<!ENTITY l 'ha'><!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'>]>",
        "<!DOCTYPE a>",
    ],
)
def test_a_document_type_declaration_is_refused(head: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_structured(Format.XML, f"{head}<a>text</a>".encode())

    assert caught.value.code == "unsafe_xml"
    assert caught.value.message.startswith("The XML carries a document type declaration")


def test_entities_that_blow_up_are_refused_as_unsafe() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))

    with pytest.raises(UnreadableError) as caught:
        read_structured(Format.XML, f"<!DOCTYPE a [<!ENTITY e0 'ha'>{entities}]><a>&e11;</a>".encode())

    assert caught.value.code == "unsafe_xml"


def test_a_broken_file_is_refused_with_the_place() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_structured(Format.CAMT, b"<Document>\n<BkToCstmrStmt></Document>")

    assert caught.value.code == "damaged_xml"
    assert caught.value.message.startswith(
        "The XML breaks at line 2, column 27: Opening and ending tag mismatch"
    )
    assert caught.value.message.count("line 2, column") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<a>Z\xfcrich</a>",
        b"<?xml version='1.0' encoding='US-ASCII'?><a>Z\xc3\xbcrich</a>",
        b"\xef\xbb\xbf \n<?xml version='1.0'?><a>Z\xc3\xbcrich</a>",
        "<?xml version='1.0' encoding='UTF-16'?><a>Zürich</a>".encode("utf-16"),
    ],
)
def test_wrong_and_rare_encodings_are_read(content: bytes) -> None:
    root, _text = xml_tree(content)

    assert root.text == "Zürich"


def test_each_element_gets_a_row_and_a_span_that_holds_its_text() -> None:
    root, text = xml_tree(b"<x:a xmlns:x='urn:n' k='1'><b><!-- no --> one\n two </b><c/></x:a>")

    rows = text.split("\n")
    assert rows == ['<x:a xmlns:x="urn:n" k="1">', "  <b>one two</b>", "  <c></c>", "</x:a>"]
    first, empty = root.children
    assert rows[first.span.line][first.span.start : first.span.end] == "one two"
    assert rows[empty.span.line][empty.span.start : empty.span.end] == "<c></c>"
    assert (root.name, root.attributes, root.span.line, root.span.last_line) == ("a", {"k": "1"}, 0, 3)


def test_long_attachments_are_cut_on_the_page_but_not_in_the_value() -> None:
    root, text = xml_tree(b"<a>" + b"x" * 5000 + b"</a>")

    assert (len(root.text), len(text)) == (5000, 1007)


def test_an_unknown_message_can_be_looked_at_and_says_what_it_is() -> None:
    reading = read_structured(Format.XML, b"<pain><CstmrCdtTrfInitn/></pain>")

    assert reading.label is DocumentType.OTHER
    assert [word.text for word in reading.pages[0].words] == [
        "<pain>",
        "<CstmrCdtTrfInitn></CstmrCdtTrfInitn>",
        "</pain>",
    ]
    assert reading.extraction.problems == (
        "The XML begins with <pain>: no statement and no invoice that is known.",
    )
