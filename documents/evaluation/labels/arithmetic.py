"""Whether the statements of a label file add up, where the labels can tell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.evaluation.truth import ExpectedLine, ExpectedValue


def reconciles(values: Sequence[ExpectedValue], lines: Sequence[ExpectedLine]) -> bool | None:
    """Return whether opening plus lines is closing in every statement of the labels.

    Args:
        values: the labelled values, among them opening_balance and closing_balance.
        lines: all lines of the document.

    Returns:
        None where balances are missing. Labels that do not tell the statements of a file apart can prove that
        it adds up, but not that it does not: the lines may be those of several statements.
    """
    indexes = {line.account_index for line in lines} | {value.account_index for value in values}
    answers = [
        _adds_up(index, values, lines) for index in sorted(indexes, key=lambda i: -1 if i is None else i)
    ]
    if any(answer is False for answer in answers):
        return False
    return True if answers and all(answers) else None


def _adds_up(
    index: int | None, values: Sequence[ExpectedValue], lines: Sequence[ExpectedLine]
) -> bool | None:
    opening = _amount("opening_balance", index, values)
    closing = _amount("closing_balance", index, values)
    if opening is None or closing is None:
        return None
    booked = sum((line.amount for line in lines if line.account_index == index), Decimal(0))
    if opening + booked == closing:
        return True
    return None if index is None else False


def _amount(name: str, index: int | None, values: Sequence[ExpectedValue]) -> Decimal | None:
    texts = (v.texts[0] for v in values if v.name == name and v.account_index == index and v.texts)
    return next((Decimal(text) for text in texts), None)
