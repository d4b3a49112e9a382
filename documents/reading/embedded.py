"""An invoice that carries its data as XML: its values tied to the places where the page prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from documents.reading.amounts import amount_parse, decimal_sign_of
from documents.reading.dates import Order, date_parse, order_of
from documents.reading.types import Box, CheckResult, Extraction, Outcome, PageText, Value, Word

MAX_PAGES = 20
MAX_WORDS = 8  # a name or an amount with its currency has no more
_DIGIT = re.compile(r"\d")

Place = tuple[int, Box]


@dataclass(slots=True)
class _Printed:
    """What the pages print and where, by three ways of reading it."""

    texts: dict[str, Place] = field(default_factory=dict)  # letters and digits only, small
    amounts: dict[Decimal, Place] = field(default_factory=dict)
    dates: dict[str, Place] = field(default_factory=dict)  # ISO 8601


def invoice_on_pages(carried: Extraction, pages: Sequence[PageText]) -> Extraction:
    """Return what the XML says, with the places where the pages print it, and the check "xml_matches_page".

    The values are the XML's; a value that the pages do not print has neither page nor box.
    """
    printed = _printed(pages[:MAX_PAGES])
    values = tuple(_placed(value, printed) for value in carried.values)
    lines = tuple(replace(line, page=None, box=None) for line in carried.lines)
    check = _matches(carried.values, printed, has_text=any(page.words for page in pages))
    return replace(carried, values=values, lines=lines, checks=(*carried.checks, check))


def _printed(pages: Sequence[PageText]) -> _Printed:
    words = [word.text for page in pages for word in page.words]
    sign = decimal_sign_of([word for word in words if _DIGIT.search(word)])
    order = order_of(words) or Order.DMY
    printed = _Printed()
    for page in pages:
        for text, box in _runs(page.words):
            place = (page.number, box)
            printed.texts.setdefault(_plain(text), place)
            if not _DIGIT.search(text) or len(text) > 40:
                continue
            if (amount := amount_parse(text, decimal_sign=sign)) is not None:
                printed.amounts.setdefault(abs(amount), place)
            if (date := date_parse(text, order=order)) is not None:
                printed.dates.setdefault(date.isoformat(), place)
    return printed


def _runs(words: Sequence[Word]) -> Iterator[tuple[str, Box]]:
    """Yield every run of up to MAX_WORDS neighbouring words, shorter ones first at each place."""
    for start, word in enumerate(words):
        text, box = word.text, word.box
        yield text, box
        for following in words[start + 1 : start + MAX_WORDS]:
            text, box = f"{text} {following.text}", box.union(following.box)
            yield text, box


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _placed(value: Value, printed: _Printed) -> Value:
    place = _find(value, printed)
    page, box = place or (None, None)
    return replace(value, page=page, box=box)


def _find(value: Value, printed: _Printed) -> Place | None:
    amount = _amount(value)
    if amount is not None and amount in printed.amounts:
        return printed.amounts[amount]
    if value.normal in printed.dates:
        return printed.dates[value.normal]
    return printed.texts.get(_plain(value.text)) or printed.texts.get(_plain(value.normal))


def _amount(value: Value) -> Decimal | None:
    if not value.name.endswith(("_total", "_due", "_amount")):
        return None
    try:
        return abs(Decimal(value.normal))
    except InvalidOperation:
        return None


def _matches(values: Sequence[Value], printed: _Printed, *, has_text: bool) -> CheckResult:
    kind = "xml_matches_page"
    if not has_text:
        return CheckResult(kind, Outcome.NOT_POSSIBLE, "The pages have no text to compare with the XML.")
    asked = [value for value in values if value.name in ("invoice_number", "gross_total")]
    if not asked:
        return CheckResult(kind, Outcome.NOT_POSSIBLE, "The XML gives neither a number nor a total.")
    missing = [value for value in asked if _find(value, printed) is None]
    if not missing:
        return CheckResult(
            kind, Outcome.PASSED, "The number and the total of the XML are printed on the page."
        )
    said = " and ".join(f"the {value.name.replace('_', ' ')} {value.text}" for value in missing)
    return CheckResult(kind, Outcome.FAILED, f"The XML says {said}, but the page does not print it.")
