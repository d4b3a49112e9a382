"""Bookings and named figures as the rows of a table give them, before signs and years are decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from documents.reading.dates import DateParts
from documents.reading.extract.statement.labels import Kind
from documents.reading.extract.statement.table import Placed, Table
from documents.reading.extract.statement.tokens import Money, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.types import Box, Word


@dataclass(slots=True)
class Booking:
    """A booking in the making: `section` and `mark` are -1 or +1 where a heading or a mark says so."""

    scan: Scan
    table: Table
    placed: Placed
    day: DateParts | None = None
    value_day: DateParts | None = None
    section: int = 0
    mark: int = 0
    words: list[Word] = field(default_factory=list)
    reference: list[Word] = field(default_factory=list)
    rows: list[Scan] = field(default_factory=list)
    account: str = ""
    checkpoint: Money | None = None  # a balance printed in a row of its own right after the booking

    @property
    def box(self) -> Box:
        """Return the place of all its rows on the page of its amount."""
        return Box.around([scan.row.box for scan in self.rows if scan.page == self.scan.page])


@dataclass(frozen=True, slots=True)
class Mention:
    """A balance or total that a row names, with how much of the row (0..1) is that name."""

    kind: Kind
    money: Money
    scan: Scan
    cover: float
    day: DateParts | None = None
    role: Role | None = None  # the column it stands in, where it stands in a table
    forward: bool = False  # brought or carried forward: true of a page, and of the statement at its ends


@dataclass(slots=True)
class Assembled:
    """The bookings of a document in order, and what its tables say of balances and totals."""

    bookings: list[Booking] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # rows that belong to a table's content
