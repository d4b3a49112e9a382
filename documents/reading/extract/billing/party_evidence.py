"""What speaks for a piece of text being the name of the supplier or of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from documents.reading.extract.billing.headings import headings_in
from documents.reading.extract.billing.party_words import (
    ends_in_legal_form,
    has_legal_form,
    has_trade_word,
    is_salutation,
    is_no_name,
    looks_like_address,
    role_of_label,
    without_legal_form,
    words_of_its_own,
)
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.vocabulary.headings import Heading
from documents.reading.extract.vocabulary.parties import PartyRole
from documents.reading.layout import Cell, Row
from documents.reading.types import Box, Word

MOST_CELLS = 260  # of the first page that are looked at
_BLOCK = 7  # rows of one address block, at most
_LABEL_REACH = 10  # words of a cell among which a label may end
_ABOVE = 9  # rows above in which the heading of a block is looked for
_REGISTRATION = re.compile(r"\(?\b\d{5,9}\s?-\s?[A-Z]\b\)?|\b[A-Z]{2}\d{6,8}(?:-[A-Z])?\b|\b\d{4}/\d{6}/\d{2}\b")
_NUMBERED = frozenset({Heading.TAX_NUMBER, Heading.REGISTRATION})
_CONTACT = re.compile(r"\b(?:tel|fax|phone|telefon|telefax|hp|mobile|e-?mail|www\.|http|@|tél|telefoon|teléfono|telefone)", re.IGNORECASE)
_HOST = re.compile(r"(?:www\.|@|https?://)\s*([A-Za-z0-9-]+(?:[.,]\s?[A-Za-z0-9-]+)*)", re.IGNORECASE)
_COMMON_HOSTS = frozenset(["gmail", "hotmail", "yahoo", "outlook", "live", "facebook", "icloud", "web", "gmx", "instagram", "example", "com", "co", "www", "google", "t-online"])


@dataclass(frozen=True, slots=True)
class Name:
    """A piece of text that could be a name: words of one row, or of two that stand under each other."""

    text: str
    words: tuple[Word, ...]
    page: int
    row_index: int
    rows: int  # how many rows it takes up
    labelled: PartyRole | None  # where a label stands in front, in the same cell
    second_core: int = 0  # words of its second row that are no legal form

    @property
    def box(self) -> Box:
        """Return the place of the name."""
        return Box.around([word.box for word in self.words])

    @property
    def confidence(self) -> float:
        """Return the mean over the words: one misread letter does not spoil a name."""
        return sum(word.confidence for word in self.words) / len(self.words)


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell with its neighbours."""

    cell: Cell
    row_index: int
    position: int  # in its row
    below: tuple[Cell, ...]  # the cells under it in its block
    label: PartyRole | None  # of the heading of its block
    label_steps: int  # rows between that heading and the cell
    named: bool  # "Name:" stands beside it


