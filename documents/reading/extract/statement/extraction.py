"""The steps from the pages of a statement to its values and lines, and what the arithmetic says of them."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.dates import DateParts
from documents.reading.extract.statement import labels
from documents.reading.extract.statement.account import account_values
from documents.reading.extract.statement.assembly import assemble
from documents.reading.extract.statement.balances import choose, summary_mentions
from documents.reading.extract.statement.booking import Assembled
from documents.reading.extract.statement.head import head_of
from documents.reading.extract.statement.outcome import figure_values, lines_of, missing, period_values
from documents.reading.extract.statement.period import Period, find_period
from documents.reading.extract.statement.signs import decide
from documents.reading.extract.statement.stacked import unstacked
from documents.reading.extract.statement.style import style_of
from documents.reading.extract.statement.table import tables
from documents.reading.extract.statement.tokens import Scan, scan, without_foreign
from documents.reading.layout import rows
from documents.reading.reconcile import statement_checks
from documents.reading.types import Extraction, PageText, TextSource

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
    scans = without_foreign(unstacked(scan(page_rows, style)))
    assembled = assemble(tables(scans, style), scans)
    period = find_period(scans, assembled.used)
    outside = [money for each in scans if each.index not in assembled.used for money in each.money]
    figures = choose(
        assembled.mentions,
        summary_mentions(scans, assembled.used),
        _parts(period),
        _booked(assembled),
        outside,
    )
    opening = figures.opening.money if figures.opening else None
    closing = figures.closing.money if figures.closing else None
    card = is_card(scans, assembled.used)
    solution, convention, _ = decide(assembled.bookings, opening, closing, card=card)
    lines, problems = lines_of(assembled.bookings, solution, period)
    values = [
        *account_values(head_of(scans, assembled.used), scans),
        *figure_values(figures, convention, solution),
        *period_values(period),
    ]
    problems = [*figures.problems, *problems, *missing(values, lines)]
    return Extraction(tuple(values), tuple(lines), statement_checks(values, lines), tuple(problems))


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


def _booked(assembled: Assembled) -> tuple[int, int]:
    rows_booked = [booking.scan.index for booking in assembled.bookings]
    return (min(rows_booked), max(rows_booked)) if rows_booked else (0, 0)
