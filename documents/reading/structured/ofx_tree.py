"""OFX of both generations as a tree: SGML without closing tags, XML, and what lies between."""

from __future__ import annotations

import re

from documents.reading.structured.model import Span
from documents.reading.structured.source import check_lines, decode, printable
from documents.reading.structured.tree import Node

_LONG_LINE = 200
_DEEPEST = 64  # levels; OFX needs a dozen
_TAG = re.compile(
    r"<(?:(?P<special>!\[CDATA\[|!--|\?)|(?P<close>/?)(?P<name>[A-Za-z][\w.:-]*)\s*(?P<empty>/?)>)"
)
_ENDS = {"![CDATA[": "]]>", "!--": "-->", "?": "?>"}
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "nbsp": " ", "quot": '"', "apos": "'"}
_ENTITY = re.compile(r"&(?:#(\d{1,6})|(lt|gt|amp|nbsp|quot|apos));")
_HEADER = re.compile(r"^\s*(ENCODING|CHARSET)\s*:\s*([\w-]+)\s*$", re.MULTILINE)
_DECLARED = re.compile(r"<\?xml[^>]*encoding=[\"']([\w-]+)[\"']")
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
# Where an element can only stand, so that a closing tag left out before it is noticed.
_PARENTS = {
    "BANKTRANLIST": ("STMTRS", "CCSTMTRS"),
    "BANKTRANLISTP": ("STMTRS", "CCSTMTRS"),
    "LEDGERBAL": ("STMTRS", "CCSTMTRS"),
    "AVAILBAL": ("STMTRS", "CCSTMTRS"),
    "STMTTRN": ("BANKTRANLIST", "INVBANKTRAN", *_STATEMENTS),
    "STMTTRNP": ("BANKTRANLISTP", *_STATEMENTS),
    "STMTTRNRS": ("BANKMSGSRSV1",),
    "CCSTMTTRNRS": ("CREDITCARDMSGSRSV1",),
    "INVSTMTTRNRS": ("INVSTMTMSGSRSV1",),
}


def ofx_tree(content: bytes) -> tuple[Node, str]:
    """Return the root of an OFX file and the text that its spans refer to.

    A leaf is an element with text; one without text is a leaf where it is closed at once or never. The
    text is the file's own, broken before tags where its lines are too long to be shown.

    Source: OFX 1.6 (SGML) and 2.3 (XML); the looser forms are what banks send.
    """
    text = _laid_out(printable(decode(content, _declared(content))))
    return _Builder(text).build(), text


def _declared(content: bytes) -> str:
    """Return the encoding that the header names: "CHARSET:1252" is Windows-1252."""
    head = content[:2000].decode("latin-1")
    if match := _DECLARED.search(head):
        return match[1]
    fields: dict[str, str] = dict(_HEADER.findall(head))
    charset = fields.get("CHARSET", "")
    if charset.isdigit():
        return f"cp{charset}"
    return charset if charset.upper().startswith("ISO") else fields.get("ENCODING", "")


def _laid_out(text: str) -> str:
    if max(map(len, text.split("\n"))) <= _LONG_LINE:
        return text
    broken = text.replace("<", "\n<").replace("\n</", "</").replace("></", ">\n</")
    rows = [row.rstrip() for row in broken.split("\n") if row.strip()]
    check_lines(len(rows))
    return "\n".join(rows)


class _Builder:
    """Reads the tags of a text one after another and keeps the elements that are still open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 0
        self._line_start = 0
        self._root = Node("", "", Span(0, 0, 0))
        self._open = [self._root]
        self._closed_names = set(re.findall(r"</([A-Za-z][\w.:-]*)", text))
        self._unfinished: set[str] = set()

    def build(self) -> Node:
        """Read the whole text and return a root without a name."""
        position = 0
        while match := _TAG.search(self._text, position):
            position = match.end()
            if match["special"]:
                position = self._after(match["special"], match.start(), position)
            elif match["close"]:
                self._close(match["name"].upper(), match.end())
            else:
                position = self._element(match)
        while len(self._open) > 1:
            self._pop(len(self._text))
        return self._root

    def _after(self, special: str, start: int, position: int) -> int:
        """Return where a comment, an instruction or a CDATA part ends; one without end is passed over."""
        end = -1 if special in self._unfinished else self._text.find(_ENDS[special], position)
        if end < 0:
            self._unfinished.add(special)
            return position
        return max(end + len(_ENDS[special]), start + 1)

    def _element(self, match: re.Match[str]) -> int:
        name = match["name"].upper()
        self._make_room(name)
        node = Node(name, "", self._span(match.start(), match.end()))
        self._open[-1].children.append(node)
        if match["empty"]:
            return match.end()
        start, end, after = self._data(match.end())
        node.text = _plain(self._text[start:end])
        following = _TAG.match(self._text, after)
        closed_at_once = following is not None and following["close"] and following["name"].upper() == name
        if node.text or closed_at_once:
            node.span = self._span(start, end) if node.text else node.span
            return following.end() if following is not None and closed_at_once else after
        if (name in self._closed_names or name in _PARENTS) and len(self._open) < _DEEPEST:
            self._open.append(node)
        return match.end()

    def _data(self, position: int) -> tuple[int, int, int]:
        """Return where the text after a tag starts and ends without its spaces, and where the next tag is."""
        after = position
        while match := _TAG.search(self._text, after):
            if match["special"] != "![CDATA[":
                break
            after = self._after(match["special"], match.start(), match.end())
        after = match.start() if match else len(self._text)
        data = self._text[position:after]
        start = position + len(data) - len(data.lstrip())
        return start, max(start, position + len(data.rstrip())), after

    def _make_room(self, name: str) -> None:
        """Close what must be closed before an element of this name: no OFX element stands in its own like."""
        if name not in _PARENTS and name not in _STATEMENTS:
            return
        names = [node.name for node in self._open]
        if name in names[1:]:
            self._pop_to(names.index(name, 1))
            names = [node.name for node in self._open]
        parents = [index for index, open_name in enumerate(names) if open_name in _PARENTS.get(name, ())]
        if parents:
            self._pop_to(parents[-1] + 1)

    def _close(self, name: str, end: int) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].name == name:
                self._pop_to(index + 1)
                self._pop(end)
                return

    def _pop_to(self, count: int) -> None:
        while len(self._open) > count:
            last = self._open[-1]
            end = last.children[-1].span if last.children else last.span
            self._open.pop()
            last.span = last.span.to(end)

    def _pop(self, end: int) -> None:
        node = self._open.pop()
        node.span = node.span.to(self._span(max(end - 1, 0), end))

    def _span(self, start: int, end: int) -> Span:
        """Return the passage between two offsets; mostly asked for in rising order."""
        if start < self._line_start:
            self._line -= self._text.count("\n", start, self._line_start)
        else:
            self._line += self._text.count("\n", self._line_start, start)
        self._line_start = self._text.rfind("\n", 0, start) + 1
        first, first_start = self._line, self._line_start
        further = self._text.count("\n", start, end)
        last_start = self._text.rfind("\n", 0, end) + 1 if further else first_start
        return Span(first, start - first_start, end - last_start, first + further if further else None)


def _plain(text: str) -> str:
    """Return the text of a leaf without CDATA marks and with its entities resolved."""
    bare = text.replace("<![CDATA[", "").replace("]]>", "")
    return _ENTITY.sub(lambda match: chr(int(match[1])) if match[1] else _ENTITIES[match[2]], bare).strip()
