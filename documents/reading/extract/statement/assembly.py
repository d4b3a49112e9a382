"""Rows of a table put together to bookings: dates, descriptions over several rows, amounts, balances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from documents.reading.dates import DateParts
from documents.reading.extract.statement.labels import FORWARD, TOTAL, Kind, balance_kind, total_kind
from documents.reading.extract.statement.table import Placed, Table
from documents.reading.extract.statement.tokens import Day, Money, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.layout import fold
from documents.reading.types import Box, Word

_NAMED = 0.7  # of a row's words that must name a balance or total before the row is no booking
_NAMED_UNDATED = 0.35  # the same for a row without date among bookings that all have theirs
_PITCH = 1.75  # usual distances between rows that a booking's next row may stand away
_MOST_ROWS = 14  # of one description
_ENDS = frozenset({Kind.CLOSING, Kind.TOTAL, Kind.TOTAL_CREDITS, Kind.TOTAL_DEBITS})
_MARKS = {"af": -1, "bij": 1, "dr": -1, "cr": 1, "d": -1, "c": 1, "s": -1, "h": 1, "debit": -1, "credit": 1}
_VALUE_DATE = re.compile(
    r"(?<!\w)(?:wertstellung|valuta|wert|value date|date de valeur|valeur|fecha valor|rentedatum)"
)


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


def assemble(tables: Sequence[Table], scans: Sequence[Scan]) -> Assembled:
    """Walk through the tables row by row and put bookings together."""
    result = Assembled()
    noise = repeated(scans)
    last_day: DateParts | None = None
    for table in tables:
        if table.header is not None:
            result.used |= set(range(table.header.first, table.header.last + 1))
        walk = _Walk(table, noise, last_day)
        for scan in table.scans:
            walk.step(scan)
        walk.close()
        last_day = walk.current
        result.bookings += walk.bookings
        result.mentions += walk.mentions
        result.used |= walk.used
    return result


def repeated(scans: Sequence[Scan]) -> set[int]:
    """Return the rows that stand on several pages at the same height: headings and footers of pages."""
    seen: dict[tuple[str, int], list[Scan]] = {}
    for scan in scans:
        text = re.sub(r"[\d\W_]+", " ", scan.folded).strip()
        seen.setdefault((text, round(scan.row.box.y0 * 40)), []).append(scan)
    return {
        scan.index
        for same in seen.values()
        if len({scan.page for scan in same}) > 1
        for scan in same
        if not (scan.money and scan.days)
    }


class _Walk:
    """The walk through one table: what has been opened and not yet closed."""

    def __init__(self, table: Table, noise: set[int], day: DateParts | None) -> None:
        self.table = table
        self.noise = noise
        self.current = day
        self.bookings: list[Booking] = []
        self.mentions: list[Mention] = []
        self.used: set[int] = set()
        self._texts: list[Scan] = []  # rows without amounts since the last booking
        self._started: DateParts | None = None  # date of a booking whose amount is still to come
        self._start_at: int | None = None  # where in `_texts` that booking begins
        self._ended = False
        self._dated = _mostly_dated(table)
        self._broken = True  # nothing above to which a row of text could belong

    def step(self, scan: Scan) -> None:
        if self.table.sections.get(scan.index) is Kind.ASIDE or scan.index in self.noise:
            return
        placed = self.table.placed[scan.index]
        if scan.money and self._is_label(scan, placed):
            self._give_texts(None)
            return
        day = self.day_of(scan)
        if placed.any and placed.amounts() and self._is_booking(day):
            self._open(scan, placed, day)
        elif day is not None and not scan.money:
            self._start(scan, day)
        elif not scan.money or self.table.ordered:
            self._texts.append(scan)

    def close(self) -> None:
        self._give_texts(None)

    def day_of(self, scan: Scan) -> DateParts | None:
        """Return the booking date that a row prints in the place for dates."""
        days = self._booking_days(scan)
        return days[0].parts if days else None

    def _booking_days(self, scan: Scan) -> list[Day]:
        """Return the dates in the places for dates: booking date first, then the value date."""
        if self.table.header is not None and self.table.ordered:
            return _by_columns(scan, self.table)
        return _by_order(scan, self.table)

    def _is_booking(self, day: DateParts | None) -> bool:
        if self.table.header is None or self._ended:
            return day is not None or self._started is not None
        return day is not None or self._started is not None or self.current is not None

    def _is_label(self, scan: Scan, placed: Placed) -> bool:
        """Take note of balances and totals; tell whether the row is one of these and no booking."""
        text = _free_text(scan)
        undated = self._dated and not scan.days
        named = balance_kind(text)
        total = total_kind(text)
        if total and (named is None or total[1] > named[1] + 0.05):
            named = total
        if undated and TOTAL.match(text):
            named = max(named or (Kind.TOTAL, 0.0), (Kind.TOTAL, _NAMED), key=lambda each: each[1])
        if named is None or named[1] < (_NAMED_UNDATED if undated else _NAMED):
            return False
        kind, cover = named
        booked = [money for role, money in placed.cells.items() if role not in (Role.BALANCE, Role.AMOUNT)]
        if booked and Role.BALANCE in placed.cells and kind not in _ENDS and cover < 0.95:
            return False
        days = self._booking_days(scan) or list(scan.days[:1])
        cells = placed.cells or dict.fromkeys([Role.OTHER], scan.money[-1])
        for role, money in cells.items():
            day = days[0].parts if days else None
            self.mentions.append(Mention(kind, money, scan, cover, day, role, bool(FORWARD.search(text))))
        self.used.add(scan.index)
        self._ended = self._ended or kind in _ENDS
        self._broken = True
        return True

    def _start(self, scan: Scan, day: DateParts) -> None:
        if _VALUE_DATE.search(scan.folded) and self.bookings and self._booking_days(scan)[0].start > 0:
            self.bookings[-1].value_day = self.bookings[-1].value_day or day
            self.used.add(scan.index)
            return
        if not _words_left(scan) and self._started is None and not self._texts:
            self.current = day
        self._started, self._start_at = day, len(self._texts)
        self._texts.append(scan)

    def _open(self, scan: Scan, placed: Placed, day: DateParts | None) -> None:
        booking = Booking(scan, self.table, placed, rows=[scan])
        booking.day = day or self._started or self.current
        days = self._booking_days(scan)
        booking.value_day = days[1].parts if len(days) > 1 else None
        booking.section = {Kind.CREDITS: 1, Kind.DEBITS: -1}.get(
            self.table.sections.get(scan.index, Kind.ASIDE), 0
        )
        booking.mark = _mark(scan, self.table)
        _describe(booking, scan)
        self._give_texts(booking, starts=day is None)
        self.bookings.append(booking)
        self.used.add(scan.index)
        self.current = booking.day
        self._started, self._start_at, self._broken = None, None, False

    def _give_texts(self, following: Booking | None, *, starts: bool = False) -> None:
        """Share the rows of text since the last booking between it and the following one."""
        texts, self._texts = self._texts, []
        split = self._split(texts, following, starts=starts)
        before, after = texts[:split], texts[split:]
        if self.bookings and not self._broken:
            _extend(self.bookings[-1], self._running_on(self.bookings[-1].rows[-1], before), self.used)
        if following is not None:
            reached = list(reversed(self._running_on(following.scan, reversed(after))))
            _extend(following, reached, self.used, above=True)
        self._started, self._start_at = None, None

    def _split(self, texts: Sequence[Scan], following: Booking | None, *, starts: bool) -> int:
        """Return how many rows of text belong to the booking above."""
        if following is None:
            return len(texts)
        if starts and self._start_at is not None:
            return self._start_at
        if not self.bookings or self._broken:
            return 0 if not following.words else len(texts)
        if not following.words:
            return _widest_gap(self.bookings[-1].rows[-1], texts, following.scan)
        return len(texts)

    def _running_on(self, scan: Scan, texts: Iterable[Scan]) -> list[Scan]:
        """Return the rows that follow each other without a gap and stand where descriptions stand."""
        pitch = _pitch(self.table)
        kept: list[Scan] = []
        last = scan
        for text in texts:
            gap = abs(text.row.box.y0 - last.row.box.y0)
            if text.page != last.page or gap > _PITCH * pitch or len(kept) >= _MOST_ROWS:
                break
            if not _in_text_zone(text, self.table):
                break
            kept.append(text)
            last = text
        return kept


def _by_columns(scan: Scan, table: Table) -> list[Day]:
    columns = table.header.columns if table.header else ()
    dated = [column for column in columns if column.role in (Role.DATE, Role.VALUE_DATE)]
    dated.sort(key=lambda column: column.role is not Role.DATE)
    found = []
    for column in dated:
        others = [other for other in columns if other is not column]
        for day in scan.days:
            distance = _distance(day.box, column.x0, column.x1)
            if day not in found and distance <= min(
                (_distance(day.box, o.x0, o.x1) for o in others), default=1.0
            ):
                found.append(day)
                break
    return found


def _distance(box: Box, x0: float, x1: float) -> float:
    gap = max(x0 - box.x1, box.x0 - x1, 0.0)
    return gap + 0.01 * min(abs(box.x0 - x0), abs(box.x1 - x1))


def _by_order(scan: Scan, table: Table) -> list[Day]:
    """Take dates by their order: at the row's beginning, or right before or after the amounts."""
    days = list(scan.days)
    if not days:
        return []
    first = [day for day in days if day.start <= 1 or (days[0].start <= 1 and _adjacent(day, days))]
    last = [day for day in days if day not in first and scan.money and day.end >= scan.money[0].start]
    if _date_comes_late(table) and not first and scan.money:
        return [day for day in days if day.end == scan.money[0].start][-1:] + last
    if table.header is None and not first:
        return []
    return [*first, *[day for day in days if day not in first and (day in last or _before_money(day, scan))]]