class PartyPage:
    """The names that a document's pages hold, with their evidence."""

    def __init__(self, document: Sequence[Row]) -> None:
        """Take all rows of the document."""
        first = document[0].page if document else 1
        self._document = document
        self._cells = [row.cells() for row in document]
        self._page_one = sum(row.page == first for row in document)
        self._text = fold(" ".join(row.text for row in document))
        self._hosts = _hosts(row.text for row in document)
        heights = [word.box.y1 - word.box.y0 for row in document[: self._page_one] for word in row.words]
        self._height = median(heights) if heights else 0.01
        self._places = list(self._all_places())

    def names(self) -> list[tuple[Name, dict[str, float]]]:
        """Return every candidate with what speaks for it as the supplier; `customer_...` speak for the other."""
        found = []
        for place in self._places:
            for name in _names_of(place):
                found.append((name, self._evidence(name, place)))
        return found

    def _all_places(self) -> Iterable[_Place]:
        count = 0
        for index in range(self._page_one):
            for position, cell in enumerate(self._cells[index]):
                if count >= MOST_CELLS:
                    return
                if _could_be_name(cell.text):
                    count += 1
                    yield self._place(cell, index, position)

    def _place(self, cell: Cell, index: int, position: int) -> _Place:
        label, steps, named = self._label(cell, index, position)
        return _Place(cell, index, position, tuple(self._block(cell, index)), label, steps, named)

    def _block(self, cell: Cell, index: int) -> Iterable[Cell]:
        """Yield the cells under one, as long as they follow closely and begin (or centre) alike."""
        last = cell
        for other in range(index + 1, min(index + 2 * _BLOCK, self._page_one)):
            under = next((below for below in self._cells[other] if _aligned(last, below) or _only_form(last, below)), None)
            if under is None:
                if self._document[other].box.y0 - last.box.y1 > 2.5 * self._height:
                    return
                continue
            if under.box.y0 - last.box.y1 > 2.2 * self._height:
                return
            last = under
            yield under

    def _label(self, cell: Cell, index: int, position: int) -> tuple[PartyRole | None, int, bool]:
        """Return the nearest heading of a party, left in the row or above, the rows to it, and "Name:" beside."""
        named = False
        for left in reversed(self._cells[index][:position]):
            role = role_of_label(left.text)
            if role is PartyRole.NAME:
                named = True
            elif role:
                return role, 0, named
        for step in range(1, min(index, _ABOVE) + 1):
            for other in self._cells[index - step]:
                near = other.box.x0 <= cell.box.x0 + 0.02 and (
                    _overlaps(other.box, cell.box) or cell.box.x0 - other.box.x0 < 0.4
                )
                role = role_of_label(other.text) if near else None
                if role and role is not PartyRole.NAME and not self._column_between(other, cell, index - step):
                    return role, step, named
        return None, 99, named

    def _column_between(self, label: Cell, cell: Cell, index: int) -> bool:
        """Tell whether a cell right of the label stands nearer above the cell than the label does."""
        return any(
            other.box.x0 > label.box.x1 and abs(other.box.x0 - cell.box.x0) < abs(label.box.x0 - cell.box.x0)
            for other in self._cells[index]
            if role_of_label(other.text)
        )

    def _evidence(self, name: Name, place: _Place) -> dict[str, float]:
        found = {"rank": 1 / (1 + place.row_index), "top": 1 - place.cell.box.y0, "left": 1 - place.cell.box.x0}
        found["tall"] = min(max((place.cell.box.y1 - place.cell.box.y0) / self._height, 0.5), 3.0) - 1
        found["confidence"] = name.confidence
        if place.label and not name.labelled:
            found[f"under_{place.label}"] = 1 / (1 + 0.5 * place.label_steps)
            found[f"close_{place.label}"] = float(place.label_steps <= 1)
        if place.named or name.labelled is PartyRole.NAME:
            found["named"] = 1.0
            if place.label:
                found[f"named_under_{place.label}"] = 1.0
        if name.labelled:
            found[f"labelled_{name.labelled}"] = 1.0
        found |= {key: 1.0 for key, holds in _word_facts(name).items() if holds}
        found |= {key: 1.0 for key, holds in self._block_facts(name, place).items() if holds}
        return found

    def _block_facts(self, name: Name, place: _Place) -> dict[str, bool]:
        below = [cell.text for cell in place.below][name.rows - 1 :]
        near, block = " ".join(below[:3]), " ".join(below[:_BLOCK])
        after = place.cell.text
        core = without_legal_form(name.text)
        return {
            "address_next": bool(below) and looks_like_address(below[0]),
            "address_near": looks_like_address(near),
            "registration_next": bool(_REGISTRATION.search((below[0] if below else "") + " " + after)),
            "tax_number_in_block": bool(_NUMBERED & headings_in(block)),
            "contact_in_block": bool(_CONTACT.search(block)),
            "block_of_one": not below,
            "host": any(_alike(core, host) for host in self._hosts),
            "repeated": len(core) > 3 and self._text.count(core) > 1,
            "first_row": place.row_index == 0,
            "tail_of_two": name.rows == 1 and self._is_tail(place),
            "heads_block": place.label_steps <= 1 or self._heads(place),
            "footer": place.cell.box.y0 > 0.85,
            "right_half": place.cell.box.x0 > 0.5,
            "not_first_cell": place.position > 0,
        }

    def _is_tail(self, place: _Place) -> bool:
        """Tell whether the row above may begin this name."""
        if place.row_index == 0:
            return False
        above = [cell for cell in self._cells[place.row_index - 1] if _aligned(cell, place.cell)]
        if not above:
            return False
        words = _cut(above[0].words)
        return bool(words) and _continues(words, place.cell) and not _stands_alone(words, place.cell)

    def _heads(self, place: _Place) -> bool:
        """Tell whether nothing stands right above in the same block."""
        if place.row_index == 0:
            return True
        above = [cell for cell in self._cells[place.row_index - 1] if _aligned(cell, place.cell)]
        return not above or place.cell.box.y0 - above[0].box.y1 > 1.2 * self._height


def _names_of(place: _Place) -> Iterable[Name]:
    words, labelled = _after_label(place.cell)
    words = _cut(words)
    if not words:
        return
    below = place.below[0] if place.below else None
    if is_salutation(place.cell.text):
        if below is not None:
            yield _name(below.words, place, 2, labelled)
        return
    yield _name(words, place, 1, labelled)
    if labelled is None and (stripped := _after_bare_label(words)):
        yield _name(stripped[0], place, 1, stripped[1])
    if below is not None and _continues(words, below) and (place.named or not _stands_alone(words, below)):
        yield _name((*words, *_cut(below.words)), place, 2, labelled)


