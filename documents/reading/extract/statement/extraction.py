"""The steps from the pages of a statement to its values and lines, and what the arithmetic says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.reading.dates import DateParts
from documents.reading.extract.statement import labels
from documents.reading.extract.statement.account import account_values
from documents.reading.extract.statement.assembly import assemble
from documents.reading.extract.statement.balances import Figures, choose, summary_mentions
from documents.reading.extract.statement.booking import Assembled, Booking, Mention
from documents.reading.extract.statement.head import head_of
from documents.reading.extract.statement.outcome import figure_values, lines_of, missing, period_values
from documents.reading.extract.statement.parts import Part, parts_of
from documents.reading.extract.statement.period import Period, find_period
from documents.reading.extract.statement.repeats import side_by_side
from documents.reading.extract.statement.sides import side_doubts
from documents.reading.extract.statement.signs import decide, word_side
from documents.reading.extract.statement.stacked import unstacked
from documents.reading.extract.statement.style import Style, style_of
from documents.reading.extract.statement.table import tables
from documents.reading.extract.statement.tokens import Scan, scan, without_foreign
from documents.reading.layout import Row, rows
from documents.reading.reconcile import statement_checks
from documents.reading.types import Extraction, Line, PageText, TextSource, Value

_CARD_VOTES = 2


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read a bank or card statement.

    Amounts and balances are from the holder's side: money in is positive, what is owed is negative. On a
    credit card that owes 100 the normal form of the balance is "-100.00" and a purchase is negative,
    so that opening + lines = closing holds there as well; `Value.text` keeps what is printed. A fee in a
    column of its own, taken off the balance of its row, is a line of its own right after the booking.

    Args:
        pages: the words of a text layer, of OCR, or of a text dump on a character grid.

    Returns:
        Values, lines in the order of the document, checks, and what could not be read.
    """
    page_rows = [row for page in pages for row in rows(page)]
    grid = any(page.source is TextSource.STRUCTURED for page in pages)
    noisy = any(page.source is TextSource.OCR for page in pages)
    style = style_of(page_rows, grid=grid, noisy=noisy)
    found = _of_style(page_rows, style)
    if not found.lines and not style.decimals:
        found = _of_style(page_rows, replace(style, whole=True))
    return found


def _of_style(page_rows: Sequence[Row], style: Style) -> Extraction:
    scans = scan(page_rows, style)
    if (parted := side_by_side(scans)) is not None:
        scans = scan(parted, style)
    scans = without_foreign(unstacked(scans))
    found = tables(scans, style)
    assembled = assemble(found, scans, noisy=style.noisy)
    summarised = summary_mentions(scans, assembled.used)
    parts = parts_of(scans, found, assembled, [*assembled.mentions, *summarised])
    document = Document(scans, assembled, summarised, find_period(scans, assembled.used))
    return _together(document, [_read(document, part) for part in parts], parts)


@dataclass(frozen=True, slots=True)
class Document:
    """What was found before the accounts are looked at one by one."""

    scans: list[Scan]
    assembled: Assembled
    summarised: list[Mention]
    period: Period


def _read(document: Document, part: Part) -> tuple[list[Value], list[Line], list[str]]:
    """Decide the figures and lines of one account."""
    used = document.assembled.used
    bookings = [b for b in document.assembled.bookings if part.holds(b.scan.index)]
    outside = [scan for scan in document.scans if scan.index not in used and part.holds(scan.index)]
    figures = choose(
        [m for m in document.assembled.mentions if part.holds(m.scan.index)],
        [m for m in document.summarised if part.holds(m.scan.index)],
        _parts(document.period),
        _booked(bookings),
        [money for scan in outside for money in scan.money],
    )
    opening = figures.opening.money if figures.opening else None
    closing = figures.closing.money if figures.closing else None
    card = is_card(document.scans, used)
    solution, convention, _ = decide(bookings, opening, closing, _totals(figures), card=card)
    lines, problems = lines_of(bookings, solution, document.period)
    if not card:
        owed = convention.owed_balances
        problems += side_doubts(bookings, solution, (opening, closing), word_side, owed=owed)
    return figure_values(figures, convention, solution), lines, [*figures.problems, *problems]


def _together(
    document: Document, read: Sequence[tuple[list[Value], list[Line], list[str]]], parts: Sequence[Part]
) -> Extraction:
    """Put the accounts together: lines numbered through, figures marked with their account."""
    values = account_values(head_of(document.scans, document.assembled.used), document.scans)
    if len(parts) > 1:
        values = [value for value in values if value.name not in ("account_number", "iban")]
    lines: list[Line] = []
    problems: list[str] = []
    for part, (figures, own, doubts) in zip(parts, read, strict=True):
        account = part.account.normal if part.account else ""
        named = [part.account] if part.account else []
        values += [replace(value, account=account) for value in [*named, *figures]]
        lines += [replace(line, number=line.number + len(lines), account=account) for line in own]
        problems += doubts
    values += period_values(document.period)
    checks = statement_checks(values, lines)
    return Extraction(tuple(values), tuple(lines), checks, (*problems, *missing(values, lines)))


def _totals(figures: Figures) -> tuple[Decimal, Decimal] | None:
    if figures.total_credits is None or figures.total_debits is None:
        return None
    return figures.total_credits.money.magnitude, figures.total_debits.money.magnitude


def is_card(scans: Sequence[Scan], used: set[int]) -> bool:
    """Tell whether the words of a document are those of a credit card statement."""
    found = {match for each in scans for match in labels.CARD.findall(each.folded)}
    masked = any(labels.CARD_NUMBER.search(each.row.text) for each in scans if each.index not in used)
    return len(found) + 2 * masked >= _CARD_VOTES


def _parts(period: Period) -> tuple[DateParts | None, DateParts | None]:
    start, end = (
        DateParts(bound.date.day, bound.date.month, bound.date.year) if bound else None
        for bound in (period.start, period.end)
    )
    return start, end


def _booked(bookings: Sequence[Booking]) -> tuple[int, int]:
    found = [booking.scan.index for booking in bookings]
    return (min(found), max(found)) if found else (0, 0)
