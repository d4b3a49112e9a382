"""Whose tax form it is: name, tax number and employer, from the boxes that ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from documents.reading.extract.address_blocks import address_blocks
from documents.reading.extract.forms import phrases
from documents.reading.extract.forms.boxes import beside, labels, under
from documents.reading.extract.label_cells import as_name, looks_like_label, stands_alone, trimmed
from documents.reading.extract.person_names import has_legal_form, is_firm_name, is_person_name, without_title
from documents.reading.layout import Cell, Label, Row
from documents.reading.types import Box, Value

_PAGES = 2
_ROWS_APART = 4  # between the boxes of first and last name
_TAX_NUMBER = re.compile(r"^(?:[\dA-Z*]{1,11}(?:[-/ .]+[\dA-Z*]{1,6}){0,9})$")
_LETTER_HEAD = 0.4  # of the page: where a letter has its address
_LEAST_DIGITS = 4  # the last digits of a masked number still tell it
_LEAST_SIGNS = 7
_LETTERS = 0.6  # share of letters in a firm's name, at least
_SURE = 0.95
_LESS_SURE = 0.82  # where the label may stand for somebody else, too


@dataclass(frozen=True, slots=True)
class _Asked:
    """A list of labels and where their values stand."""

    phrases: Sequence[str]
    find: Callable[[Label, Callable[[str], bool]], Cell | None]
    sure: float
    alone: bool = False  # the label must not be part of a sentence


_WHOLE_NAMES = (
    _Asked(phrases.NAME_UNDER, under, _SURE),
    _Asked(phrases.NAME_BESIDE, beside, _SURE, alone=True),
    _Asked(phrases.NAME_ANY, beside, _LESS_SURE, alone=True),
)
_NUMBERS = (
    _Asked(phrases.NUMBER_UNDER, under, _SURE),
    _Asked(phrases.NUMBER_BESIDE, beside, _SURE),
    _Asked(phrases.NUMBER_ANY, beside, _LESS_SURE),
)
_EMPLOYERS = (
    _Asked(phrases.EMPLOYER_UNDER, under, _SURE),
    _Asked(phrases.EMPLOYER_BESIDE, beside, _SURE, alone=True),
)


def person_values(sheets: Sequence[Sequence[Row]]) -> tuple[Value, ...]:
    """Return `person_name`, `tax_number` and `employer_name` as far as they were filled in.

    Args:
        sheets: the rows of each page; the first two are read.
    """
    read = sheets[:_PAGES]
    values = (
        _person(read),
        _one(read, "tax_number", _NUMBERS, _is_number),
        _one(read, "employer_name", _EMPLOYERS, _is_firm),
    )
    return tuple(value for value in values if value is not None)


def _person(sheets: Sequence[Sequence[Row]]) -> Value | None:
    return (
        _in_two_boxes(sheets, phrases.FIRST_NAME_OF_FILER, under, alone=False)
        or _one(sheets, "person_name", _WHOLE_NAMES[:2], _is_whole)
        or _in_two_boxes(sheets, phrases.FIRST_NAME, beside, alone=True)
        or _one(sheets, "person_name", _WHOLE_NAMES[2:], _is_whole)
        or _addressed(sheets)
    )


def _addressed(sheets: Sequence[Sequence[Row]]) -> Value | None:
    """Return the person in the address of a notice that is a letter."""
    for block in address_blocks([row for row in (sheets[0] if sheets else ()) if row.box.y0 < _LETTER_HEAD]):
        text = trimmed(block.name.text)
        if is_person_name(text) and not looks_like_label(text):
            return replace(_value("person_name", block.name, _LESS_SURE), rule="address_block")
    return None


def _one(
    sheets: Sequence[Sequence[Row]], name: str, asked: Sequence[_Asked], fits: Callable[[str], bool]
) -> Value | None:
    for ask in asked:
        for label in labels(sheets, ask.phrases):
            if ask.alone and not stands_alone(label):
                continue
            if (cell := ask.find(label, fits)) is not None:
                return _value(name, cell, ask.sure)
    return None


def _in_two_boxes(
    sheets: Sequence[Sequence[Row]],
    first_names: Sequence[str],
    find: Callable[[Label, Callable[[str], bool]], Cell | None],
    *,
    alone: bool,
) -> Value | None:
    """Return a name asked for as first and last name, in boxes near each other."""
    lasts = labels(sheets, phrases.LAST_NAME)
    for first in labels(sheets, first_names):
        if alone and not stands_alone(first):
            continue
        near = [last for last in lasts if _near(first, last) and (not alone or stands_alone(last))]
        for last in sorted(near, key=lambda label: abs(label.index - first.index)):
            given, family = find(first, _is_part), find(last, _is_part)
            if given is not None and family is not None and given.box != family.box:
                return _joined(given, family)
    return None


def _near(first: Label, last: Label) -> bool:
    same = first.page == last.page and (first.index, first.start) != (last.index, last.start)
    return same and abs(first.index - last.index) <= _ROWS_APART


def _joined(given: Cell, family: Cell) -> Value:
    text = f"{without_title(trimmed(given.text))} {trimmed(family.text)}"
    confidence = round(_SURE * min(given.confidence, family.confidence), 3)
    box = Box.around([given.box, family.box])
    return Value("person_name", text, " ".join(text.split()), confidence, given.page, box, "form_box")


def _value(name: str, cell: Cell, sure: float) -> Value:
    text = as_name(cell.text)
    if name == "tax_number":
        normal = re.sub(r"\s+", "", trimmed(text))
    else:
        normal = _without_address(text) if name == "employer_name" else without_title(text)
    return Value(name, text, normal, round(sure * cell.confidence, 3), cell.page, cell.box, "form_box")


def _without_address(text: str) -> str:
    """Return a firm's name without the address that follows in the same line."""
    parts = text.split(", ")
    for place in range(1, len(parts)):
        name, rest = ", ".join(parts[:place]), ", ".join(parts[place:])
        if has_legal_form(name) and re.search(r"\d", rest):
            return name
    return text


def _is_part(text: str) -> bool:
    return is_person_name(text, words=(1, 4)) and not looks_like_label(text)


def _is_whole(text: str) -> bool:
    """Return whether a text can name who the form is about: mostly a person, sometimes a firm."""
    if is_firm_name(text):
        return _is_firm(text)
    return is_person_name(text) and not looks_like_label(text)


def _is_firm(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    begins = re.match(r"^(?:(?:du|de|la|le|van|von|der) )*[A-ZÀ-Þ0-9(\"']", text)
    plain = not re.search(r"\d{3,}|[$€£]", text) and letters >= max(3, _LETTERS * len(text.replace(" ", "")))
    small = re.search(r"\b(?:the|your|you|from|for|see|or)\b", text)
    return bool(begins and plain and not small) and (is_firm_name(text) or not looks_like_label(text))


def _is_number(text: str) -> bool:
    compact = re.sub(r"[^\w*]", "", text)
    digits = sum(character.isdigit() for character in compact)
    amount = re.search(r"\d[.,]\d{2}$", text)
    return (
        bool(_TAX_NUMBER.match(text))
        and len(compact) >= _LEAST_SIGNS
        and digits >= _LEAST_DIGITS
        and not amount
    )
