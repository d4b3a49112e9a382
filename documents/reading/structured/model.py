"""What the readers of structured formats collect, and how it becomes one extraction with places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from documents.reading.text_grid import TextGrid
from documents.reading.types import CheckResult, DocumentType, Extraction, Line, PageText, Value

SURE = 0.99  # the format names the value and gives it outright
_MOST_OF_DRAFT, _MOST_OF_FILE = 20, 60  # problems that are told one by one
_LONGEST_TEXT, _LONGEST_DESCRIPTION = 500, 2000  # letters
_INCOMPLETE = 0.5  # a line whose date or amount could not be read
Checks = Callable[[Sequence[Value], Sequence[Line]], tuple[CheckResult, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """A passage of the laid out text, from column `start` of `line` to before `end` of the last line.

    Lines and columns are counted from 0.
    """

    line: int
    start: int
    end: int
    last_line: int | None = None

    def to(self, other: Span) -> Span:
        """Return the passage from the start of this one to the end of a later one."""
        last = other.line if other.last_line is None else other.last_line
        return Span(self.line, self.start, other.end, last)


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its place in the laid out text; the fields are those of `Value`."""

    name: str
    text: str
    normal: str
    span: Span
    confidence: float = SURE
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """A line with its place in the laid out text; the fields are those of `Line`.

    A pending booking is listed, but counts in no sum.
    """

    date: dt.date | None
    description: str
    amount: Decimal | None
    span: Span
    balance: Decimal | None = None
    value_date: dt.date | None = None
    reference: str = ""
    confidence: float = SURE
    pending: bool = False


@dataclass(slots=True)
class Draft:
    """One statement or one invoice of a file, as far as it has been read."""

    values: list[Found] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        text: str,
        span: Span,
        rule: str,
        *,
        normal: str | None = None,
        confidence: float = SURE,
    ) -> None:
        """Take a text value, with single spaces; an empty one is none, and the first of a name counts."""
        text = " ".join(text.split())[:_LONGEST_TEXT]
        normal = text if normal is None else normal[:_LONGEST_TEXT]
        if text and not self.has(name):
            self.values.append(Found(name, text, normal, span, confidence, rule))

    def add_amount(
        self, name: str, amount: Decimal | None, text: str, span: Span, rule: str, *, confidence: float = SURE
    ) -> None:
        """Take an amount; None is reported, since the file prints something there that is no amount."""
        if amount is not None:
            self.add(name, text, span, rule, normal=plain(amount), confidence=confidence)
        elif text.strip():
            self.problems.append(f"The {name.replace('_', ' ')} {text.strip()!r} is not an amount.")

    def add_date(
        self, name: str, date: dt.date | None, text: str, span: Span, rule: str, *, confidence: float = SURE
    ) -> None:
        """Take a date; None is reported, since the file prints something there that is no date."""
        if date is not None:
            self.add(name, text, span, rule, normal=date.isoformat(), confidence=confidence)
        elif text.strip():
            self.problems.append(f"The {name.replace('_', ' ')} {text.strip()!r} is not a date.")

    def has(self, name: str) -> bool:
        """Tell whether a value of this name was taken."""
        return any(found.name == name for found in self.values)

    def get(self, name: str) -> str:
        """Return the canonical form of a value, or the empty string."""
        return next((found.normal for found in self.values if found.name == name), "")


@dataclass(frozen=True, slots=True)
class StructuredReading:
    """What a file with declared structure says: its type, its content, and pages to show it on."""

    label: DocumentType
    extraction: Extraction
    pages: tuple[PageText, ...]


def plain(amount: Decimal) -> str:
    """Return an amount as a plain decimal with a dot, never with an exponent."""
    return format(amount, "f")


def assemble(
    label: DocumentType,
    text: str,
    drafts: Sequence[Draft],
    checks: Checks,
    problems: Sequence[str] = (),
) -> StructuredReading:
    """Give the drafts of a file their numbers, places and checks.

    Args:
        label: the type of the document.
        text: the text that the spans of the drafts refer to.
        drafts: the statements or invoices in the order of the file.
        checks: the arithmetic, which is called once for each draft without its pending bookings.
        problems: sentences about the file as a whole.
    """
    grid = TextGrid.of(text)
    values: list[Value] = []
    lines: list[Line] = []
    results: list[CheckResult] = []
    sentences = list(problems)
    for account, draft in zip(_accounts(drafts), drafts, strict=True):
        own_values = [_value(grid, found, account) for found in draft.values]
        own_lines = list(_lines(grid, draft, account, len(lines)))
        values += own_values
        lines += own_lines
        booked = [line for line in own_lines if line.account == account]
        results += [replace(result, account=account) for result in checks(own_values, booked)]
        sentences += [
            f"Account {account}: {text}" if account else text for text in _few(draft.problems, _MOST_OF_DRAFT)
        ]
    extraction = Extraction(
        tuple(values), tuple(lines), tuple(results), tuple(_few(sentences, _MOST_OF_FILE))
    )
    return StructuredReading(label, extraction, grid.pages())


def unrecognised(text: str, problem: str) -> StructuredReading:
    """Return the reading of a file whose pages can be shown, but which holds nothing we know."""
    return assemble(DocumentType.OTHER, text, (), lambda _values, _lines: (), (problem,))


def _few(problems: Sequence[str], most: int) -> list[str]:
    """Return the different problems, or the first of them and how many more there are."""
    distinct = list(dict.fromkeys(problem[:_LONGEST_TEXT] for problem in problems))
    more = len(distinct) - most
    return [*distinct[:most], f"There are {more} more problems like these."] if more > 0 else distinct


def _accounts(drafts: Sequence[Draft]) -> list[str]:
    """Return a key for each draft that tells them apart without giving the account away: "2: ...5678"."""
    if len(drafts) == 1:
        return [""]
    tails = [draft.get("account_number")[-4:] for draft in drafts]
    return [f"{number}: ...{tail}" if tail else f"{number}" for number, tail in enumerate(tails, start=1)]


def _value(grid: TextGrid, found: Found, account: str) -> Value:
    page, box = grid.place(found.span.line, found.span.start, found.span.end, found.span.last_line)
    return Value(
        found.name, found.text, found.normal, found.confidence, page, box, found.rule, account=account
    )


def _lines(grid: TextGrid, draft: Draft, account: str, before: int) -> Iterator[Line]:
    dated = any(booking.date for booking in draft.bookings)  # the positions of invoices are not
    for number, booking in enumerate(draft.bookings, start=before + 1):
        page, box = grid.place(
            booking.span.line, booking.span.start, booking.span.end, booking.span.last_line
        )
        whole = booking.amount is not None and (booking.date is not None or not dated)
        yield Line(
            number,
            booking.date,
            booking.description[:_LONGEST_DESCRIPTION],
            booking.amount,
            booking.balance,
            booking.value_date,
            booking.reference[:_LONGEST_TEXT],
            f"{account} pending".strip() if booking.pending else account,
            booking.confidence if whole else min(booking.confidence, _INCOMPLETE),
            page,
            box,
        )
