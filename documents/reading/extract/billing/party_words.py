"""What the words of a line say about its being a name, an address or a label of a party."""

from __future__ import annotations

import re

from documents.reading.extract.billing.phrases import PhraseTable, by_language, fold
from documents.reading.extract.vocabulary.parties import (
    LEGAL_FORMS,
    NOT_NAMES,
    PARTY_LABELS,
    STREET_WORDS,
    TRADE_WORDS,
    PartyRole,
)

_LEGAL = PhraseTable([("legal", LEGAL_FORMS)])
_TRADE = PhraseTable([("trade", TRADE_WORDS)])
_STREET = PhraseTable([("street", STREET_WORDS)])
_NO_NAME = PhraseTable([("no name", NOT_NAMES)])
_ROLES = by_language(PARTY_LABELS)
_STREET_ENDINGS = (
    "strasse|straße|str|str.|weg|platz|gasse|allee|ring|damm|ufer|straat|laan|plein|kade|singel|gracht"
)
_STREET_ENDING = re.compile(
    rf"[a-z]{{3,}}(?:{'|'.join(re.escape(ending) for ending in _STREET_ENDINGS.split('|'))})(?!\w)",
    re.IGNORECASE,
)
_POST_CODES = (
    r"(?<![\w-])(?:[A-Z]{1,2}-?)?\d{4,5}(?:-\d{3})?\s+[^\W\d_]{2,}",
    r"\b[A-Z]{2},? \d{5}\b",
    r"\b\d{4} ?[A-Z]{2}\b",
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b",
    r"\b\d{5}\b",
)
_POST_CODE = re.compile("|".join(_POST_CODES))
_HOUSE_NUMBER = re.compile(
    r"^\W*(?:no\.?\s*:?\s*)?\d{1,5}[A-Z]?[\s,/-]|\s\d{1,4}[a-zA-Z]?\W*$", re.IGNORECASE
)
_LABEL_WORDS = 5
_TAILS = frozenset(
    [
        "enterprise",
        "enterprises",
        "trading",
        "company",
        "corporation",
        "holdings",
        "limited",
        "sdn",
        "bhd",
        "gmbh",
        "ltd",
        "inc",
        "co",
    ]
)
_SALUTATIONS = frozenset(
    [
        "herr",
        "herrn",
        "frau",
        "firma",
        "an",
        "mr",
        "mrs",
        "ms",
        "miss",
        "messrs",
        "m",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "societe",
        "dhr",
        "mevr",
        "mevrouw",
        "de heer",
        "sr",
        "sra",
        "senor",
        "senora",
        "sig",
        "spett le",
        "spettabile",
        "exmo",
        "exmos",
        "mnr",
        "mev",
        "to",
        "an die",
        "an herrn",
        "an frau",
        "an firma",
        "herr und frau",
        "herrn und frau",
    ]
)
_TITLE = re.compile(
    r"^\W*\w*(?:rechnung|gutschrift|korrektur|factuur|faktuur|beleg|quittung|avoir|nummer|datum)\b"
    r"(?!.*\b(?:gmbh|ag)\b)",
    re.IGNORECASE,
)


def has_legal_form(text: str) -> bool:
    """Tell whether a legal form ("Sdn Bhd", "GmbH") stands in the text."""
    return any(found.start > 0 for found in _LEGAL.find(text))


def ends_in_legal_form(text: str) -> bool:
    """Tell whether a legal form ends the text."""
    found = _LEGAL.find(text)
    return bool(found) and found[-1].end == len(fold(text).split())


def words_of_its_own(text: str) -> int:
    """Return how many words of more than one letter belong to no legal form."""
    words = fold(text).split()
    legal = {position for found in _LEGAL.find(text) for position in range(found.start, found.end)}
    return sum(len(word) > 1 and position not in legal for position, word in enumerate(words))


def begins_as_tail(text: str) -> bool:
    """Tell whether the text begins with a word that ends names and begins none ("ENTERPRISE SDN BHD")."""
    words = fold(text).split()
    return bool(words) and words[0] in _TAILS


def is_salutation(text: str) -> bool:
    """Tell whether the text is nothing but a salutation, whose name follows in the next row."""
    return fold(text) in _SALUTATIONS


def without_legal_form(text: str) -> str:
    """Return the folded text up to the first legal form that does not merely begin it."""
    words = fold(text).split()
    found = _LEGAL.find(text)
    start = next((match.start for match in found if match.start > 0 or match.end == len(words)), len(words))
    return " ".join(words[:start])


def has_trade_word(text: str) -> bool:
    """Tell whether a word that companies carry in their names ("Trading", "Apotheke") stands in the text."""
    return bool(_TRADE.find(text))


def has_trade_word_at_edge(text: str) -> bool:
    """Tell whether such a word begins or ends the text ("Restoran Sri Wangi", "Mawar Enterprise")."""
    found = _TRADE.find(text)
    return bool(found) and (found[0].start == 0 or found[-1].end == len(fold(text).split()))


def is_no_name(text: str) -> bool:
    """Tell whether the text begins with what is on every receipt or invoice ("Tax invoice", "Tel")."""
    found = _NO_NAME.find(text)
    if _TITLE.search(text):
        return True
    return bool(found) and (found[0].start == 0 or len(fold(text).split()) <= 2)


def looks_like_address(text: str) -> bool:
    """Tell whether the text holds a street, a house number or a post code with a place."""
    street = bool(_STREET.find(text)) or bool(_STREET_ENDING.search(text))
    number = bool(_HOUSE_NUMBER.search(text))
    return (street and number) or bool(_POST_CODE.search(text)) or len(_STREET.find(text)) > 1


def role_of_label(text: str) -> PartyRole | None:
    """Return whose name the text announces, or None where it is no short label of a party."""
    words = fold(text).split()
    found = _ROLES.find(text)
    if not found or len(words) > _LABEL_WORDS or found[0].start > 1:
        return None
    covered = sum(match.end - match.start for match in found)
    if covered < len(words) and not text.rstrip().endswith(":"):
        return None
    return min(found[0].meant)
