"""The entries of a CAMT statement as bookings: one for each entry, its transactions in the description."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from documents.reading.structured.model import Booking
from documents.reading.structured.printed import amount_of
from documents.reading.structured.tree import Node

_NO_REFERENCE = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED"}
_COUNTED = {"", "BOOK"}
_MOST_DETAILS = 20  # of a batch payment so many transactions are described


def bookings_of(statement: Node, problems: list[str]) -> list[Booking]:
    """Return the entries of a statement in their order, pending ones marked as such.

    Args:
        statement: the Stmt, Rpt or Ntfctn element.
        problems: takes a sentence for what could not be read.
    """
    bookings = [_booking(entry) for entry in statement.all("Ntry")]
    for number, booking in enumerate(bookings, start=1):
        if booking.amount is None:
            problems.append(f"The amount of entry {number} cannot be read.")
        if booking.date is None and not booking.pending:
            problems.append(f"Entry {number} has no booking date.")
    pending = sum(booking.pending for booking in bookings)
    if pending:
        problems.append(f"{pending} of {len(bookings)} entries are not booked yet and count in no sum.")
    return bookings


def signed(parent: Node) -> Decimal | None:
    """Return the amount of an entry or a balance, negative where it is a debit.

    The indicator gives the direction of the entry itself, also of a reversal, so that a reversal is not
    turned round again. Source: ISO 20022, ReportEntry, ReversalIndicator.
    """
    amount = amount_of(parent.text_at("Amt"), ".")
    if amount is None:
        return None
    return -amount if parent.text_at("CdtDbtInd") == "DBIT" else amount


def _booking(entry: Node) -> Booking:
    status = entry.text_at("Sts/Cd", "Sts/Prtry", "Sts")
    value_date = _date(entry, "ValDt")
    return Booking(
        date=_date(entry, "BookgDt") or value_date,
        description=_description(entry),
        amount=signed(entry),
        span=entry.span,
        value_date=value_date,
        reference=_reference(entry),
        pending=status not in _COUNTED,
    )


def _date(entry: Node, name: str) -> dt.date | None:
    text = entry.text_at(f"{name}/Dt", f"{name}/DtTm")
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _description(entry: Node) -> str:
    details = list(entry.each("NtryDtls/TxDtls"))
    parts = list(_described(entry, details))
    if len(details) > _MOST_DETAILS:
        parts.append(f"and {len(details) - _MOST_DETAILS} more transactions")
    text = " ".join(dict.fromkeys(part for part in parts if part)) or _kind(entry)
    reversal = entry.text_at("RvslInd") in {"true", "1"}
    return f"Reversal {text}".strip() if reversal else text


def _described(entry: Node, details: list[Node]) -> Iterator[str]:
    credit = entry.text_at("CdtDbtInd") != "DBIT"
    for detail in details[:_MOST_DETAILS]:
        yield _party(detail, credit=credit)
        yield " ".join(node.text for node in detail.each("RmtInf/Ustrd"))
        yield from (node.text for node in detail.each("RmtInf/Strd/AddtlRmtInf"))
        yield _structured_reference(detail)
        yield detail.text_at("AddtlTxInf")
    yield entry.text_at("AddtlNtryInf")
    count = entry.text_at("NtryDtls/Btch/NbOfTxs") or str(len(details))
    if count not in {"0", "1"}:
        yield f"({count} transactions)"


def _kind(entry: Node) -> str:
    """Return the bank's code for the kind of transaction, for entries that say nothing else."""
    paths = ("Prtry/Cd", "Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")
    return " ".join(filter(None, (entry.text_at(f"BkTxCd/{path}") for path in paths)))


def _party(detail: Node, *, credit: bool) -> str:
    """Return the name of the other side: who paid a credit, who was paid by a debit."""
    roles = ("UltmtDbtr", "Dbtr") if credit else ("UltmtCdtr", "Cdtr")
    names = [detail.text_at(f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm") for role in roles]
    return " for ".join(dict.fromkeys(name for name in reversed(names) if name))


def _structured_reference(detail: Node) -> str:
    return " ".join(node.text for node in detail.each("RmtInf/Strd/CdtrRefInf/Ref"))


def _reference(entry: Node) -> str:
    """Return what the other side knows the payment by, else the bank's own reference."""
    details = list(entry.each("NtryDtls/TxDtls"))
    known = [
        reference
        for detail in details[:1]
        for reference in (_structured_reference(detail), detail.text_at("Refs/EndToEndId"))
        if len(details) == 1
    ]
    batch = entry.text_at("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")
    own = [batch, entry.text_at("AcctSvcrRef"), entry.text_at("NtryRef")]
    return next((text for text in [*known, *own] if text.upper() not in _NO_REFERENCE), "")
