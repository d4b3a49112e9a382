"""Rows of a table put together to bookings: dates, descriptions over several rows, amounts, balances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from documents.reading.dates import DateParts
from documents.reading.extract.statement.booking import Assembled, Booking, Mention
from documents.reading.extract.statement.booking_dates import booking_days
from documents.reading.extract.statement.descriptions import (
    describe,
    extend,
    in_text_zone,
    mark,
    pitch,
    widest_gap,
)
from documents.reading.extract.statement.labels import (
    FORWARD,
    TOTAL,
    Kind,
    balance_kind,
    is_summary_heading,
    total_kind,
)
from documents.reading.extract.statement.table import Placed, Table
from documents.reading.extract.statement.tokens import Money, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.layout import fold
from documents.reading.types import Word

_NAMED = 0.7  # of a row's words that must name a balance or total before the row is no booking
_NAMED_UNDATED = 0.35  # the same for a row without date among bookings that all have theirs
_ALWAYS = 0.9  # of the bookings have dates of their own: one without has lost its date
_ENOUGH = 8  # bookings to say so
_PITCH = 1.75  # usual distances between rows that a booking's next row may stand away
_FOOT = 0.88  # of the page's height: below, what repeats is a footer
_OPEN_ROWS = 5  # of text after a date before the amount comes
_MOST_ROWS = 14  # of one description
_ENDS = frozenset({Kind.CLOSING, Kind.TOTAL, Kind.TOTAL_CREDITS, Kind.TOTAL_DEBITS})
_VALUE_DATE = re.compile(
    r"(?<!\w)(?:wertstellung|valuta|wert|value date|date de valeur|valeur|fecha valor|rentedatum)"
)


def assemble(tables: Sequence[Table], scans: Sequence[Scan], *, noisy: bool = False) -> Assembled:
    """Walk through the tables row by row and put bookings together.

    Args:
        tables: the tables of the document.
        scans: all its rows.
        noisy: from OCR, where a booking without date among dated ones may have lost it.
    """
    result = Assembled()
    noise = repeated(scans, tables)
    last_day: DateParts | None = None
    share, count = _dated_share(tables)
    always = noisy and share >= _ALWAYS and count >= _ENOUGH
    for table in tables:
        if table.header is not None:
            result.used |= set(range(table.header.first, table.header.last + 1))
        walk = _Walk(table, noise, last_day, dated=share > _NAMED, always=always)
        for scan in table.scans:
            walk.step(scan)
        walk.close()
        last_day = walk.current
        result.bookings += walk.bookings
        result.mentions += walk.mentions
        result.used |= walk.used
    _fill_days(result.bookings)
    return result


def _fill_days(bookings: Sequence[Booking]) -> None:
    """Give a booking that lost its date that of its neighbours where both have the same."""
    for before, booking, after in zip(bookings, bookings[1:], bookings[2:], strict=False):
        if booking.day is None and before.day == after.day:
            booking.day = before.day


def repeated(scans: Sequence[Scan], tables: Sequence[Table]) -> set[int]:
    """Return the rows that stand on several pages in the same place: headings and footers of pages."""
    inside = {scan.index for table in tables for scan in table.scans if scan.row.box.y0 < _FOOT}
    seen: dict[tuple[str, int, int], list[Scan]] = {}
    for scan in scans:
        text = re.sub(r"[\d\W_]+", " ", scan.folded).strip()
        place = (text, round(scan.row.box.y0 * 200), round(scan.row.box.x0 * 100))
        seen.setdefault(place, []).append(scan)
    return {
        scan.index
        for same in seen.values()
        if len({scan.page for scan in same}) > 1
        for scan in same
        if scan.index not in inside or not _after_heading(scan, tables)
    }


def _after_heading(scan: Scan, tables: Sequence[Table]) -> bool:
    """Tell whether a table of this row's page has its heading above the row."""
    return any(t.header and t.header.page == scan.page and t.header.last < scan.index for t in tables)


