"""What speaks for a piece of text being the name of the supplier or of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from documents.reading.extract.billing.headings import headings_in
from documents.reading.extract.billing.names import NUMBERED, Name, Place, names_of
from documents.reading.extract.billing.party_page import BLOCK_ROWS, PartyPage
from documents.reading.extract.billing.party_words import (
    ends_in_legal_form,
    has_legal_form,
    has_trade_word,
    has_trade_word_at_edge,
    is_no_name,
    looks_like_address,
    without_legal_form,
    words_of_its_own,
)
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.vocabulary.parties import PartyRole
from documents.reading.layout import Row

_REGISTRATION = re.compile(
    r"\(?\b\d{5,9}\s?-\s?[A-Z]\b\)?|\b[A-Z]{2}\d{6,8}(?:-[A-Z])?\b|\b\d{4}/\d{6}/\d{2}\b"
)
_CONTACT = re.compile(
    r"\b(?:tel|fax|phone|telefon|telefax|hp|mobile|e-?mail|www\.|http|@|tél|telefoon|teléfono|telefone)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:www\.|@|https?://)\s*([A-Za-z0-9-]+(?:[.,]\s?[A-Za-z0-9-]+)*)", re.IGNORECASE)
_COMMON_HOSTS = frozenset(
    {"gmail", "hotmail", "yahoo", "outlook", "facebook", "icloud", "instagram", "example", "google"}
)


def names_with_evidence(document: Sequence[Row]) -> list[tuple[Name, dict[str, float]]]:
    """Return every candidate of the first page with what speaks for and against it."""
    page, surroundings = PartyPage(document), _Surroundings(document)
    return [
        (name, _evidence(name, place, page, surroundings))
        for place in page.places()
        for name in names_of(place)
    ]


class _Surroundings:
    """What the rest of the document says about names: web addresses, and the text as a whole."""

    def __init__(self, document: Sequence[Row]) -> None:
        self.text = fold(" ".join(row.text for row in document))
        self.hosts = _hosts(row.text for row in document)


def _evidence(name: Name, place: Place, page: PartyPage, around: _Surroundings) -> dict[str, float]:
    found = {
        "rank": 1 / (1 + place.row_index),
        "top": 1 - place.cell.box.y0,
        "left": 1 - place.cell.box.x0,
    }
    found["tall"] = min(max((place.cell.box.y1 - place.cell.box.y0) / page.height, 0.5), 3.0) - 1
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
    found |= {key: 1.0 for key, holds in _block_facts(name, place, page, around).items() if holds}
    return found


def _block_facts(name: Name, place: Place, page: PartyPage, around: _Surroundings) -> dict[str, bool]:
    below = [cell.text for cell in place.below][name.rows - 1 :]
    near, block = " ".join(below[:3]), " ".join(below[:BLOCK_ROWS])
    after = place.cell.text
    core = without_legal_form(name.text)
    return {
        "address_next": bool(below) and looks_like_address(below[0]),
        "address_near": looks_like_address(near),
        "registration_next": bool(_REGISTRATION.search((below[0] if below else "") + " " + after)),
        "tax_number_in_block": bool(NUMBERED & headings_in(block)),
        "contact_in_block": bool(_CONTACT.search(block)),
        "block_of_one": not below,
        "host": any(_alike(core, host) for host in around.hosts),
        "repeated": len(core) > 3 and around.text.count(core) > 1,
        "first_row": place.row_index == 0,
        "tail": name.rows == 1 and page.is_tail(place),
        "heads_block": place.label_steps <= 1 or page.heads(place),
        "footer": place.cell.box.y0 > 0.85,
        "right_half": place.cell.box.x0 > 0.5,
        "not_first_cell": place.position > 0,
    }


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
        "trade_word_at_edge": has_trade_word_at_edge(text),
        "no_name": is_no_name(text),
        "address": looks_like_address(text),
        "contact": bool(_CONTACT.search(text)),
        "digits": any(character.isdigit() for character in text),
        "many_digits": sum(character.isdigit() for character in text) > 0.3 * len(text),
        "capitals": capital,
        "lower_case": bool(letters) and letters[0].islower(),
        "title_case": bool(words)
        and not capital
        and all(word[:1].isupper() for word in words if word[:1].isalpha()),
        "one_word": len(words) == 1,
        "long": len(words) > 6,
        "very_short": len(letters) < 4,
        "colon": ":" in text,
        "several_rows": name.rows > 1,
        "perhaps_two_names": name.perhaps,
        "sentence": text.endswith((".", "!", "?")) and not ends_in_legal_form(text),
    }


def _hosts(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for match in _HOST.finditer(text):
            parts = [
                part
                for part in re.split(r"[.,\s]+", match[1].lower())
                if part not in _COMMON_HOSTS and len(part) > 3
            ]
            found.update(re.sub(r"[^a-z0-9]", "", part) for part in parts[:2])
    return frozenset(found)


def _alike(core: str, host: str) -> bool:
    compact = core.replace(" ", "")
    return len(compact) > 3 and (compact in host or host in compact)
