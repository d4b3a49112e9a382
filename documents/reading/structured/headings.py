"""What the words above a column mean, in the languages of the banks we know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.reading.structured.heading_words import HEADING_WORDS, Role

_ROLE_OF = {
    " ".join(phrase.split()): role for role, phrases in HEADING_WORDS.items() for phrase in phrases.split(";")
}
# Words that make another thing of the one they stand beside: "Original Amount", "Amount Currency".
_ELSEWHERE = re.compile(
    r"\b(?:fees?|tax|vat|gst|mwst|tva|btw|iva|currency|original|orig|foreign|local|exchange|rate|kurs|"
    r"comm|commission|quantity|price|units|previous|start|end|opening|available|beschikbaar|verfugbar|disponible|"
    r"disponibile)\b"
)
_CURRENCY_BEHIND = re.compile(
    r"[\s(\[/,.-]+(?:in\s+)?(?:eur|euros?|zar|usd|gbp|chf|rand|r|€|\$|£)\s*[)\]]?\s*$", re.IGNORECASE
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS_BEHIND = re.compile(r"\(\s*[+-]\s*\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the words above a column say it holds; `exact` if the words are known as a whole."""

    role: Role
    exact: bool
    words: int


@lru_cache(maxsize=4096)
def heading_of(text: str) -> Heading | None:
    """Return what the words above a column mean, or None."""
    folded = fold(text)
    if folded in _ROLE_OF:
        return Heading(_ROLE_OF[folded], exact=True, words=len(folded.split()))
    if _ELSEWHERE.search(folded):
        return None
    words = folded.split()
    for length in range(min(len(words) - 1, 5), 0, -1):
        for start in (0, *range(1, len(words) - length + 1)):
            phrase = " ".join(words[start : start + length])
            if phrase in _ROLE_OF and (length > 1 or len(phrase) > 3):
                return Heading(_ROLE_OF[phrase], exact=False, words=length)
    return None


def headings_of(row: Sequence[str]) -> list[Heading | None]:
    """Return the meaning of each cell of a row of headings."""
    return [heading_of(cell) if 0 < len(cell) <= 60 else None for cell in row]


def fold(text: str) -> str:
    """Return words in small letters without accents, signs and the currency behind them."""
    if text.strip() in {"+/-", "-/+"}:
        return "+/-"
    bare = _CURRENCY_BEHIND.sub("", _SIGNS_BEHIND.sub("", text.strip())) or text
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", bare).replace("ß", "ss")).lower()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