def _adjacent(day: Day, days: Sequence[Day]) -> bool:
    return any(other.end == day.start and other.start <= 1 for other in days)


def _before_money(day: Day, scan: Scan) -> bool:
    return bool(scan.money) and day.end == scan.money[0].start


def _date_comes_late(table: Table) -> bool:
    roles = [column.role for column in table.header.columns] if table.header else []
    if Role.DATE not in roles or Role.DESCRIPTION not in roles:
        return False
    return roles.index(Role.DATE) > roles.index(Role.DESCRIPTION)


def _words_left(scan: Scan) -> list[Word]:
    return [word for word in scan.free_words() if re.search(r"[^\W\d_]", word.text)]


def _free_text(scan: Scan) -> str:
    return fold(" ".join(word.text for word in scan.free_words()))


def _mark(scan: Scan, table: Table) -> int:
    column = table.column(Role.MARK)
    for word in scan.free_words():
        near = column is not None and word.box.x0 < column.x1 and word.box.x1 > column.x0
        if near and word.text.lower() in _MARKS:
            return _MARKS[word.text.lower()]
    return 0


def _describe(booking: Booking, scan: Scan) -> None:
    """Add the words of a row that are no amounts and no dates of the table to description or reference."""
    table = booking.table
    taken = {i for money in _own_money(booking, scan) for i in range(money.start, money.end)}
    days = _by_columns(scan, table) if table.ordered and table.header else _by_order(scan, table)
    taken |= {i for day in days for i in range(day.start, day.end)}
    for i, word in enumerate(scan.row.words):
        if i in taken:
            continue
        role = _text_role(word, table)
        if role is Role.REFERENCE:
            booking.reference.append(word)
        elif role is not Role.MARK:
            booking.words.append(word)


