"""Elements with their places: what XML and OFX become before anything is read from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from documents.reading.structured.model import Span


@dataclass(slots=True, eq=False)
class Node:
    """An element by its local name; `span` is the place of its text, or of all of it if it holds others."""

    name: str
    text: str
    span: Span
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def all(self, *names: str) -> list[Node]:
        """Return the children of these names, in their order."""
        return [child for child in self.children if child.name in names]

    def at(self, *paths: str) -> Node | None:
        """Return the first element down one of the paths ("Acct/Id/IBAN"), tried in their order."""
        for path in paths:
            node: Node | None = self
            for name in path.split("/"):
                node = next((child for child in node.children if child.name == name), None) if node else None
            if node is not None:
                return node
        return None

    def each(self, path: str) -> Iterator[Node]:
        """Yield every element down a path, in the order of the document."""
        head, _, rest = path.partition("/")
        for child in self.all(head):
            if rest:
                yield from child.each(rest)
            else:
                yield child

    def text_at(self, *paths: str) -> str:
        """Return the text of the first element down one of the paths that has any, or the empty string."""
        for path in paths:
            node = self.at(path)
            if node is not None and node.text:
                return node.text
        return ""

    def walk(self, *names: str) -> Iterator[Node]:
        """Yield the element itself and all below it that bear one of the names, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.name in names:
                yield node
            stack.extend(reversed(node.children))
