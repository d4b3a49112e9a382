"""Whether a text can be the name of a person or of a firm."""

from __future__ import annotations

import re

from documents.reading.extract.vocabulary.parties import LEGAL_FORMS

_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "binti",
        "af",
        "of",
        "y",
        "e",
        "zu",
        "zum",
        "zur",
    ]
)
_TITLES = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|mev|mnr|me|adv|rev|herrn?|frau|madame|monsieur|mademoiselle|mme|m|mlle|sr|sra|"
    r"se(?:ñ|n)ora?|sig|sig\.ra|dhr|mevr|mevrouw|de heer|de hr)\b\.?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"^[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[.'’-][^\W\d_]*)*\.?,?$")
_FORMS = LEGAL_FORMS.replace(" ", r"[.\s]*")
_LEGAL = re.compile(rf"(?:^|[\s(,.])(?:{_FORMS})(?=[\s),.]|$)", re.IGNORECASE)
_FIRM_WORDS = re.compile(
    r"\b(?:bank|company|university|school|college|hospital|services?|solutions|systems|group|holdings?|trading|"
    r"industries|consulting|logistics|technologies|enterprises|department|council|municipality|stores?|retail|"
    r"motors|foods|mining|energy|media|studios?|werke|handel|bau|logistik|transport|construction|engineering|"
    r"manufacturing|partners|associates|insurance|clinic|hotel|farms?|dienste?|technik|electronics|software|tech|tischlerei|schreinerei|b(?:ä|ae|a)ckerei|metzgerei|"
    r"elektro|autohaus|apotheke|praxis|kanzlei|klinik|verlag|brauerei|bakkerij|slaghuis|boerdery|skool|universiteit)\b",
    re.IGNORECASE,
)


def is_person_name(text: str, *, words: tuple[int, int] = (2, 6)) -> bool:
    """Return whether a text has the shape of a person's name: so many words, all of them capitalised.

    Args:
        text: one line.
        words: fewest and most words, titles not counted.
    """
    parts = without_title(text).replace(",", " ").split()
    if not words[0] <= len(parts) <= words[1] or is_firm_name(text):
        return False
    proper = [part for part in parts if part.lower() not in _PARTICLES]
    if not proper or not all(_WORD.match(part) for part in proper):
        return False
    return any(len(part.strip(".")) > 1 for part in proper)


def is_firm_name(text: str) -> bool:
    """Return whether a text carries a legal form or a word of trade."""
    return has_legal_form(text) or bool(_FIRM_WORDS.search(text))


def has_legal_form(text: str) -> bool:
    """Return whether a text carries "Ltd", "GmbH" or another legal form."""
    return bool(_LEGAL.search(text))


def without_title(text: str) -> str:
    """Return a name without "Mr", "Frau" and their like in front."""
    stripped = text.strip()
    while match := _TITLES.match(f"{stripped} "):
        stripped = stripped[match.end() :]
    return stripped
