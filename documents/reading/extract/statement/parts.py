"""Several accounts in one statement: where each begins, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.extract.statement.account import numbers_in
from documents.reading.extract.statement.assembly import repeated
from documents.reading.extract.statement.booking import Assembled, Mention
from documents.reading.extract.statement.labels import Kind
from documents.reading.extract.statement.table import Table
from documents.reading.extract.statement.tokens import Scan
from documents.reading.types import Value


@dataclass(frozen=True, slots=True)
class Part:
    """The rows `start` to `end` (exclusive) of a document that are about one account.

    `account` is its number; None and all rows where the document is about one account only.
    """

    account: Value | None
    start: int
    end: int

    def holds(self, index: int) -> bool:
        """Tell whether a row belongs to this account."""
        return self.start <= index < self.end


def parts_of(
    scans: Sequence[Scan], tables: Sequence[Table], assembled: Assembled, mentions: Sequence[Mention]
) -> list[Part]:
    """Cut a document where another account begins; one part where it has only one.

    An account of its own has a number before its bookings and balances of its own: numbers that are
    merely mentioned (a linked account, the running head) have not.
    """
    whole = [Part(None, 0, len(scans))]
    noise = repeated(scans, tables)
    places = numbers_in(scans, assembled.used | noise)
    begun = _begun(places, [booking.scan.index for booking in assembled.bookings])
    if len({value.normal for _, value in begun}) < 2:
        return whole
    starts = [index for index, _ in begun]
    ends = [*starts[1:], len(scans)]
    found = [Part(value, start, end) for (start, value), end in zip(begun, ends, strict=True)]
    return found if all(_has_balances(part, mentions) for part in found) else whole


def _has_balances(part: Part, mentions: Sequence[Mention]) -> bool:
    """Tell whether an opening and a closing balance stand in a part, by name or by their dates."""
    kinds = [mention.kind for mention in mentions if part.holds(mention.scan.index)]
    return len({Kind.OPENING, Kind.CLOSING} & set(kinds)) + kinds.count(Kind.DATED) > 1


def _begun(places: Sequence[tuple[int, Value]], booked: Sequence[int]) -> list[tuple[int, Value]]:
    """Return the numbers under which bookings stand, each where it begins."""
    found: list[tuple[int, Value]] = []
    for row in booked:
        before = [place for place in places if place[0] < row]
        if before and (not found or before[-1][1].normal != found[-1][1].normal):
            found.append(before[-1])
    return found
