"""MT940 customer statements, several in a file."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from documents.sample.accounts import Account, Booking


def mt940(accounts: Sequence[Account], *, structured: bool, wrapped: bool = False) -> bytes:
    """Return a file with a statement per account.

    `structured` writes the purpose in numbered subfields as German banks do; `wrapped` adds SWIFT blocks.
    """
    messages = [_message(account, index, structured=structured) for index, account in enumerate(accounts, 1)]
    if wrapped:
        messages = [
            f"{{1:F01DRKNZAJJAXXX0000000000}}{{2:I940DRKNZAJJXXXXN}}{{4:\r\n{text}-}}" for text in messages
        ]
        return "\r\n".join(messages).encode("ascii")
    return "-\r\n".join([*messages, ""]).encode("ascii")


def purpose(booking: Booking) -> str:
    """Return a booking's text as the file says it: in ASCII, lines joined with spaces."""
    return _ascii(" ".join(booking.text))


def short_purpose(booking: Booking) -> str:
    """Return a booking's text as its numbered subfields of 27 characters say it."""
    return " ".join(_pieces(booking))


def _message(account: Account, index: int, *, structured: bool) -> str:
    lines = [
        f":20:STMT{account.end:%y%m%d}{index:02d}",
        f":25:{account.iban or account.number}",
        f":28C:{account.statement_number:05d}/001",
        _balance(":60F:", account, account.opening, opening=True),
    ]
    for booking in account.bookings:
        lines += _booking(booking, structured=structured)
    lines.append(_balance(":62F:", account, account.closing, opening=False))
    lines.append(_balance(":64:", account, account.closing + 500, opening=False))
    return "\r\n".join(lines) + "\r\n"


def _balance(tag: str, account: Account, amount: Decimal, *, opening: bool) -> str:
    day = account.start if opening else account.end
    return f"{tag}{'D' if amount < 0 else 'C'}{day:%y%m%d}{account.currency}{_amount(amount)}"


def _booking(booking: Booking, *, structured: bool) -> list[str]:
    mark = "C" if booking.amount > 0 else "D"
    valued = booking.value_date or booking.date
    turn = f"{valued:%y%m%d}{booking.date:%m%d}{mark}{_amount(booking.amount)}"
    head = f":61:{turn}NTRF{booking.reference or 'NONREF'}"
    if not structured:
        return [head, *textwrap.wrap(f":86:{purpose(booking)}", 65, break_on_hyphens=False)]
    code, title = ("166", "GUTSCHRIFT") if mark == "C" else ("105", "LASTSCHRIFT")
    fields = [f":86:{code}?00{title}", *(f"?{20 + n}{text}" for n, text in enumerate(_pieces(booking)))]
    return [head, *_joined(fields)]


def _pieces(booking: Booking) -> list[str]:
    return [_ascii(line)[:27] for line in booking.text]


def _joined(fields: list[str]) -> list[str]:
    """Fill lines of 65 characters with whole subfields."""
    lines = [fields[0]]
    for field in fields[1:]:
        if len(lines[-1]) + len(field) <= 65:
            lines[-1] += field
        else:
            lines.append(field)
    return lines


def _amount(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")


def _ascii(text: str) -> str:
    plain = text.replace("ß", "ss").replace("€", "EUR").replace("ø", "o")
    folded = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in folded if ord(char) < 128 and not unicodedata.combining(char))
