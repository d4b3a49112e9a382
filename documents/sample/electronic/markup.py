"""XML as plain text, which keeps the bytes the same everywhere."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Markup(str):
    """Text that is XML already."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str) -> Markup:
    """Return an element; plain strings in `content` are escaped, markup is put in as it is."""
    inner = "".join(part if isinstance(part, Markup) else escape(part) for part in content)
    marks = "".join(f" {name.replace('__', ':')}={quoteattr(value)}" for name, value in attributes.items())
    return Markup(f"<{tag}{marks}>{inner}</{tag}>")


def group(*content: str) -> Markup:
    """Join elements without one around them."""
    return Markup("".join(content))
