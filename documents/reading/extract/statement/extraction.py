"""The steps from the pages of a statement to its values and lines, and what the arithmetic says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from documents.reading.extract.statement import labels
from documents.reading.extract.statement.account import account_values, head_of
from documents.reading.extract.statement.assembly import Assembled, Booking, Mention, assemble
from documents.reading.extract.statement.balances import Figures, choose, plain, summary_mentions
from documents.reading.extract.statement.chain import Reading, Solution
from documents.reading.extract.statement.period import Bound, Period, find_period, resolve
from documents.reading.extract.statement.signs import Convention, balance_value, decide
from documents.reading.extract.statement.style import style_of
from documents.reading.extract.statement.table import tables
from documents.reading.extract.statement.tokens import Scan, scan
from documents.reading.layout import rows
from documents.reading.reconcile import statement_checks
from documents.reading.dates import DateParts
from documents.reading.types import Extraction, Line, PageText, TextSource, Value

_CARD_VOTES = 2


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read a bank or card statement.

    Amounts and balances are from the holder's side: money in is positive, what is owed is negative. On a
    credit card that owes 100 the normal form of the balance is "-100.00" and a purchase is negative,
    so that opening + lines = closing holds there as well; `Value.text` keeps what is printed.

    Args:
        pages: the words of a text layer, of OCR, or of a text dump on a character grid.

    Returns:
        Values, lines in the order of the document, checks, and what could not be read.
    """
    page_rows = [row for page in pages for row in rows(page)]
    grid = any(page.source is TextSource.STRUCTURED for page in pages)
    noisy = any(page.source is TextSource.OCR for page in pages)
    style = style_of(page_rows, grid=grid, noisy=noisy)
    scans = scan(page_rows, style)
    assembled = assemble(tables(scans, style), scans)
    period = find_period(scans, assembled.used)
    summarised = summary_mentions(scans, assembled.used)
    figures = choose(assembled.mentions, summarised, _parts(period), _booked(assembled))
    card = is_card(scans)
    solution, convention, _ = decide(
        assembled.bookings, _money(figures.opening), _money(figures.closing), card=card
    )
    lines, problems = _lines(assembled.bookings, solution, period)
    head = account_values(head_of(scans, assembled.used), scans)
    values = [*head, *_figure_values(figures, convention, solution), *_period_values(period)]
    problems = [*figures.problems, *problems, *_missing(values, lines)]
    return Extraction(tuple(values), tuple(lines), statement_checks(values, lines), tuple(problems))


def is_card(scans: Sequence[Scan]) -> bool:
    """Tell whether the words of a document are those of a credit card statement."""
    found = {match for scan in scans for match in labels.CARD.findall(scan.folded)}
    return len(found) >= _CARD_VOTES


def _parts(period: Period) -> tuple[DateParts | None, DateParts | None]:
    start, end = (
        DateParts(bound.date.day, bound.date.month, bound.date.year) if bound else None
        for bound in (period.start, period.end)
    )
    return start, end


def _booked(assembled: Assembled) -> tuple[int, int]:
    rows = [booking.scan.index for booking in assembled.bookings]
    return (min(rows), max(rows)) if rows else (0, 0)


def _money(mention: Mention | None):
    return mention.money if mention else None


def _lines(bookings: Sequence[Booking], solution: Solution, period: Period) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    problems: list[str] = []
    for position, (booking, reading) in enumerate(zip(bookings, solution.readings, strict=True)):
        date = resolve(booking.day, period)
        confidence = _confidence(booking, reading, solution, position)
        first = len(lines) + 1
        lines += _lines_of(booking, reading, date, resolve(booking.value_day, period), confidence, first)
        problems += _problems_of(lines[first - 1], reading, confidence)
    return lines, problems


def _lines_of(booking, reading: Reading, date, value_date, confidence: float, number: int) -> list[Line]:
    split = reading.fee is not None and reading.amount not in (None, Decimal(0))
    amount = reading.amount if split or reading.fee is None else reading.moved
    line = Line(
        number,
        date,
        _text(booking.words),
        amount,
        None if split else reading.balance,
        value_date,
        _text(booking.reference),
        booking.account,
        confidence,
        booking.scan.page,
        booking.box,
    )
    if not split:
        return [line]
    fee = Line(
        number + 1,
        date,
        "Fee",
        reading.fee,
        reading.balance,
        None,
        "",
        booking.account,
        confidence,
        line.page,
        line.box,
    )
    return [line, fee]


def _text(words) -> str:
    return " ".join(word.text for word in words).strip()


def _confidence(booking: Booking, reading: Reading, solution: Solution, position: int) -> float:
    read = min((word.confidence for scan in booking.rows[:1] for word in scan.row.words), default=1.0)
    if reading.amount is None:
        return 0.3
    if position in solution.tied:
        base = 0.6
    elif position in solution.confirmed or solution.closes:
        base = 0.995
    elif not reading.sure:
        base = 0.75 if reading.rule == "word" else 0.5
    else:
        base = 0.92 if booking.placed.cells else 0.85
    if booking.day is None:
        base = min(base, 0.6)
    return base * (0.5 + 0.5 * read) if position not in solution.confirmed else base


def _problems_of(line: Line, reading: Reading, confidence: float) -> list[str]:
    problems = []
    if reading.amount is None:
        problems.append(f"The amount of line {line.number} could not be read.")
    elif not reading.sure and confidence < 0.7:
        problems.append(f"Nothing tells whether line {line.number} is money in or money out.")
    if line.date is None:
        problems.append(f"The date of line {line.number} could not be read.")
    return problems


def _figure_values(figures: Figures, convention: Convention, solution: Solution) -> list[Value]:
    values = []
    proved = solution.closes
    for name, mention in (("opening_balance", figures.opening), ("closing_balance", figures.closing)):
        amount = balance_value(mention.money, convention) if mention else None
        if mention is not None and amount is not None:
            sure = 0.995 if proved else 0.55 + 0.4 * mention.cover
            values.append(_figure(name, mention, plain(amount), sure))
    for name, mention in (("total_credits", figures.total_credits), ("total_debits", figures.total_debits)):
        if mention is not None:
            values.append(_figure(name, mention, plain(mention.money.magnitude), 0.5 + 0.45 * mention.cover))
    return values


def _figure(name: str, mention: Mention, normal: str, confidence: float) -> Value:
    money = mention.money
    return Value(
        name, money.text, normal, confidence, mention.scan.page, money.box, f"label {mention.kind.value}"
    )


def _period_values(period: Period) -> list[Value]:
    return [
        Value(name, bound.text, bound.date.isoformat(), bound.confidence, bound.page, bound.box, bound.rule)
        for name, bound in (("period_start", period.start), ("period_end", period.end))
        if bound is not None
    ]


def _missing(values: Sequence[Value], lines: Sequence[Line]) -> list[str]:
    present = {value.name for value in values}
    named = (
        ("opening_balance", "opening balance"),
        ("closing_balance", "closing balance"),
        ("account_number", "account number"),
        ("period_end", "period"),
    )
    problems = [f"The {text} could not be found." for name, text in named if name not in present]
    if not lines:
        problems.append("No bookings were found.")
    return problems
