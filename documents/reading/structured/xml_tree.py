"""XML read without entities, DTD or network, and laid out one element to a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from documents.reading.structured.model import Span
from documents.reading.structured.source import check_lines, decode
from documents.reading.structured.tree import Node
from documents.reading.types import UnreadableError

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SHOWN = 1000  # letters of a text that are shown; attachments inside the XML are longer
_HEAD = 64 * 1024
_POSITION = re.compile(r", line \d+, column \d+$")
_MOST_ATTRIBUTES = 100
_SPACES = re.compile(r"\s+")


def xml_tree(content: bytes) -> tuple[Node, str]:
    """Return the root of an XML document and the text that its spans refer to.

    The text is laid out anew (two spaces for each level, entities resolved, comments left out), so that
    every value has a row whether the file came as one long line or not.

    Raises:
        UnreadableError: "unsafe_xml" for a document type declaration, "damaged_xml" for a broken file.
    """
    check_lines(content.count(b"</") + content.count(b"/>"))  # each element gets a row at least
    root = _parsed(content)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe()
    layout = _Layout()
    node = layout.add(root, 0)
    return node, "\n".join(layout.rows)


def _parsed(content: bytes) -> etree._Element:
    try:
        return etree.fromstring(content.lstrip(), _parser())
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in content[:_HEAD]:
            raise _unsafe() from error
        repaired = _reencoded(content)
        if repaired is not None:
            return repaired
        line, column = error.position
        why = _POSITION.sub("", error.msg)
        raise UnreadableError(
            "damaged_xml",
            f"The XML breaks at line {line}, column {column}: {why}. "
            "Export it again or ask the sender for a whole copy.",
        ) from error


def _unsafe() -> UnreadableError:
    return UnreadableError(
        "unsafe_xml",
        "The XML carries a document type declaration, which can pull in other files. "
        "Ask the sender for a file without it.",
    )


def _reencoded(content: bytes) -> etree._Element | None:
    """Read once more a file whose declaration names another encoding than it was written in."""
    text = _DECLARATION.sub("", decode(content), count=1).lstrip("\ufeff \t\r\n")
    try:
        return etree.fromstring(text.encode(), _parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=False
    )


@dataclass(slots=True)
class _Layout:
    rows: list[str] = field(default_factory=list)

    def add(self, element: etree._Element, depth: int) -> Node:
        """Lay out an element and return its node; depth is bounded by the parser (256 levels)."""
        check_lines(len(self.rows))
        name = etree.QName(element).localname
        attributes = _attributes(element)
        tag = f"{element.prefix}:{name}" if element.prefix else name
        printed = attributes if depth else _namespaces(element) | attributes
        opening = f"{'  ' * depth}<{' '.join([tag, *_printed(printed)])}>"
        below = [child for child in element if isinstance(child.tag, str)]
        text = _text(element)
        node = Node(name, text, Span(len(self.rows), 0, 0), attributes)
        if below:
            self._container(node, opening, tag, depth, below)
        else:
            self._leaf(node, opening, tag)
        return node

    def _leaf(self, node: Node, opening: str, tag: str) -> None:
        shown = node.text[:_SHOWN]
        row = f"{opening}{shown}</{tag}>"
        start = len(opening) if shown else opening.index("<")
        node.span = Span(len(self.rows), start, start + len(shown) if shown else len(row))
        self.rows.append(row)

    def _container(self, node: Node, opening: str, tag: str, depth: int, below: list[etree._Element]) -> None:
        first = len(self.rows)
        self.rows.append(opening)
        if node.text:
            self.rows.append("  " * (depth + 1) + node.text[:_SHOWN])
        node.children = [self.add(child, depth + 1) for child in below]
        self.rows.append(f"{'  ' * depth}</{tag}>")
        node.span = Span(first, depth * 2, len(self.rows[-1]), len(self.rows) - 1)


def _text(element: etree._Element) -> str:
    """Return the element's own text, also around comments, with single spaces."""
    parts = [element.text or "", *(child.tail or "" for child in element if not isinstance(child.tag, str))]
    return _SPACES.sub(" ", "".join(parts)).strip()


def _attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes by local name; none of an element with so many that lxml is slow to list them."""
    if len(element.attrib) > _MOST_ATTRIBUTES:
        return {}
    return {etree.QName(key).localname: str(value) for key, value in element.attrib.items()}


def _namespaces(element: etree._Element) -> dict[str, str]:
    return {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in element.nsmap.items()}


def _printed(attributes: dict[str, str]) -> list[str]:
    return [f'{name}="{value[:_SHOWN]}"' for name, value in attributes.items()]
