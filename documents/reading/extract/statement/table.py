"""Tables of bookings: the rows under each heading, and the column that each of their amounts stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.reading.extract.statement import placing
from documents.reading.extract.statement.columns import Column, Header, find_headers
from documents.reading.extract.statement.labels import Kind, section_kind
from documents.reading.extract.statement.style import Style
from documents.reading.extract.statement.tokens import Money, Scan
from documents.reading.extract.statement.vocabulary import Role

_PLACED = 0.95
_TITLE_ROWS = 2  # a section's title stands this close above the heading of its table


@dataclass(frozen=True, slots=True)
class Placed:
    """The amounts of one row by the column they stand in; `loose` are those whose column is unknown."""

    cells: dict[Role, Money] = field(default_factory=dict)
    loose: tuple[Money, ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether the row has an amount of the table at all."""
        return bool(self.cells or self.loose)

    def amounts(self) -> list[Money]:
        """Return everything that moves money: not the balance."""
        return [money for role, money in self.cells.items() if role is not Role.BALANCE] + list(self.loose)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading (None: a document without headings), up to the next one.

    `columns` are those of the heading; `ordered` tells that the page kept its columns.
    """

    header: Header | None
    scans: tuple[Scan, ...]
    placed: dict[int, Placed]
    ordered: bool
    sections: dict[int, Kind]  # kind of section that each row stands in, where there is one

    def column(self, role: Role) -> Column | None:
        """Return the first column with a role."""
        columns = self.header.columns if self.header else ()
        return next((column for column in columns if column.role is role), None)


def tables(scans: Sequence[Scan], style: Style) -> list[Table]:
    """Cut a document into its tables, in order; rows above the first heading belong to none."""
    headers = find_headers(scans)
    if not headers:
        return [_without_heading(scans, style)] if scans else []
    sections = _sections(scans, headers)
    ends = [header.first for header in headers[1:]] + [len(scans)]
    bodies = [scans[header.last + 1 : end] for header, end in zip(headers, ends, strict=True)]
    found = []
    for shape in dict.fromkeys(_shape(header) for header in headers):
        same = [i for i, header in enumerate(headers) if _shape(header) == shape]
        found += _place([headers[i] for i in same], [bodies[i] for i in same], scans, style, sections)
    return sorted(found, key=lambda table: table.scans[0].index if table.scans else 0)


def _shape(header: Header) -> tuple[Role, ...]:
    return tuple(column.role for column in header.columns)


def _sections(scans: Sequence[Scan], headers: Sequence[Header]) -> dict[int, Kind]:
    """Return the kind of section that each row stands in; rows outside any are left out.

    What is aside ends at the next heading of a table that is not right under its own title.
    """
    found: dict[int, Kind] = {}
    current: Kind | None = None
    opened = 0
    first_rows = {header.first for header in headers}
    for scan in scans:
        if scan.index in first_rows:
            if current is Kind.ASIDE and scan.index - opened > _TITLE_ROWS:
                current = None
        elif not scan.money and not scan.days and (kind := section_kind(scan.folded)):
            current, opened = kind, scan.index
        if current is not None:
            found[scan.index] = current
    return found


def _place(
    headers: Sequence[Header],
    bodies: Sequence[Sequence[Scan]],
    scans: Sequence[Scan],
    style: Style,
    sections: dict[int, Kind],
) -> list[Table]:
    """Place the amounts of all tables whose headings name the same columns."""
    reference = headers[0]
    if not reference.money or not placing.keeps_columns(reference, scans, style):
        return [
            Table(header, tuple(body), _unplaced(body), ordered=False, sections=sections)
            for header, body in zip(headers, bodies, strict=True)
        ]
    shifts = [reference.columns[-1].x1 - header.columns[-1].x1 for header in headers]
    rows = [
        (scan, shift)
        for body, shift in zip(bodies, shifts, strict=True)
        for scan in body
        if sections.get(scan.index) is not Kind.ASIDE
    ]
    where = placing.place(rows, reference.money)
    if style.grid and not _mostly_placed(rows, where):
        return [
            Table(header, tuple(body), _unplaced(body), ordered=False, sections=sections)
            for header, body in zip(headers, bodies, strict=True)
        ]
    return [
        Table(header, tuple(body), {s.index: _cells(s, where) for s in body}, ordered=True, sections=sections)
        for header, body in zip(headers, bodies, strict=True)
    ]


def _mostly_placed(rows: Sequence[tuple[Scan, float]], where: dict[tuple[int, int], Column]) -> bool:
    """Tell whether nearly all dated rows have their last amount in a column."""
    dated = [scan for scan, _ in rows if scan.days and scan.money]
    placed = sum(1 for scan in dated if (scan.index, len(scan.money) - 1) in where)
    return placed >= _PLACED * len(dated)


def _cells(scan: Scan, where: dict[tuple[int, int], Column]) -> Placed:
    cells: dict[Role, Money] = {}
    for i, money in enumerate(scan.money):
        column = where.get((scan.index, i))
        if column is not None and column.role is not Role.OTHER:
            cells.setdefault(column.role, money)
    return Placed(cells)


def _unplaced(body: Sequence[Scan]) -> dict[int, Placed]:
    return {scan.index: Placed(loose=scan.money) for scan in body}


def _without_heading(scans: Sequence[Scan], style: Style) -> Table:
    return Table(None, tuple(scans), _unplaced(scans), ordered=False, sections=_sections(scans, []))
