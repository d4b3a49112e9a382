"""Which of the numbers on the pages is the number of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.reading.extract.billing.currencies import mark_of
from documents.reading.extract.billing.figures import close_together, words_between
from documents.reading.extract.billing.headings import headings_at, headings_in
from documents.reading.extract.billing.party_words import looks_like_address
from documents.reading.extract.billing.printed_dates import spans_of_dates
from documents.reading.extract.vocabulary.headings import Heading
from documents.reading.layout import Row
from documents.reading.types import Box, Value, Word

_RUN = re.compile(r"(?<![\w/\\])(?<!\d[,.])(?=[\w/\\.+-]*\d)[#(]?[\w+][\w/\\.+-]*(?<![.-])(?![,.]\d)")
_LABEL_INSIDE = re.compile(r"^(?:no|nr|num|inv|n)[.:]+(?=\w*\d)", re.IGNORECASE)
_SERIES = re.compile(r"(?<![\w/.-])([A-Z]{2,4}) $")
_ABBREVIATED = frozenset({"NR", "NO", "NUM", "AUTH", "CODE", "TYPE", "UNIT", "SITE"})
_MONEY = re.compile(r"^[+-]?\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$|^[A-Z]{1,3}\d+[.,]\d{2}$")
_TIME = re.compile(r"^\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ap]m)?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_BANK = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{8,}$")
_EITHER = frozenset({Heading.RECEIPT_NUMBER, Heading.OTHER_NUMBER})
MOST_NUMBERS = 250


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A run of letters, digits and marks with at least one digit."""

    text: str
    words: tuple[Word, ...]
    row: Row
    row_index: int
    start: int
    end: int

    @property
    def box(self) -> Box:
        """Return the place of the number."""
        return Box.around([word.box for word in self.words])


def numbers_of(document: Sequence[Row]) -> list[PrintedNumber]:
    """Return all runs with a digit that are neither dates, times, rates nor sums of money."""
    found: list[PrintedNumber] = []
    for index, row in enumerate(document):
        found.extend(_numbers_of_row(row, index))
        if len(found) >= MOST_NUMBERS:
            break
    return found


def number_evidence(document: Sequence[Row], numbers: Sequence[PrintedNumber]) -> list[dict[str, float]]:
    """Return for each run what speaks for its being the document's number."""
    prints = Counter(number.text for number in numbers)
    return [_evidence(document, number, prints[number.text]) for number in numbers]


def number_value(name: str, number: PrintedNumber, probability: float) -> Value:
    """Return a number as a value."""
    return Value(
        name=name,
        text=number.text,
        normal=number.text.replace(" ", ""),
        confidence=round(probability, 3),
        page=number.row.page,
        box=number.box,
        rule="number by its label and place",
    )


def _numbers_of_row(row: Row, index: int) -> Iterable[PrintedNumber]:
    dates = spans_of_dates(row.text)
    for match in _RUN.finditer(row.text):
        start, end = match.span()
        text = match[0]
        if text[0] in "#(":
            start, text = start + 1, text[1:]
        if label := _LABEL_INSIDE.match(text):
            start, text = start + label.end(), text[label.end() :]
        if series := _series(row, start):
            start, text = start - len(series) - 1, f"{series} {text}"
        if any(start < stop and end > begin for begin, stop in dates) or not _could_be_number(
            text, row.text[end:]
        ):
            continue
        yield PrintedNumber(text, tuple(words_between(row, start, end)), row, index, start, end)


def _series(row: Row, start: int) -> str:
    """Return the capitals in front that belong to the number ("Fatura FT 2024/77"), unless they label it."""
    found = _SERIES.search(row.text[:start])
    if not found or found[1] in _ABBREVIATED or headings_in(found[1]) or mark_of(found[1]):
        return ""
    together = list(words_between(row, found.start(1), start + 1))
    return found[1] if close_together(together) else ""


def _could_be_number(text: str, behind: str) -> bool:
    if not any(character.isdigit() for character in text) or len(text) > 35 or re.match(r"\s?%", behind):
        return False
    return not (_MONEY.match(text) or _TIME.match(text) or re.match(r":\d\d", behind))


def _evidence(document: Sequence[Row], number: PrintedNumber, prints: int) -> dict[str, float]:
    headings = headings_at(document, number.row_index, number.start, number.box)
    both = headings.nearest >= _EITHER  # "Order #": on some receipts the only number there is
    nearest = (headings.nearest - _EITHER) | ({"either_number"} if both else headings.nearest & _EITHER)
    found = {f"nearest_{heading}": 1.0 for heading in nearest}
    found |= {f"left_{heading}": 1.0 for heading in headings.left - headings.nearest}
    if not headings.nearest:
        found |= {f"above_{heading}": 1.0 for heading in headings.above}
    found["gap"] = min(headings.gap, 6) / 6 if headings.nearest else 0.0
    found["place"] = number.row_index / max(len(document), 1)
    found["repeated"] = min(prints - 1, 3) / 3
    found["length"] = min(len(number.text), 16) / 16
    found |= {name: 1.0 for name, holds in _facts(number, headings.left_words).items() if holds}
    return found


def _facts(number: PrintedNumber, left_words: int) -> dict[str, bool]:
    text = number.text
    digits = sum(character.isdigit() for character in text)
    before, behind = number.row.text[: number.start], number.row.text[number.end :]
    street = " ".join(behind.split()[:3])
    return {
        "sign_before": bool(re.search(r"(?:#|\bn[o°º]?[.°º]?|\bnr\.?)\s*:?\s*$", before, re.IGNORECASE)),
        "colon_before": bool(re.search(r":\s*$", before)),
        "letters_first": bool(re.match(r"[A-Za-z]{1,5}[-/.]?\d", text)),
        "letters_last": bool(re.search(r"\d[A-Za-z]{1,3}$", text)),
        "marks_inside": bool(re.search(r"\w[-/\\]\w", text)),
        "only_digits": text.isdigit(),
        "few_digits": digits < 3,
        "one_digit": digits == 1 and len(text) < 3,
        "many_digits": digits > 12,
        "year": bool(_YEAR.match(text)),
        "bank": bool(_BANK.match(text)),
        "plus": text.startswith("+"),
        "money_behind": bool(re.search(r"\d[.,]\d\d(?!\d)", behind)),
        "digits_behind": bool(re.match(r"\s\d", behind)),
        "address": looks_like_address(f"{text} {street}") and not looks_like_address(text),
        "word_behind": bool(re.match(r"\s[^\W\d_]{3}", behind)),
        "bracketed": before.endswith("(") and behind.startswith(")"),
        "row_start": not before.strip(),
        "in_sentence": left_words > 6,
        "second_page": number.row.page > 1,
        "footer": number.box.y0 > 0.88,
        "tall": number.box.y1 - number.box.y0 > 0.014,
    }
