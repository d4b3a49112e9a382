"""When a value read is the value labelled: one rule for each kind of value.

Amounts, dates, currencies and identifiers must be equal once both are written in canonical form; an account
number may come with its bank code before a slash or its currency behind. Names of people and companies are
right from a token similarity of 0.80 on, the limit under which the published receipt baselines were measured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from types import MappingProxyType

from documents.evaluation.truth import Comparison
from documents.reading.amounts import amount_parse
from documents.reading.dates import Order, date_parse

NAME_SIMILARITY = 0.80

_BY_ENDING: tuple[tuple[str, Comparison], ...] = (
    ("_name", Comparison.NAME),
    ("_date", Comparison.DATE),
    ("period_start", Comparison.DATE),
    ("period_end", Comparison.DATE),
    ("_holder", Comparison.NAME),
    ("_balance", Comparison.AMOUNT),
    ("_total", Comparison.AMOUNT),
    ("total_credits", Comparison.AMOUNT),
    ("total_debits", Comparison.AMOUNT),
    ("total_deductions", Comparison.AMOUNT),
    ("tax_deducted", Comparison.AMOUNT),
    ("amount_due", Comparison.AMOUNT),
    ("_pay", Comparison.AMOUNT),
    ("currency", Comparison.CURRENCY),
    ("account_number", Comparison.ACCOUNT),
    ("form_kind", Comparison.FORM_KIND),
)
# Codes by which the tax office abbreviates two of its schedules in file names.
_SCHEDULE_ALIASES = {"8": "8812", "EI": "EIC"}


def comparison_of(name: str) -> Comparison:
    """Return how values of this name are compared; identifiers are what no other rule claims."""
    return next((kind for ending, kind in _BY_ENDING if name.endswith(ending)), Comparison.IDENTIFIER)


def canonical(text: str, kind: Comparison, *, order: Order = Order.DMY) -> str | None:
    """Return a labelled text in the form that `Value.normal` has, or None where it means nothing.

    Args:
        text: the label as its source writes it.
        kind: how values of its name are compared.
        order: how the source writes all-digit dates.
    """
    clean = " ".join(text.split())
    if not clean:
        return None
    if kind is Comparison.AMOUNT:
        amount = _decimal(clean)
        return None if amount is None else f"{amount:f}"
    if kind is Comparison.DATE:
        date = date_parse(re.sub(r"^(\d{4}-\d\d-\d\d)[T ].*$", r"\1", clean), order=order)
        return date.isoformat() if date else None
    return clean


def same(expected: str, found: str, kind: Comparison) -> bool:
    """Return whether a canonical label and a canonical reading mean the same."""
    return _RULES[kind](expected, found)


def similarity(one: str, other: str) -> float:
    """Return how alike two names are (0..1), whatever their case, accents, marks and word order."""
    first, second = _tokens(one), _tokens(other)
    if not first or not second:
        return 0.0
    pairs = (
        (" ".join(sorted(first)), " ".join(sorted(second))),
        (" ".join(first), " ".join(second)),
        ("".join(first), "".join(second)),  # OCR loses and invents spaces
    )
    return max(SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in pairs)


def form_kind(text: str) -> str:
    """Return a tax form's identity in one spelling: "f1040sa" is "1040 SCHEDULE A"."""
    upper = re.sub(r"\b(?:FORM|IRS)\b", " ", text.upper()).replace("ARIZONA", "AZ")
    schedule = ""
    if match := re.search(r"\bSCHEDULE[\s-]*([A-Z0-9]+)|\bSCH[.\s-]+([A-Z0-9]+)", upper):
        schedule = match[1] or match[2]
        upper = upper.replace(match[0], " ")
    compact = re.sub(r"[^A-Z0-9]", "", upper)
    if match := re.fullmatch(r"F?(1040)S([A-Z0-9]{1,4})", compact):
        compact, schedule = match[1], match[2]
    compact = re.sub(r"^F(?=\d)", "", compact)
    schedule = _SCHEDULE_ALIASES.get(schedule, schedule)
    return f"{compact} SCHEDULE {schedule}" if schedule else compact


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        # Any currency mark before the digits will do here: labels write "RM 29.70" and "S$ 5".
        return amount_parse(re.sub(r"^[^\d(+-]+(?=[\d(+-])", "", text))


def _same_amount(expected: str, found: str) -> bool:
    one, other = _decimal(expected), _decimal(found)
    return one is not None and one == other


def _same_text(expected: str, found: str) -> bool:
    return expected.strip().upper() == found.strip().upper()


def _same_identifier(expected: str, found: str) -> bool:
    return bool(_compact(expected)) and _compact(expected) == _compact(found)


def _same_account(expected: str, found: str) -> bool:
    wanted = {_compact(expected), _compact(expected.rsplit("/", 1)[-1])}
    wanted |= {re.sub(r"(?<=\d)[A-Z]{3}$", "", text) for text in wanted}
    got = {_compact(found), _compact(found.rsplit("/", 1)[-1])}
    return bool((wanted & got) - {""})


def _same_name(expected: str, found: str) -> bool:
    return similarity(expected, found) >= NAME_SIMILARITY


def _same_form(expected: str, found: str) -> bool:
    return form_kind(expected) == form_kind(found)


def _compact(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


def _tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c)))


_RULES: Mapping[Comparison, Callable[[str, str], bool]] = MappingProxyType(
    {
        Comparison.AMOUNT: _same_amount,
        Comparison.CURRENCY: _same_text,
        Comparison.DATE: _same_text,
        Comparison.IDENTIFIER: _same_identifier,
        Comparison.ACCOUNT: _same_account,
        Comparison.NAME: _same_name,
        Comparison.FORM_KIND: _same_form,
    }
)
