"""Who is paid and who pays: names beside their labels, else the blocks in which letters print them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from documents.reading.extract.address_blocks import address_blocks
from documents.reading.extract.label_cells import (
    as_name,
    asks,
    cell_of_label,
    first_cell,
    looks_like_label,
    stands_alone,
    trimmed,
    words_right_of,
)
from documents.reading.extract.pay import vocabulary
from documents.reading.extract.pay.slip import Slip
from documents.reading.extract.person_names import has_legal_form, is_firm_name, is_person_name, without_title
from documents.reading.layout import Cell, Label, cell_matching, fold, value_below
from documents.reading.types import Value

_NEAR = 0.4  # of the width between a label and its value
_HEAD = 0.35  # of the page: where the employer stands if no label says so
_LABELLED, _BLOCK, _HEADING, _FIRST_LINE = 0.96, 0.88, 0.9, 0.75
_NUMBER = re.compile(r"^(?=.*\d)[A-Z0-9][A-Z0-9/._-]{0,14}$", re.IGNORECASE)
_OTHER_WORDS = """
salary pay payslip basic cost centre center department job bank branch earnings deductions rate grade
position method frequency hours leave monthly weekly occupation location group advice slip gross net nett
paid code statement summary ytd company contributions medical pension fund loan union fees allowance
overtime bonus abrechnung lohn gehalt brutto netto monat
"""
_NOT_A_NAME = frozenset(_OTHER_WORDS.split())

_FIGURE = re.compile("|".join((*vocabulary.GROSS, *vocabulary.NET, *vocabulary.DEDUCTIONS, *vocabulary.TAX)))
_NEVER = frozenset({"uif", "sdl", "paye", "fica", "contribution", "contributions", "ytd", "td", "nic"})


def people(slip: Slip) -> list[Value]:
    """Return `employer_name`, `employee_name` and `employee_number` as far as they were found."""
    blocks = [block.name for block in address_blocks(slip.rows) if _is_firm(trimmed(block.name.text))]
    employee = _labelled(slip, "employee_name", vocabulary.EMPLOYEE, _is_person) or _addressee(blocks)
    employer = (
        _labelled(slip, "employer_name", vocabulary.EMPLOYER, _is_firm)
        or _firm_in_block(blocks)
        or _firm_by_form(slip)
        or _first_line(slip, employee)
    )
    number = _labelled(slip, "employee_number", vocabulary.EMPLOYEE_NUMBER, _is_number)
    return [value for value in (employer, employee, number) if value is not None]


def _labelled(slip: Slip, name: str, patterns: Sequence[str], fits: Callable[[str], bool]) -> Value | None:
    for label in slip.labels(patterns):
        several_words = len(label.text.split()) > 1 and _begins_cell(label)
        if not (stands_alone(label) or several_words):
            continue
        for cell in _beside_or_below(label):
            if fits(trimmed(cell.text)):
                return _value(name, cell, _LABELLED, "label")
    return None


def _begins_cell(label: Label) -> bool:
    return cell_of_label(label).words[0] is label.row.words[label.start]


def _beside_or_below(label: Label) -> Iterator[Cell]:
    rest = words_right_of(label)
    if rest and rest[0].box.x0 - label.box.x1 < _NEAR:
        yield first_cell(label.row, rest)
    if (below := value_below(label, lines=1)) is not None:
        yield below


def _addressee(blocks: Sequence[Cell]) -> Value | None:
    """Return the person over an address; of several, the lower one: the sender stands above."""
    persons = [cell for cell in blocks if _is_person(trimmed(cell.text))]
    return _value("employee_name", persons[-1], _BLOCK, "address_block") if persons else None


def _firm_in_block(blocks: Sequence[Cell]) -> Value | None:
    """Return the firm over an address, or the upper of two names over addresses."""
    head = [cell for cell in blocks if cell.box.y0 < _HEAD]
    firms = [cell for cell in head if is_firm_name(cell.text)] or (head if len(head) > 1 else [])
    return _value("employer_name", firms[0], _HEADING, "address_block") if firms else None


def _firm_by_form(slip: Slip) -> Value | None:
    """Return the first text with a legal form, or else the first in the head with a word of trade."""
    cells = [cell for row in slip.rows for cell in row.cells()]
    named = [(cell, part) for cell in cells for part in re.split(r"\s[-–—|*·•]\s", as_name(cell.text))]
    firms = [(cell, text) for cell, text in named if _is_firm(text) and not re.search(r"\d{3}", text)]
    by_form = [pair for pair in firms if has_legal_form(pair[1]) and len(pair[1].split()) > 1]
    head = next((found.row.box.y0 for found in slip.scans if found.money), _HEAD)
    by_trade = [pair for pair in firms if is_firm_name(pair[1]) and pair[0].box.y0 < min(head, _HEAD)]
    for cell, text in (*by_form[:1], *by_trade[:1]):
        return _value("employer_name", _part_of(cell, text), _HEADING, "legal_form")
    return None


def _part_of(cell: Cell, text: str) -> Cell:
    """Return the words of a cell that hold a part of its text."""
    return cell_matching(cell.page, cell.words, re.escape(text)) or cell


def _first_line(slip: Slip, employee: Value | None) -> Value | None:
    """Return the first text of the page that asks for nothing and is not the employee."""
    for row in slip.rows[:4]:
        cell = row.cells()[0]
        text = trimmed(cell.text)
        known = employee is not None and employee.normal == text
        if _is_firm(text) and not known and re.match(r"[^\W\d]{3}", text):
            return _value("employer_name", cell, _FIRST_LINE, "first_line")
    return None


def _value(name: str, cell: Cell, sure: float, rule: str) -> Value:
    text = as_name(cell.text)
    normal = re.sub(r"\s", "", trimmed(text)) if name == "employee_number" else without_title(text)
    return Value(name, text, normal, round(sure * cell.confidence, 3), cell.page, cell.box, rule)


def _is_person(text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", fold(text)))
    if words & _NOT_A_NAME or _FIGURE.fullmatch(fold(text)):
        return False
    return is_person_name(text) and not looks_like_label(text)


def _is_firm(text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", fold(text)))
    plain = (
        re.match(r"^[^\W_]", text) and not re.search(r"\d{4}|[$€£:]", text) and 1 <= len(text.split()) <= 8
    )
    if words & _NEVER:
        return False
    if not plain or (has_legal_form(text) and len(words) > 1):
        return bool(plain)
    return not words & _NOT_A_NAME and (is_firm_name(text) or not asks(text))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and not re.search(
        r"\d[.,]\d{2}$|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$", text
    )
