"""Which labelled values were read, and whether the text held those that were not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from documents.evaluation.boxes import box_match
from documents.evaluation.comparison import NAME_SIMILARITY, canonical, same, similarity
from documents.evaluation.outcomes import Found, ValueOutcome
from documents.evaluation.truth import Comparison, ExpectedValue, Truth
from documents.reading.dates import Order
from documents.reading.types import Reading, Value


def match_values(truth: Truth, reading: Reading) -> tuple[ValueOutcome, ...]:
    """Compare every labelled value with what was read under its name.

    Of several readings of one name the surest of each account counts; a label that does not name the
    account is right if the value of one of the accounts is.
    """
    accounts = _accounts(reading)
    return tuple(
        outcome
        for expected in truth.values
        if (outcome := _match(expected, truth, reading, accounts)) is not None
    )


def _match(
    expected: ExpectedValue, truth: Truth, reading: Reading, accounts: Sequence[str]
) -> ValueOutcome | None:
    candidates = _surest_of_each_account(_candidates(expected, reading.extraction.values, accounts))
    if expected.absent:
        return _invented(expected, candidates)
    shown = " | ".join(expected.texts)
    in_text = _in_text(expected, reading)
    if expected.weak and not in_text:
        return None
    if not candidates:
        return ValueOutcome(expected.name, Found.MISSING, shown, in_text=in_text)
    right = next((value for value in candidates if _is_right(expected, value)), None)
    value = right or max(candidates, key=lambda candidate: candidate.confidence)
    placed = box_match(value, truth.boxes, reading.pages) if right else None
    return ValueOutcome(
        name=expected.name,
        result=Found.RIGHT if right else Found.WRONG,
        expected=shown,
        found=value.normal,
        confidence=value.confidence,
        rule=value.rule,
        box_overlap=placed[0] if placed else None,
        box_hit=placed[1] if placed else None,
        in_text=in_text,
    )


def _invented(expected: ExpectedValue, candidates: Sequence[Value]) -> ValueOutcome | None:
    if not candidates:
        return None
    value = candidates[0]
    return ValueOutcome(expected.name, Found.INVENTED, "", value.normal, value.confidence, value.rule)


def _accounts(reading: Reading) -> list[str]:
    extraction = reading.extraction
    named = [value.account for value in extraction.values] + [line.account for line in extraction.lines]
    return [account for account in dict.fromkeys(named) if account]


def _candidates(expected: ExpectedValue, values: Sequence[Value], accounts: Sequence[str]) -> list[Value]:
    named = [value for value in values if value.name == expected.name]
    if expected.account_index is None or expected.account_index >= len(accounts):
        return named
    account = accounts[expected.account_index]
    return [value for value in named if value.account in (account, "")] or named


def _surest_of_each_account(values: Sequence[Value]) -> list[Value]:
    surest: dict[str, Value] = {}
    for value in values:
        known = surest.get(value.account)
        if known is None or value.confidence > known.confidence:
            surest[value.account] = value
    return list(surest.values())


def _is_right(expected: ExpectedValue, value: Value) -> bool:
    return any(same(text, value.normal, expected.comparison) for text in expected.texts)


def _in_text(expected: ExpectedValue, reading: Reading) -> bool | None:
    text = "\n".join(page.text for page in reading.pages)
    if not text.strip() or expected.comparison is Comparison.CURRENCY:
        return None  # a currency is printed as its sign, or follows from the country
    return any(_holds(text, wanted, expected.comparison) for wanted in expected.texts)


def _holds(text: str, wanted: str, kind: Comparison) -> bool:
    if kind is Comparison.NAME:
        lines = [line for line in text.splitlines() if line.strip()]
        joined = (f"{upper} {lower}" for upper, lower in pairwise(lines))
        inside = bool(_compact(wanted)) and _compact(wanted) in _compact(text)
        return inside or any(similarity(wanted, piece) >= NAME_SIMILARITY for piece in chain(lines, joined))
    if kind is Comparison.AMOUNT:
        tokens = re.findall(r"[\d.,' ]*\d", text)
        return any(_reads_as(token, wanted, kind) for token in dict.fromkeys(tokens))
    if kind is Comparison.DATE:
        return any(_reads_as(token, wanted, kind) for token in _date_tokens(text))
    return _compact(wanted) in _compact(text)


def _reads_as(token: str, wanted: str, kind: Comparison) -> bool:
    orders = (Order.DMY, Order.MDY) if kind is Comparison.DATE else (Order.DMY,)
    texts = (canonical(token, kind, order=order) for order in orders)
    sign_free = wanted.lstrip("-")
    return any(text is not None and same(sign_free, text, kind) for text in texts)


def _date_tokens(text: str) -> Iterator[str]:
    yield from re.findall(r"\d{1,4}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{2,4}", text)
    yield from re.findall(r"\d{1,2}[ .-]*[^\W\d_]{3,10}[ .,'-]*\d{2,4}", text)
    yield from re.findall(r"[^\W\d_]{3,10}[ .-]*\d{1,2},?\s*\d{4}", text)
    yield from re.findall(r"\b\d{8}\b", text)


def _compact(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