class _Walk:
    """The walk through one table: what has been opened and not yet closed."""

    def __init__(
        self, table: Table, noise: set[int], day: DateParts | None, *, dated: bool, always: bool
    ) -> None:
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
        self._closed = False  # the closing balance stood after bookings: nothing more is booked here
        self._dated = dated
        self._always = always  # every booking prints its date: one without has lost it
        self._balanced = _mostly_balanced(table)
        self._valued = _mostly_valued(table)
        self._broken = True  # nothing above to which a row of text could belong

    def step(self, scan: Scan) -> None:
        if self.table.sections.get(scan.index) is Kind.ASIDE or scan.index in self.noise:
            return
        self._expire(scan)
        placed = self.table.placed[scan.index]
        if not scan.money and not scan.days and is_summary_heading(scan.folded):
            self._give_texts(None)
            self._ended = self._broken = True
            return
        if scan.money and (self._goes_on(scan, placed) or self._is_label(scan, placed)):
            self._give_texts(None)
            return
        day = self.day_of(scan)
        if placed.any and placed.amounts() and self._is_booking(scan, day) and not self._closed:
            self._open(scan, placed, day)
        elif day is not None and not scan.money:
            self._start(scan, day)
        elif not scan.money or self.table.ordered:
            self._texts.append(scan)

    def close(self) -> None:
        self._give_texts(None)

    def day_of(self, scan: Scan) -> DateParts | None:
        """Return the booking date that a row prints in the place for dates."""
        days = booking_days(scan, self.table)
        return days[0].parts if days else None

    def _is_booking(self, scan: Scan, day: DateParts | None) -> bool:
        loose = not self.table.ordered and (self._dated or self._unlike(scan))
        if self.table.header is None or self._ended or loose:
            return day is not None or self._started is not None
        return day is not None or self._started is not None or self.current is not None

    def _unlike(self, scan: Scan) -> bool:
        """Tell whether a row without booking date lacks what nearly every dated one has, or is far off."""
        if self._valued and not scan.days:
            return True
        return (self._balanced and len(scan.money) < 2 and not scan.days) or self._far(scan)

    def _far(self, scan: Scan) -> bool:
        """Tell whether too many rows lie between a row without date and the last booking."""
        last = self.bookings[-1].scan.index if self.bookings else scan.index
        return scan.index - last > _MOST_ROWS // 2

    def _is_label(self, scan: Scan, placed: Placed) -> bool:
        """Take note of balances and totals; tell whether the row is one of these and no booking."""
        text = _free_text(scan)
        undated = self._dated and not scan.days
        named = _named(text)
        if self.table.header is None or not scan.days:
            named = max(
                [named, _named(_free_text(scan, before_money=True))], key=lambda each: each[1] if each else 0
            )
        lone = undated or (not scan.days and self.current is None)
        if lone and (TOTAL.match(text) or TOTAL.match(_free_text(scan, before_money=True))):
            named = max(named or (Kind.TOTAL, 0.0), (Kind.TOTAL, _NAMED), key=lambda each: each[1])
        if named is None or named[1] < (_NAMED_UNDATED if undated else _NAMED):
            return False
        kind, cover = named
        booked = [money for role, money in placed.cells.items() if role not in (Role.BALANCE, Role.AMOUNT)]
        if booked and Role.BALANCE in placed.cells and kind not in _ENDS and cover < 0.95:
            return False
        days = booking_days(scan, self.table) or list(scan.days[:1])
        cells = placed.cells or dict.fromkeys([Role.OTHER], scan.money[-1])
        for role, money in cells.items():
            day = days[0].parts if days else None
            self.mentions.append(Mention(kind, money, scan, cover, day, role, bool(FORWARD.search(text))))
        self.used.add(scan.index)
        self._check(kind, cells.get(Role.BALANCE) or scan.money[-1], forward=bool(FORWARD.search(text)))
        self._ended = self._ended or kind in _ENDS
        if not FORWARD.search(text):
            self._close(kind)
        self._broken = True
        return True

    def _check(self, kind: Kind, money: Money, *, forward: bool) -> None:
        """Keep a balance of a day or a page with the booking that it follows, if that has none."""
        named = kind in (Kind.DATED, Kind.CARRIED) or (kind is Kind.CLOSING and forward)
        if not named or self._broken or not self.bookings or money.repaired:
            return
        last = self.bookings[-1]
        if Role.BALANCE not in last.placed.cells and len(last.placed.loose) < 2:
            last.checkpoint = money

    def _close(self, kind: Kind) -> None:
        """Let a closing balance end the table, and an opening one after it begin another.

        An opening balance right after bookings is the end of a table that runs backwards, or a summary.
        """
        if kind is Kind.CLOSING:
            self._closed = bool(self.bookings)
        elif kind is Kind.OPENING:
            self._closed = bool(self.bookings) and not self._closed

    def _expire(self, scan: Scan) -> None:
        """Forget a date that opened no booking within a few rows."""
        if self._start_at is None:
            return
        rows = len(self._texts) - self._start_at
        if rows > _OPEN_ROWS or (
            self._texts and self._texts[-1].page != scan.page and not self.table.ordered
        ):
            self._started = self._start_at = None

    def _goes_on(self, scan: Scan, placed: Placed) -> bool:
        """Take a lone amount right under a row of totals as another of them."""
        last = self.mentions[-1] if self.mentions else None
        if last is None or last.kind not in _ENDS or scan.index != last.scan.index + 1:
            return False
        if scan.days or scan.free_words() or Role.BALANCE in placed.cells:
            return False
        for role, money in placed.cells.items():
            self.mentions.append(Mention(last.kind, money, scan, last.cover, None, role))
        self.used.add(scan.index)
        return True

    def _start(self, scan: Scan, day: DateParts) -> None:
        days = booking_days(scan, self.table)
        if (self.table.header is None and days[0].start > 0) or self._is_range(scan):
            self._texts.append(scan)
            return
        if _VALUE_DATE.search(scan.folded) and self.bookings and booking_days(scan, self.table)[0].start > 0:
            self.bookings[-1].value_day = self.bookings[-1].value_day or day
            self.used.add(scan.index)
            return
        if not _words_left(scan) and self._started is None and not self._texts:
            self.current = day
        self._started, self._start_at = day, len(self._texts)
        self._texts.append(scan)

    def _is_range(self, scan: Scan) -> bool:
        """Tell whether the row names a period rather than a booking's date: "01.06. to 30.06."."""
        if self.table.ordered or len(scan.days) != 2:
            return False
        first, second = scan.days
        return second.start - first.end == 1

    def _open(self, scan: Scan, placed: Placed, day: DateParts | None) -> None:
        booking = Booking(scan, self.table, placed, rows=[scan])
        booking.day = day or self._started or (None if self._always else self.current)
        days = booking_days(scan, self.table)
        booking.value_day = days[1].parts if len(days) > 1 else None
        booking.section = {Kind.CREDITS: 1, Kind.DEBITS: -1}.get(
            self.table.sections.get(scan.index, Kind.ASIDE), 0
        )
        booking.mark = mark(scan, self.table)
        describe(booking, scan)
        self._give_texts(booking, starts=day is None)
        self.bookings.append(booking)
        self.used.add(scan.index)
        self.current = booking.day or self.current
        self._started, self._start_at, self._broken = None, None, False

    def _give_texts(self, following: Booking | None, *, starts: bool = False) -> None:
        """Share the rows of text since the last booking between it and the following one."""
        texts, self._texts = self._texts, []
        split = self._split(texts, following, starts=starts)
        before, after = texts[:split], texts[split:]
        if self.bookings and not self._broken:
            extend(self.bookings[-1], self._running_on(self.bookings[-1].rows[-1], before), self.used)
        if following is not None:
            reached = list(reversed(self._running_on(following.scan, reversed(after))))
            extend(following, reached, self.used, above=True)
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
            return widest_gap(self.bookings[-1].rows[-1], texts, following.scan)
        return len(texts)

    def _running_on(self, scan: Scan, texts: Iterable[Scan]) -> list[Scan]:
        """Return the rows that follow each other without a gap and stand where descriptions stand."""
        step = pitch(self.table)
        kept: list[Scan] = []
        last = scan
        for text in texts:
            gap = abs(text.row.box.y0 - last.row.box.y0)
            if text.page != last.page or gap > _PITCH * step or len(kept) >= _MOST_ROWS:
                break
            if not in_text_zone(text, self.table):
                break
            kept.append(text)
            last = text
        return kept


