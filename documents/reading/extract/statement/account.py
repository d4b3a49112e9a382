"""Who holds which account at which bank: the values of a statement's head, beside or under their labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from documents.reading.amounts import CURRENCY_CODES, currency_code
from documents.reading.extract.statement.head import Head, cell_at, head_of, near, value_of
from documents.reading.extract.statement.head_words import (
    ACCOUNT_LABELS,
    CURRENCY_LABELS,
    DOLLAR_COUNTRIES,
    STATEMENT_NUMBER_LABELS,
)
from documents.reading.extract.statement.parties import find_bank, find_holder
from documents.reading.extract.statement.tokens import Scan
from documents.reading.layout import Cell, Label, fold, value_below, value_right_of
from documents.reading.types import Value

_NUMBER = r"(?<![\w])[A-Z]{0,4}[-./ ]?[\dxX*•#][\dxX*•#./ -]*[\dxX*•#](?:[ ]?[A-Z]{3}\b)?"
_STATEMENT_NUMBER = r"\d{1,6}(?: ?/ ?\d{1,6})?(?![\w.,])|[A-Z]{0,3}-?\d{2,12}(?![\w.,])"
_NUMBERED = re.compile(r"n[°ºr]|n[o.](?!\w)|num|nom|volg|sheet|#")
_SORT_CODE = re.compile(r"^\d\d-\d\d-\d\d\s+(?=\d{6,})")
_IBAN = re.compile(r"(?<![A-Z0-9])([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})(?![A-Z0-9])")


def account_values(head: Head, scans: Sequence[Scan]) -> list[Value]:
    """Find account number, holder, bank, IBAN, statement number and currency."""
    iban = find_iban(head)
    found = [
        find_account_number(head, iban),
        find_holder(head),
        find_bank(head),
        iban,
        find_statement_number(head),
        find_currency(head, scans),
    ]
    return [value for value in found if value is not None]


def numbers_in(scans: Sequence[Scan], excluded: set[int]) -> list[tuple[int, Value]]:
    """Return every number of an account with the row of its label, in order."""
    where = {id(scan.row): scan.index for scan in scans}
    labels = head_of(scans, excluded).labels(ACCOUNT_LABELS)
    found = [(where[id(label.row)], value) for label in labels if (value := _number_at(label)) is not None]
    return sorted(found, key=lambda place: place[0])


def find_account_number(head: Head, iban: Value | None) -> Value | None:
    """Find the number of the account or card beside or under its label; a lone IBAN is one as well."""
    for label in head.labels(ACCOUNT_LABELS):
        if (value := _number_at(label)) is not None:
            return value
    if iban is None:
        return None
    sure = 0.95 if iban.rule == "account label" else 0.85
    return Value("account_number", iban.text, iban.normal, sure, iban.page, iban.box, iban.rule)


def _number_at(label: Label) -> Value | None:
    weak = label.rank == len(ACCOUNT_LABELS) - 1
    right, below = value_right_of(label, _NUMBER), value_below(label, _NUMBER)
    if right is not None and _is_number(right.text) and near(label, right):
        sure = 0.85 if weak else 0.97
        fits = not weak or _adjoins(label, right)
        return value_of("account_number", right, identifier(right.text), sure, "right") if fits else None
    if below is not None and not weak and _is_number(below.text):
        return value_of("account_number", below, identifier(below.text), 0.9, "below")
    return None


def _adjoins(label: Label, cell: Cell) -> bool:
    """Tell whether nothing stands between a label and its value."""
    between = [word for word in label.row.words[label.end :] if word.box.x1 <= cell.box.x0 + 1e-6]
    return not any(re.search(r"\w", word.text) for word in between)


def identifier(text: str) -> str:
    """Return a number without the spaces and dashes that group it, and without a sort code before it."""
    own = _SORT_CODE.sub("", re.sub(r" [A-Z]{3}$", "", text.strip()))
    return re.sub(r"[ .\-]", "", own)


def find_iban(head: Head) -> Value | None:
    """Find the account's own IBAN: valid, and first of all beside its label or that of the account."""
    best: tuple[float, Value] | None = None
    for rows in head.pages:
        for row in rows:
            for match in _IBAN.finditer(row.text.upper()):
                compact = _trimmed(match[1])
                if compact is None:
                    continue
                cell = cell_at(row, match.start(1), match.end(1))
                before = fold(row.text[: match.start(1)])
                labelled = "iban" in before
                account = bool(
                    re.search(r"(?:rekening|konto|account|compte|cuenta|conto)\w*\W*(?:iban)?\W*$", before)
                )
                score = 0.9 + 0.08 * labelled + 0.06 * account - 0.02 * (row.page - 1)
                rule = "account label" if account and not labelled else "iban"
                if best is None or score > best[0]:
                    best = (score, value_of("iban", cell, compact, min(score, 0.99), rule))
    return best[1] if best else None


