"""The lines of a label file as expected lines, whatever their source calls date, amount and text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from documents.evaluation.comparison import canonical
from documents.evaluation.truth import Comparison, ExpectedLine
from documents.reading.dates import Order

_DATES = ("date", "booking_date", "transaction_date", "posting_date", "posted", "dtposted", "value_date")
_AMOUNTS = ("amount", "price_subtotal", "total", "line_total", "net_amount", "trnamt", "price", "price_unit")
_MONEY_IN = ("credit", "deposit", "money_in", "paid_in")
_MONEY_OUT = ("debit", "withdrawal", "money_out", "paid_out")
_TEXTS = ("description", "note", "name", "desc", "memo", "payee", "narration", "details")
# How the asserted bookings name their direction: the amount itself is always positive there.
_OUTWARD_KINDS = frozenset({"removal", "taxes", "fee", "interestcharge", "buy", "transfer_out"})


def expected_lines(lines: Sequence[Any], order: Order) -> tuple[ExpectedLine, ...]:
    """Return the labelled lines that carry an amount; headings and notes between them are none.

    Args:
        lines: what stands under "lines" in the label file.
        order: how the source writes all-digit dates.
    """
    built = (_line(line, order) for line in lines if isinstance(line, Mapping))
    return tuple(line for line in built if line is not None)


def decimal_of(value: Any) -> Decimal | None:
    """Return the amount of a number, a text or a {"amount": ...} of a label file, signed by its direction."""
    if isinstance(value, Mapping):
        amount = decimal_of(value.get("amount", value.get("value")))
        return _signed(amount, value) if amount is not None else None
    if isinstance(value, bool) or value is None:
        return None
    text = canonical(str(value), Comparison.AMOUNT)
    return None if text is None else Decimal(text)


def _line(line: Mapping[str, Any], order: Order) -> ExpectedLine | None:
    amount = _amount(line)
    if amount is None:
        return None
    date = canonical(str(_first(line, _DATES) or ""), Comparison.DATE, order=order)
    return ExpectedLine(
        amount=amount,
        date=_date(date),
        description=" ".join(str(_first(line, _TEXTS) or "").split()),
        balance=decimal_of(line.get("balance", line.get("running_balance"))),
        account_index=index if isinstance(index := line.get("stmt"), int) else None,
    )


def _amount(line: Mapping[str, Any]) -> Decimal | None:
    amount = decimal_of(_first(line, _AMOUNTS))
    if amount is not None:
        return _signed(amount, line)
    money_in, money_out = decimal_of(_first(line, _MONEY_IN)), decimal_of(_first(line, _MONEY_OUT))
    if money_in is None and money_out is None:
        return None
    return (money_in or Decimal(0)) - abs(money_out or Decimal(0))


def _signed(amount: Decimal, line: Mapping[str, Any]) -> Decimal:
    direction = str(line.get("cdtdbt", line.get("direction", ""))).upper()
    outward = direction.startswith(("DBIT", "DEBIT")) or str(line.get("kind", "")).lower() in _OUTWARD_KINDS
    return -amount if outward and amount > 0 else amount


def _first(line: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((line[key] for key in keys if line.get(key) not in (None, "")), None)


def _date(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
