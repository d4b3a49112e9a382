"""The heading of a table of bookings: which columns there are, what they hold and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.reading.amounts import CURRENCY_CODES
from documents.reading.extract.statement.tokens import Scan
from documents.reading.extract.statement.vocabulary import ANY_COLUMN, COLUMN_PATTERNS, MONEY_ROLES, Role
from documents.reading.layout import Cell, fold
from documents.reading.types import Word

_UNIT = re.compile(
    r"(?<![^\W_])(?:(?<!paid )(?<!money )(?<!payments )(?<!geld )in )?"
    rf"\(?(?:{'|'.join(code.lower() for code in CURRENCY_CODES)}|"
    r"[$€£]|r|euros?|rands?)\)?(?![^\W_])"
)
_JOINED = re.compile(r"(?<!\w)(?:and|und|et|en|y|e|or|of)(?!\w)|[,/&]")
_LEAST_COVER = 0.5  # of the heading's letters that are known column words
_STACK_GAP = 1.6  # heights of a row between the rows of one heading
_SHORT = frozenset(
    {"in", "out", "af", "uit", "dr", "cr", "dag", "day", "tag", "text", "debe", "dare", "item"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and from where to where its heading reaches."""

    role: Role
    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Header:
    """The heading of a table: rows `first` to `last` of the document (inclusive), columns left to right."""

    first: int
    last: int
    page: int
    columns: tuple[Column, ...]

    @property
    def money(self) -> list[Column]:
        """Return the columns that hold amounts, left to right."""
        return [column for column in self.columns if column.role in MONEY_ROLES]

    def has(self, *roles: Role) -> bool:
        """Tell whether a column with one of the roles is there."""
        return any(column.role in roles for column in self.columns)


def find_headers(scans: Sequence[Scan]) -> list[Header]:
    """Return the headings of tables of bookings, in order; a heading may span up to three rows."""
    found: list[Header] = []
    position = 0
    while position < len(scans):
        header = _header_at(scans, position)
        if header is None:
            position += 1
        else:
            found.append(header)
            position = header.last + 1
    return found


def _header_at(scans: Sequence[Scan], position: int) -> Header | None:
    best: Header | None = None
    for rows in (1, 2, 3):
        stack = scans[position : position + rows]
        if len(stack) < rows or not _may_stack(stack):
            break
        columns = _columns(stack)
        if rows > 1 and _stands_alone(stack[1:], _known(columns)):
            break
        if _is_heading(columns, stack) and (best is None or _known(columns) > _known(best.columns)):
            best = Header(position, position + rows - 1, stack[0].page, tuple(columns))
    return best


def _known(columns: Sequence[Column]) -> int:
    return sum(1 for column in columns if column.role is not Role.ASIDE)


def _stands_alone(stack: Sequence[Scan], least: int) -> bool:
    """Tell whether a lower row is a heading by itself: what stands above it is a title then."""
    for scan in stack:
        columns = _of_words(scan.row.words)
        if _known(columns) >= least and _is_heading(columns, [scan]):
            return True
    return False


def _may_stack(stack: Sequence[Scan]) -> bool:
    if any(scan.money or scan.days for scan in stack):
        return False
    if len(stack) > 1 and not all(ANY_COLUMN.search(scan.folded) for scan in (stack[0], stack[-1])):
        return False
    for above, below in pairwise(stack):
        height = max(above.row.box.y1 - above.row.box.y0, below.row.box.y1 - below.row.box.y0)
        if above.page != below.page or below.row.box.y0 - above.row.box.y1 > _STACK_GAP * height:
            return False
    return True


def _columns(stack: Sequence[Scan]) -> list[Column]:
    if len(stack) > 1:
        return [column for group in _stacked(stack) for column in _of_words(group)[:1]]
    found: list[Column] = []
    for cell in stack[0].row.cells(1.8):
        columns = _merged(_of_words(cell.words), cell)
        found += columns or [Column(Role.ASIDE, fold(cell.text), cell.box.x0, cell.box.x1)]
    return found


def _merged(columns: Sequence[Column], cell: Cell) -> list[Column]:
    """Take "particulars, code and reference" as the one column that it is."""
    roles = {column.role for column in columns}
    if len(columns) > 1 and _JOINED.search(fold(cell.text)) and not roles & MONEY_ROLES:
        role = Role.DESCRIPTION if Role.DESCRIPTION in roles else columns[0].role
        return [Column(role, " ".join(c.text for c in columns), columns[0].x0, columns[-1].x1)]
    return list(columns)


def _of_words(words: Sequence[Word]) -> list[Column]:
    """Find the column words in a run of words."""
    text = _UNIT.sub(lambda match: " " * len(match[0]), fold(" ".join(word.text for word in words)))
    starts = [sum(len(word.text) + 1 for word in words[:i]) for i in range(len(words))]
    columns = []
    for match in ANY_COLUMN.finditer(text):
        inside = [
            word
            for word, start in zip(words, starts, strict=True)
            if start < match.end() and start + len(word.text) > match.start()
        ]
        columns.append(Column(_role(match[0]), match[0], inside[0].box.x0, inside[-1].box.x1))
    return columns


def _role(text: str) -> Role:
    return next((role for role, known in COLUMN_PATTERNS.items() if known.fullmatch(text)), Role.OTHER)


def _stacked(stack: Sequence[Scan]) -> list[list[Word]]:
    """Group the cells of several rows that stand above each other; each group reads top down."""
    groups: list[tuple[float, float, list[Cell]]] = []
    for scan in stack:
        for cell in scan.row.cells(1.4):
            for i, (x0, x1, cells) in enumerate(groups):
                if cell.box.x0 < x1 and cell.box.x1 > x0:
                    groups[i] = (min(x0, cell.box.x0), max(x1, cell.box.x1), [*cells, cell])
                    break
            else:
                groups.append((cell.box.x0, cell.box.x1, [cell]))
    ordered = sorted(groups, key=lambda group: group[0])
    return [[word for cell in cells for word in cell.words] for _, _, cells in ordered]


def _is_heading(columns: Sequence[Column], stack: Sequence[Scan]) -> bool:
    roles = {column.role for column in columns}
    amounts = roles & {Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.BALANCE}
    named = roles & {Role.DATE, Role.VALUE_DATE, Role.DESCRIPTION}
    known = [column for column in columns if column.role is not Role.ASIDE]
    if not amounts or not named or len(known) < 3 - (Role.DATE in roles):
        return False
    if not (Role.DATE in roles or Role.DESCRIPTION in roles):
        return False
    if not roles & {Role.DATE, Role.VALUE_DATE} and amounts == {Role.BALANCE}:
        return False  # a list of accounts, not of bookings
    letters = sum(len(re.sub(r"[\W_]", "", _UNIT.sub(" ", scan.folded))) for scan in stack)
    covered = sum(len(re.sub(r"\W", "", column.text)) for column in known)
    return covered >= _LEAST_COVER * letters and not _only_short(known)


def _only_short(columns: Sequence[Column]) -> bool:
    return sum(1 for column in columns if column.text not in _SHORT) < 2