def _own_money(booking: Booking, scan: Scan) -> list[Money]:
    if scan is not booking.scan:
        return []
    cells = list(booking.placed.cells.values())
    return cells if booking.table.ordered else list(booking.placed.loose)[-3:]


def _text_role(word: Word, table: Table) -> Role:
    """Return which column without amounts a word stands in, description where that is not clear."""
    if not table.ordered or table.header is None:
        return Role.DESCRIPTION
    centre = (word.box.x0 + word.box.x1) / 2
    best, role = 1.0, Role.DESCRIPTION
    for column in table.header.columns:
        reach = 0.012 if column.role in (Role.REFERENCE, Role.MARK) else 0.0
        distance = max(column.x0 - reach - centre, centre - column.x1 - reach, 0.0)
        if distance < best and column.role in (Role.REFERENCE, Role.MARK, Role.DESCRIPTION):
            best, role = distance, column.role
    return role


def _in_text_zone(scan: Scan, table: Table) -> bool:
    """Tell whether a row of text stands under the descriptions rather than across the table."""
    if not table.ordered or table.header is None:
        return True
    description = table.column(Role.DESCRIPTION)
    start = description.x0 if description else 0.0
    rest = [word for word in scan.row.words if word.box.x1 > start - 0.02]
    return bool(rest) and rest[0].box.x0 >= start - 0.03


def _extend(booking: Booking, texts: Sequence[Scan], used: set[int], *, above: bool = False) -> None:
    own, booking.words = booking.words, []
    if not above:
        booking.words = own
    for scan in texts:
        _describe(booking, scan)
        used.add(scan.index)
    if above:
        booking.words += own
    booking.rows += texts


def _widest_gap(above: Scan, texts: Sequence[Scan], below: Scan) -> int:
    """Return the position of the widest gap between rows; where all are alike, everything goes below."""
    rows = [above, *texts, below]
    gaps = [
        (b.row.box.y0 - a.row.box.y0 if a.page == b.page else 1.0)
        for a, b in zip(rows, rows[1:], strict=False)
    ]
    widest = max(gaps)
    if widest < 1.15 * min(gaps):
        return 0
    return gaps.index(widest)


def _mostly_dated(table: Table) -> bool:
    rows = [scan for scan in table.scans if scan.money]
    return sum(1 for scan in rows if scan.days) > 0.7 * len(rows)


def _pitch(table: Table) -> float:
    """Return the usual distance between two rows of a table that follow each other."""
    pairs = zip(table.scans, table.scans[1:], strict=False)
    steps = [b.row.box.y0 - a.row.box.y0 for a, b in pairs if a.page == b.page]
    return median(steps) if steps else 0.02
