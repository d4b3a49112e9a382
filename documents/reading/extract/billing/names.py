"""Pieces of text that could be names: without labels, over several rows where they go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.reading.extract.billing.headings import headings_in
from documents.reading.extract.billing.party_words import (
    begins_as_tail,
    ends_in_legal_form,
    is_no_name,
    is_salutation,
    looks_like_address,
    role_of_label,
    words_of_its_own,
)
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.vocabulary.headings import Heading
from documents.reading.extract.vocabulary.parties import PartyRole
from documents.reading.layout import Cell
from documents.reading.types import Box, Word

NUMBERED = frozenset({Heading.TAX_NUMBER, Heading.REGISTRATION})
_MAIL = re.compile(r"\S+@\S+\.\S+|(?:www\.|https?:)\S+")
_NAME_ROWS = 3
_NAME_LETTERS = 45  # of a row that a name goes on in, at most
_LABEL_REACH = 10  # words of a cell among which a label may end
_BARE_LABELS = frozenset(
    {"customer", "client", "buyer", "consignee", "seller", "supplier", "vendor", "kunde", "klant", "cliente"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A piece of text that could be a name: words of one row, or of two that stand under each other."""

    text: str
    words: tuple[Word, ...]
    page: int
    row_index: int
    rows: int  # how many rows it takes up
    labelled: PartyRole | None  # where a label stands in front, in the same cell
    perhaps: bool = False  # its last row may be another name

    @property
    def box(self) -> Box:
        """Return the place of the name."""
        return Box.around([word.box for word in self.words])

    @property
    def confidence(self) -> float:
        """Return the mean over the words: one misread letter does not spoil a name."""
        return sum(word.confidence for word in self.words) / len(self.words)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell with its neighbours."""

    cell: Cell
    row_index: int
    position: int  # in its row
    below: tuple[Cell, ...]  # the cells under it in its block
    label: PartyRole | None  # of the heading of its block
    label_steps: int  # rows between that heading and the cell
    named: bool  # "Name:" stands beside it


def names_of(place: Place) -> Iterable[Name]:
    """Yield the names that a cell may begin, the shortest first."""
    words, labelled = _after_label(place.cell)
    words = without_rest(words)
    if not words or (len(words) == 1 and _MAIL.fullmatch(words[0].text)):
        return
    if is_salutation(place.cell.text):
        if place.below:
            yield _name(place.below[0].words, place, 2, labelled)
        return
    yield _name(words, place, 1, labelled)
    if labelled is None and (stripped := _after_bare_label(words)):
        yield _name(stripped[0], place, 1, stripped[1])
    for rows, below in enumerate(place.below[: _NAME_ROWS - 1], start=2):
        how = continuation(words, below, named=place.named)
        if how is None:
            return
        words = (*words, *without_rest(below.words))
        if how != "open":
            yield _name(words, place, rows, labelled, perhaps=how == "perhaps")


def continuation(words: Sequence[Word], below: Cell, *, named: bool) -> str | None:
    """Tell whether a name goes on in the row under it: "surely", "perhaps", "open" (no end yet) or None.

    It does where a bracket is open or the row begins as no name does; it may where only the row ends in a
    legal form, unless that row is a whole name under a brand ("OLD ASIA", "CHEF LEE SDN BHD").
    """
    first, second = (
        " ".join(word.text for word in words),
        " ".join(word.text for word in without_rest(below.words)),
    )
    if not second or len(second) > _NAME_LETTERS or _after_label(below)[1] or is_no_name(second):
        return None
    ends, own = ends_in_legal_form(second), words_of_its_own(second)
    bracket = first.count("(") > first.count(")")
    if bracket or (own == 0 and ends and not ends_in_legal_form(first)):
        return "surely" if ends or first.count("(") + second.count("(") == second.count(")") else "open"
    if begins_as_tail(second) and not ends_in_legal_form(first):
        return "surely" if ends else "open"
    if not ends or ends_in_legal_form(first) or looks_like_address(second):
        return None
    if second.startswith("(") or (named and own > 1):
        return "surely"
    return "perhaps" if own <= 1 and not _brand(first, second) else None


def _brand(first: str, second: str) -> bool:
    """Tell whether the first row is a brand above the company: in other letters, odd, or repeated by it."""
    odd = any(character.isdigit() or character == "@" for character in first)
    return (
        odd
        or first.isupper() != second.isupper()
        or bool(set(fold(first).split()) & set(fold(second).split()))
    )


def _name(
    words: Sequence[Word], place: Place, rows: int, labelled: PartyRole | None, *, perhaps: bool = False
) -> Name:
    text = " ".join(word.text for word in words).strip(" ,;:-–|·•*.<>")
    dot = "." if words and words[-1].text.endswith((".", ".)")) and ends_in_legal_form(text) else ""
    return Name(text + dot, tuple(words), place.cell.page, place.row_index, rows, labelled, perhaps)


def _after_label(cell: Cell) -> tuple[tuple[Word, ...], PartyRole | None]:
    """Drop a label with a colon in front of the name ("Customer: Sharp Consulting")."""
    for position, word in enumerate(cell.words[:_LABEL_REACH]):
        if not word.text.endswith(":"):
            continue
        for start in range(max(0, position - 4), position + 1):
            role = role_of_label(" ".join(part.text for part in cell.words[start : position + 1]))
            if role:
                return cell.words[position + 1 :], role
    return cell.words, None


def _after_bare_label(words: Sequence[Word]) -> tuple[Sequence[Word], PartyRole] | None:
    """Drop a label without a colon ("Sold To Fabrikam Residences")."""
    for count in (3, 2, 1):
        role = role_of_label(" ".join(word.text for word in words[:count])) if len(words) > count else None
        if count == 1 and fold(words[0].text) not in _BARE_LABELS:
            return None
        if role and words[count].text[:1].isupper() and words[0].text[:1].isupper():
            return words[count:], role
    return None


def without_rest(words: Sequence[Word]) -> tuple[Word, ...]:
    """Drop what follows a name in its row: a registration in brackets, an address after a dash or dot."""
    for position, word in enumerate(words):
        rest = " ".join(part.text for part in words[position:])
        bracket = word.text.startswith(("(", "[")) and re.match(r"[(\[][^)\]]*\d{3}", rest)
        dash = position and word.text in {"-", "–", "—", "|", "·", "•", "*", "●"} and looks_like_address(rest)
        named = position and NUMBERED & headings_in(
            " ".join(part.text for part in words[position : position + 3])
        )
        number = position and re.fullmatch(r"\(?\d{5,}[-\dA-Z]*\)?", word.text)
        if bracket or dash or named or number:
            return tuple(words[:position])
    return tuple(words)
