"""Whether words are a label, and what stands in the cells beside and under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from documents.reading.layout import Cell, Label, Row, fold
from documents.reading.types import Word

_PRINTED = """
name names address addresses street city town state states zip code country province apt number numbers no
spouse spouse's spouses first last middle initial initials return instructions form forms security social tin
ssn ein itin taxpayer identification employer employee payer recipient borrower lender filer shareholder tax
taxes income wages withheld your you copy void corrected omb date birth signature instruction part line
schedule federal local postal proceeds dividends distributions interest total amount reference certificate
details information surname citizenship foreign phone telephone daytime home current present business
occupation account rents royalties page year period if see and or to for with shown on as enter check don't
only under over treasury revenue internal attach attachment sequence use married single filing status suite
title relationship registered nature person residential passport id steuernummer anschrift geburtsdatum datum
naam adres adresse ort
"""
_LABEL_WORDS = frozenset(_PRINTED.split())
_ADDRESS = "street state city town suite apt no ort under home first last province country zip code"
_ADDRESS_WORDS = frozenset(_ADDRESS.split())


def cell_of_label(label: Label) -> Cell:
    """Return the cell in which a label begins."""
    first = label.row.words[label.start]
    return next(cell for cell in label.row.cells() if any(word is first for word in cell.words))


def stands_alone(label: Label) -> bool:
    """Return whether a label is all of its cell but for a value after a colon, not a word in a sentence."""
    text, printed = fold(cell_of_label(label).text), fold(label.text)
    begins = text.lstrip("0123456789.) ").startswith(printed)
    after = text[text.find(printed) + len(printed) :]
    return begins and (not after.strip(" .*#") or after.lstrip(" .").startswith((":", "/", "(")))


def looks_like_label(text: str) -> bool:
    """Return whether a text is printed on a form rather than written into it."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    return any(word.replace("’", "'") in _LABEL_WORDS for word in words)


def asks(text: str) -> bool:
    """Return whether a text asks for something: as `looks_like_label`, but an address does not ask."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return any(word in _LABEL_WORDS - _ADDRESS_WORDS for word in words)


def trimmed(text: str) -> str:
    """Return a value without the signs that print puts around it."""
    return text.strip(" :;.,|[]$_")


def as_name(text: str) -> str:
    """Return a name without the signs that print puts around it; the full stop of "Inc." stays."""
    return " ".join(text.strip(" :;,|[]$_").split())


def first_cell(row: Row, words: Iterable[Word]) -> Cell:
    """Return the first cell that some words of a row make."""
    return Row(row.page, tuple(words), "", row.box).cells()[0]


def words_right_of(label: Label) -> Sequence[Word]:
    """Return the words after a label in its row, the rest of its own last word first, no colon ahead."""
    rest = list(label.row.words[label.end :])
    while rest and not re.search(r"[\w*]", rest[0].text):
        rest.pop(0)
    if re.search(r"\w", label.rest):
        rest.insert(0, Word(label.rest, label.box, label.row.words[label.end - 1].confidence))
    return rest