def _continues(words: Sequence[Word], below: Cell) -> bool:
    """Tell whether a name may go on in the next row: that ends in a legal form and this one does not."""
    first, second = " ".join(word.text for word in words), below.text
    ends = ends_in_legal_form(" ".join(word.text for word in _cut(below.words)))
    if _after_label(below)[1] or looks_like_address(second):
        return False
    return not ends_in_legal_form(first) and ends and len(second) < 45 and not is_no_name(second)


def _stands_alone(words: Sequence[Word], below: Cell) -> bool:
    """Tell whether the second row is a company's whole name under a brand ("OLD ASIA", "CHEF LEE SDN BHD")."""
    first = " ".join(word.text for word in words)
    brand = set(fold(first).split()) & set(fold(below.text).split())
    odd = any(character.isdigit() or character == "@" for character in first)
    own = 0 if below.text.startswith("(") else words_of_its_own(below.text)
    return own > 1 or (own == 1 and (odd or bool(brand)))


def _name(words: Sequence[Word], place: _Place, rows: int, labelled: PartyRole | None) -> Name:
    text = " ".join(word.text for word in words).strip(" ,;:-–|·•*.<>")
    dot = "." if words and words[-1].text.endswith((".", ".)")) and ends_in_legal_form(text) else ""
    second = place.below[0].text if rows == 2 else ""
    core = 0 if second.startswith("(") else words_of_its_own(second)
    return Name(text + dot, tuple(words), place.cell.page, place.row_index, rows, labelled, core)


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
        if role and words[count].text[:1].isupper() and words[0].text[:1].isupper():
            return words[count:], role
    return None


def _cut(words: Sequence[Word]) -> tuple[Word, ...]:
    """Drop what follows a name in its row: a registration in brackets, an address after a dash or dot."""
    for position, word in enumerate(words):
        rest = " ".join(part.text for part in words[position:])
        bracket = word.text.startswith(("(", "[")) and re.match(r"[(\[][^)\]]*\d{3}", rest)
        dash = position and word.text in {"-", "–", "—", "|", "·", "•", "*", "●"} and looks_like_address(rest)
        named = position and _NUMBERED & headings_in(" ".join(part.text for part in words[position : position + 3]))
        number = position and re.fullmatch(r"\(?\d{5,}[-\dA-Z]*\)?", word.text)
        if bracket or dash or named or number:
            return tuple(words[:position])
    return tuple(words)


def _word_facts(name: Name) -> dict[str, bool]:
    text = name.text
    letters = [character for character in text if character.isalpha()]
    words = text.split()
    capital = bool(letters) and all(character.isupper() for character in letters)
    return {
        "legal_form": has_legal_form(text),
        "ends_in_legal_form": ends_in_legal_form(text),
        "only_legal_form": words_of_its_own(text) == 0,
        "trade_word": has_trade_word(text),
        "no_name": is_no_name(text),
        "address": looks_like_address(text),
        "contact": bool(_CONTACT.search(text)),
        "digits": any(character.isdigit() for character in text),
        "many_digits": sum(character.isdigit() for character in text) > 0.3 * len(text),
        "capitals": capital,
        "lower_case": bool(letters) and letters[0].islower(),
        "title_case": bool(words) and not capital and all(word[:1].isupper() for word in words if word[:1].isalpha()),
        "one_word": len(words) == 1,
        "long": len(words) > 6,
        "very_short": len(letters) < 4,
        "colon": ":" in text,
        "two_rows": name.rows == 2,
        "two_names_perhaps": name.rows == 2 and name.second_core > 0,
        "sentence": text.endswith((".", "!", "?")) and not ends_in_legal_form(text),
    }


def _could_be_name(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return letters >= 2 and len(text) <= 130 and letters > 0.3 * len(text.replace(" ", ""))


def _aligned(upper: Cell, lower: Cell) -> bool:
    left = abs(upper.box.x0 - lower.box.x0) < 0.015
    centre = abs(upper.box.x0 + upper.box.x1 - lower.box.x0 - lower.box.x1) < 0.1
    right = abs(upper.box.x1 - lower.box.x1) < 0.01
    return left or right or (centre and _overlaps(upper.box, lower.box))


def _only_form(upper: Cell, lower: Cell) -> bool:
    """Tell whether the lower cell is a mere legal form, which belongs to the name above however it is placed."""
    return _overlaps(upper.box, lower.box) and words_of_its_own(lower.text) == 0 and ends_in_legal_form(lower.text)


def _overlaps(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


def _hosts(texts: Iterable[str]) -> frozenset[str]:
    found = set()
    for text in texts:
        for match in _HOST.finditer(text):
            parts = [part for part in re.split(r"[.,\s]+", match[1].lower()) if part not in _COMMON_HOSTS and len(part) > 3]
            found.update(re.sub(r"[^a-z0-9]", "", part) for part in parts[:2])
    return frozenset(found)


def _alike(core: str, host: str) -> bool:
    compact = core.replace(" ", "")
    return len(compact) > 3 and (compact in host or host in compact)