def _words_left(scan: Scan) -> list[Word]:
    return [word for word in scan.free_words() if re.search(r"[^\W\d_]", word.text)]


def _free_text(scan: Scan, *, before_money: bool = False) -> str:
    words = scan.free_words()
    if before_money:
        left = [cell for cell in scan.row.cells(3.0) if cell.box.x0 < scan.money[0].box.x0]
        near = {id(word) for cell in left[-2:] for word in cell.words}
        words = [w for w in words if id(w) in near and w.box.x0 < scan.money[0].box.x0]
    return fold(" ".join(word.text for word in words))


def _named(text: str) -> tuple[Kind, float] | None:
    """Return the balance or total that a text names best."""
    named, total = balance_kind(text), total_kind(text)
    if total and (named is None or total[1] > named[1] + 0.05):
        return total
    return named


def _dated_share(tables: Sequence[Table]) -> tuple[float, int]:
    """Return the share of rows with an amount that have their own date, and how many rows there are.

    Totals and balances are left out.
    """
    rows = [scan for table in tables for scan in table.scans if table.placed[scan.index].amounts()]
    rows = [scan for scan in rows if scan.days or not _is_named(_free_text(scan))]
    return (sum(1 for scan in rows if scan.days) / len(rows) if rows else 0.0), len(rows)


def _mostly_balanced(table: Table) -> bool:
    if not table.header or not table.header.has(Role.BALANCE):
        return False
    counts = [len(scan.money) for scan in table.scans if scan.money and scan.days]
    return sum(1 for count in counts if count > 1) >= _NAMED * len(counts)


def _mostly_valued(table: Table) -> bool:
    if not table.header or not table.header.has(Role.VALUE_DATE):
        return False
    counts = [len(booking_days(scan, table)) for scan in table.scans if scan.money and scan.days]
    return sum(1 for count in counts if count > 1) >= _NAMED * sum(1 for count in counts if count)


def _is_named(text: str) -> bool:
    return bool(TOTAL.match(text)) or (_named(text) or (Kind.TOTAL, 0.0))[1] >= _NAMED
