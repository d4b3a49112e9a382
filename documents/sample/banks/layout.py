"""What every bank's layout is made of, and the pieces they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from documents.reading.types import DocumentType
from documents.sample.accounts import Account
from documents.sample.parties import initials
from documents.sample.sheet import GREY, Colour, Face, Sheet
from documents.sample.table import Style, Table
from documents.sample.types import SampleLine

SMALL = Face(size=6.5, colour=GREY)


@dataclass(frozen=True, slots=True)
class Page:
    """A statement being drawn: where, of what account, and the chance that varies it."""

    sheet: Sheet
    account: Account
    rnd: Random


@dataclass(frozen=True, slots=True)
class Layout:
    """A bank's way to print statements. `draw` returns the lines it printed."""

    name: str
    bank: str
    country: str
    draw: Callable[[Page], list[SampleLine]]
    type: DocumentType = DocumentType.BANK_STATEMENT
    size: str = "a4"
    fees: bool = False  # the bank takes its fee with each booking
    habits: str = ""
    by_column: bool = False
    newest_first: bool = False
    running: bool = True  # a balance stands in every row
    kind: str = "Cheque Account"
    prefix: str = ""  # account numbers begin with it
    digits: int = 10
    formal: bool = True  # the holder in capitals with initials
    iban_number: slice | None = None  # the account number is this part of the IBAN
    mask: str = ""  # a card's number is printed with this in its middle


def listing(
    page: Page, style: Style, *, y: float, top: float, bottom: float, head: Callable[[], None]
) -> Table:
    """Begin the table of bookings at `y`; each following page gets `head` and goes on at `top`."""

    def next_page() -> float:
        page.sheet.page_break()
        head()
        return top

    table = Table(page.sheet, style, y=y, bottom=bottom, next_page=next_page)
    table.heading()
    return table


def each_page(sheet: Sheet, draw: Callable[[int, int], None]) -> None:
    """Draw on every page, at the end, with its number and how many there are."""
    total = sheet.pages
    for number in range(1, total + 1):
        sheet.page = number
        draw(number, total)
    sheet.page = total


def holder_block(page: Page, x: float, y: float, face: Face, *, formal: bool = True) -> float:
    """Write the holder's name and address; return the base line after it."""
    holder = page.account.holder
    name = initials(holder) if formal and holder.person else holder.name
    page.sheet.text(x, y, name, face, value="account_holder")
    lines = [line.upper() if formal else line for line in holder.address]
    return page.sheet.block(x, y + face.size * 1.3, lines, face, leading=face.size * 1.3)


def holder_name(page: Page, *, formal: bool = True) -> str:
    """Return the holder's name as `holder_block` prints it."""
    holder = page.account.holder
    return initials(holder) if formal and holder.person else holder.name


def marketing(sheet: Sheet, y: float, text: str, colour: Colour) -> None:
    """Draw a broad box that advertises something, figures and all."""
    sheet.fill(36, y, sheet.width - 36, y + 44, colour)
    sheet.block(44, y + 14, text.split("|"), Face("Helvetica-Bold", 8, (1, 1, 1)), leading=11)


def grouped(number: str, *sizes: int, sign: str = " ") -> str:
    """Print a number in groups of the given sizes; the rest is the last group."""
    parts, place = [], 0
    for size in sizes:
        parts.append(number[place : place + size])
        place += size
    return sign.join([*parts, number[place:]] if place < len(number) else parts)
