"""The period of a statement, and the year of dates that are printed without one."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.dates import DateParts, month_number
from documents.reading.extract.statement.tokens import Day, Scan
from documents.reading.extract.statement.vocabulary import any_of, pattern
from documents.reading.layout import fold
from documents.reading.types import Box

_RANGE = re.compile(
    r"^\W*(?:to|until|till|through|thru|and|bis|bis zum|au|tot|tot en met|t/m|al|a|hasta|hasta el|fino al|"
    r"und|e|y|en|dated|-|\d{1,2}:\d{2} -)?\W*$"
)
_PERIOD_WORDS = r"""
    statement period|period|periode|zeitraum|periodo|abrechnungszeitraum|berichtszeitraum|from|vom|von
    du|van|dal|del|desde|statement from|for|statement|kontoauszug|umsatze|releve|afschrift|staat
    staattydperk|estado de cuenta|extracto|estratto|billing|cycle|between|dates?
    """
_START_WORDS = r"""
    (?:statement |period |opening )?(?:start|begin|from|opening)(?:ning|s)?(?: date)?|date from
    period from|von(?: datum)?|vanaf|periode van|van(?: datum)?|du|desde|dal|begindatum|start ?datum
    date de debut|fecha (?:de )?inicio|data inizio
    """
_END_WORDS = r"""
    (?:statement |period |closing )?(?:end|to|until|closing)(?:ing|s)?(?: date)?|date to|period to
    bis(?: datum)?|tot(?: en met)?|periode tot(?: en met)?|tot(?: datum)?|au|hasta|al|einddatum
    end ?datum|date de fin|fecha (?:de )?fin|data fine|t/m
    """
_ISSUED_WORDS = r"""
    (?:kontoauszug|auszug|statement|releve)\D*\d{0,4} (?:per|zum|vom)
    statement date|date of statement|statement issued|issued on|issue date|staatdatum|auszugsdatum
    erstellt am|kontoauszug vom|datum afschrift|date du releve|fecha de corte|data estratto
    closing date|statement closing date|as at|as of|datum|date|fecha|data|generated on|printed on
    """
_PERIOD = pattern(_PERIOD_WORDS)
_START = re.compile(rf"(?<!\w)(?:{any_of(_START_WORDS)})\W*$")
_END = re.compile(rf"(?<!\w)(?:{any_of(_END_WORDS)})\W*$")
_ISSUED = re.compile(rf"(?<!\w)(?:{any_of(_ISSUED_WORDS)})\W*$")
_SETTLED = re.compile(
    r"statement date|date of statement|closing date|staatdatum|auszugsdatum|fecha de corte|as at|as of"
)
_MONTH_YEAR = re.compile(
    r"(?<!\w)(?:statement|kontoauszug|auszug|releve|afschrift|staat|extracto|estratto|for|fur|period|periode|"
    r"monat|month|maand)\W+(?:\w+\W+)?([^\W\d_]{3,10})\W+(20\d\d)(?!\w)"
)
_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|^20\d{6}$")
_LONGEST = 2200  # days


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a period: the date, as printed, where, how sure, and the rule that found it."""

    date: dt.date
    text: str
    page: int
    box: Box
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day as far as they are printed, and the day to reckon years from."""

    start: Bound | None = None
    end: Bound | None = None
    around: dt.date | None = None


def find_period(scans: Sequence[Scan], used: set[int]) -> Period:
    """Find the period in the rows outside the tables."""
    free = [scan for scan in scans if scan.index not in used]
    start, end = _ranges(free) or _labelled(free) or (None, None)
    if start is None and end is None and (month := _month(free)):
        start, end = month
    issued = _issued(free)
    if end is None and issued is not None and issued.rule == "statement date":
        end = issued
    around = end.date if end else issued.date if issued else _latest(free)
    return Period(start, end, around)


def resolve(parts: DateParts | None, period: Period) -> dt.date | None:
    """Return the date that a booking's day stands for; without a printed year the period decides.

    Without a period it is the last such day up to a little after the day around which the statement was
    made. None where nothing tells the year.
    """
    if parts is None:
        return None
    if parts.year is not None:
        return parts.date()
    if period.start is not None and period.end is not None:
        return _nearest(parts, period.start.date, period.end.date)
    if period.around is None:
        return None
    return _nearest(parts, period.around - dt.timedelta(days=330), period.around + dt.timedelta(days=10))


def _nearest(parts: DateParts, start: dt.date, end: dt.date) -> dt.date | None:
    years = range(start.year - 1, end.year + 2)
    dates = [date for year in years if (date := parts.date(year)) is not None]
    return min(dates, key=lambda date: max((start - date).days, (date - end).days, 0), default=None)


def _ranges(scans: Sequence[Scan]) -> tuple[Bound, Bound] | None:
    """Return the best pair of dates that stand as "from ... to ..."."""
    best: tuple[float, Bound, Bound] | None = None
    for order, scan in enumerate(scans):
        for first, second in zip(scan.days, scan.days[1:], strict=False):
            pair = _pair(scan, first, second)
            if pair is None:
                continue
            score = _score(scans, order, scan, first) + min((pair[1].date - pair[0].date).days, 31) / 31
            if best is None or score > best[0]:
                best = (score, *pair)
    if best is None or best[0] < 1.0:
        return None
    sure = 0.97 if best[0] >= 2 else 0.85
    return _rated(best[1], sure), _rated(best[2], sure)


def _rated(bound: Bound, confidence: float) -> Bound:
    return Bound(bound.date, bound.text, bound.page, bound.box, confidence, bound.rule)


def _pair(scan: Scan, first: Day, second: Day) -> tuple[Bound, Bound] | None:
    between = " ".join(word.text for word in scan.row.words[first.end : second.start])
    if not _RANGE.match(_plain(between)) or second.parts.year is None:
        return None
    end = second.parts.date()
    start = first.parts.date(second.parts.year)
    if start and end and first.parts.year is None and start > end:
        start = first.parts.date(second.parts.year - 1)
    if start is None or end is None or not 0 < (end - start).days <= _LONGEST:
        return None
    return _bound(start, first, scan, "range"), _bound(end, second, scan, "range")


def _score(scans: Sequence[Scan], order: int, scan: Scan, first: Day) -> float:
    words = " ".join(word.text for word in scan.row.words[: first.start])
    above = scans[order - 1].folded if order and scans[order - 1].page == scan.page else ""
    labelled = bool(_PERIOD.search(_plain(words))) * 1.5 + bool(_PERIOD.search(above)) * 0.3
    return labelled + (0.8 if scan.page == 1 else 0.0) - 0.3 * bool(scan.money) - min(order, 100) / 1000


def _labelled(scans: Sequence[Scan]) -> tuple[Bound | None, Bound | None] | None:
    """Return first and last day from labels of their own."""
    start = _by_label(scans, _START, "period start")
    end = _by_label(scans, _END, "period end")
    if start and end and not 0 < (end.date - start.date).days <= _LONGEST:
        return None
    return (start, end) if start and end else None


def _by_label(scans: Sequence[Scan], label: re.Pattern[str], rule: str) -> Bound | None:
    for position, scan in enumerate(scans):
        for day in scan.days:
            before = _plain(" ".join(word.text for word in scan.row.words[: day.start]))
            if (label.search(before) or _heads(scans, position, day, label)) and (date := day.parts.date()):
                return _bound(date, day, scan, rule, 0.95)
    return None


def _heads(scans: Sequence[Scan], position: int, day: Day, label: re.Pattern[str]) -> bool:
    """Tell whether the cell above a date is the label."""
    if position == 0 or scans[position - 1].page != scans[position].page:
        return False
    for cell in scans[position - 1].row.cells():
        if cell.box.x0 < day.box.x1 and cell.box.x1 > day.box.x0:
            return bool(label.fullmatch(_plain(cell.text)))
    return False


def _issued(scans: Sequence[Scan]) -> Bound | None:
    weak: Bound | None = None
    for position, scan in enumerate(scans):
        for day in scan.days:
            date = day.parts.date()
            before = _plain(" ".join(word.text for word in scan.row.words[: day.start]))
            if (
                date is None
                or scan.money
                or not (_ISSUED.search(before) or _heads(scans, position, day, _ISSUED))
            ):
                continue
            if _SETTLED.search(before) or _heads(scans, position, day, _SETTLED):
                return _bound(date, day, scan, "statement date", 0.7)
            weak = weak or _bound(date, day, scan, "issued", 0.4)
    return weak


def _month(scans: Sequence[Scan]) -> tuple[Bound, Bound] | None:
    for scan in scans:
        match = _MONTH_YEAR.search(scan.folded)
        number = month_number(match[1]) if match else None
        if match and number:
            year = int(match[2])
            last = calendar.monthrange(year, number)[1]
            place = (f"{match[1]} {match[2]}", scan.page, scan.row.box, 0.75, "month")
            return Bound(dt.date(year, number, 1), *place), Bound(dt.date(year, number, last), *place)
    return None


def _latest(scans: Sequence[Scan]) -> dt.date | None:
    """Return the latest date, of those with a year in full if there are any."""
    days = [(day.text, date) for scan in scans for day in scan.days if (date := day.parts.date()) is not None]
    full = [date for text, date in days if _FULL_YEAR.search(text)]
    return max(full or [date for _, date in days], default=None)


def _bound(date: dt.date, day: Day, scan: Scan, rule: str, confidence: float = 0.9) -> Bound:
    return Bound(date, day.text, scan.page, day.box, confidence, rule)


def _plain(text: str) -> str:
    return fold(text).strip()