def find_statement_number(head: Head) -> Value | None:
    """Find the number of the statement."""
    for label in head.labels(STATEMENT_NUMBER_LABELS):
        below = value_below(label, _STATEMENT_NUMBER) if _NUMBERED.search(fold(label.text)) else None
        for cell in (value_right_of(label, _STATEMENT_NUMBER), below):
            if cell is not None and near(label, cell) and not re.fullmatch(r"(?:19|20)\d\d", cell.text):
                return value_of("statement_number", cell, re.sub(r"\s", "", cell.text), 0.93, "label")
    return None


def find_currency(head: Head, scans: Sequence[Scan]) -> Value | None:
    """Find the currency by label, else by the codes and symbols printed with amounts."""
    codes = "|".join(sorted(CURRENCY_CODES))
    for label in head.labels(CURRENCY_LABELS):
        for cell in (value_right_of(label, rf"\b(?:{codes})\b"), value_below(label, rf"\b(?:{codes})\b")):
            if cell is not None and near(label, cell):
                return value_of("currency", cell, cell.text, 0.98, "label")
    found = (_currency_of_amounts(scans), _currency_in_text(scans, codes), _dollars(scans))
    return max((value for value in found if value is not None), key=lambda v: v.confidence, default=None)


def _currency_of_amounts(scans: Sequence[Scan]) -> Value | None:
    printed = [(money, scan) for scan in scans for money in scan.money if money.currency]
    counts = Counter(money.currency for money, _ in printed)
    if not counts:
        return None
    code, count = counts.most_common(1)[0]
    money, scan = next((money, scan) for money, scan in printed if money.currency == code)
    total = sum(len(scan.money) for scan in scans)
    sure = 0.97 if count >= 0.8 * sum(counts.values()) and count >= 0.5 * total else 0.8
    return Value("currency", money.text, code, sure, scan.page, money.box, "amounts")


def _currency_in_text(scans: Sequence[Scan], codes: str) -> Value | None:
    """Find "in EUR", "(ZAR)", "Amount (R)" and the like in headings, then any code."""
    patterns = (
        rf"(?:in|en|\() ?({codes})\b",
        r"\((R|€|£|Rands?|Euros?)\)",
        rf"\b({codes})\b",
        r"(?:^|\s)(€|£)(?:\s|$)",
    )
    for sure, pattern in zip((0.95, 0.95, 0.8, 0.8), patterns, strict=True):
        for scan in scans:
            if match := re.search(pattern, scan.row.text):
                cell = cell_at(scan.row, match.start(1), match.end(1))
                code = {"Rand": "ZAR", "Rands": "ZAR", "Euro": "EUR", "Euros": "EUR"}.get(
                    match[1]
                ) or currency_code(match[1])
                return value_of("currency", cell, code, sure, "text")
    return None


def _dollars(scans: Sequence[Scan]) -> Value | None:
    """Read a bare dollar sign by what the text says of the country, with the doubt that belongs to it."""
    for scan in scans:
        for money in scan.money:
            if "$" in money.text:
                code, sure = _dollar_country(scans)
                return Value("currency", money.text, code, sure, scan.page, money.box, "dollar sign")
    return None


def _dollar_country(scans: Sequence[Scan]) -> tuple[str, float]:
    counts = {
        code: sum(1 for scan in scans if pattern.search(scan.folded))
        for code, pattern in DOLLAR_COUNTRIES.items()
    }
    code = max(counts, key=lambda each: counts[each])
    return (code, 0.88) if counts[code] else ("USD", 0.6)


def _is_number(text: str) -> bool:
    digits = len(re.findall(r"[\d*xX•#]", text))
    return digits >= 5 and not re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", text.strip())


def _trimmed(text: str) -> str | None:
    """Return the longest valid IBAN at the beginning of a run of letters and digits."""
    compact = text.replace(" ", "")
    for length in range(min(len(compact), 34), 14, -1):
        if _valid_iban(compact[:length]):
            return compact[:length]
    return None


def _valid_iban(text: str) -> bool:
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
