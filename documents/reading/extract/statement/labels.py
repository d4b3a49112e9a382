"""Rows that are no bookings: balances, totals, sections; and what kind of label a text is."""

from __future__ import annotations

import re
from enum import StrEnum

from documents.reading.extract.statement import vocabulary as v


class Kind(StrEnum):
    """What a row of a table says when it is no booking."""

    OPENING = "opening"
    CLOSING = "closing"
    DATED = "dated"
    CARRIED = "carried"
    TOTAL = "total"
    TOTAL_CREDITS = "total_credits"
    TOTAL_DEBITS = "total_debits"
    DECOY = "decoy"
    CREDITS = "credits"
    DEBITS = "debits"
    ASIDE = "aside"


OPENING = v.pattern(v.OPENING)
CLOSING = v.pattern(v.CLOSING)
DATED = v.pattern(v.DATED_BALANCE)
CARRIED = v.pattern(v.CARRIED)
DECOY = v.pattern(v.DECOY_BALANCE)
TOTAL = v.pattern(v.TOTAL_ROW)
TOTAL_CREDITS = v.pattern(v.TOTAL_CREDITS)
TOTAL_DEBITS = v.pattern(v.TOTAL_DEBITS)
CARD = v.pattern(v.CARD_WORDS)
CARD_NUMBER = re.compile(r"(?<![\w*])[3-6X*x•]\w{0,3}[\d*Xx•]{0,3}(?:[ -]?[Xx*•]{4}){2}[ -]?\d{4}(?!\d)")
FORWARD = re.compile(r"forward|b/f|c/f|vortrag|ubertrag|oorgebring|oorgedra|report|carried|brought|riport")
_BALANCES = (
    (Kind.OPENING, OPENING),
    (Kind.CLOSING, CLOSING),
    (Kind.CARRIED, CARRIED),
    (Kind.DATED, DATED),
)
_TOTALS = ((Kind.TOTAL_CREDITS, TOTAL_CREDITS), (Kind.TOTAL_DEBITS, TOTAL_DEBITS), (Kind.TOTAL, TOTAL))
_SECTIONS = (
    (Kind.ASIDE, v.pattern(v.SECTION_OTHER)),
    (Kind.CREDITS, v.pattern(v.SECTION_CREDIT)),
    (Kind.DEBITS, v.pattern(v.SECTION_DEBIT)),
)
_FILLER = re.compile(
    r"(?<![^\W_])(?:am|per|vom|zum|as|at|on|of|the|your|our|in|is|to|from|for|this|zu|ihren|gunsten|lasten|dem|der|des|"
    r"die|das|au|du|de|le|la|op|al|el|il|en|a|und|and|et|y|e|"
    r"cr|dr|account|acct|konto|rekening|statement|period|periode|page|seite|blatt|date|datum|"
    r"januar\w*|februar\w*|mar\w*|apr\w*|ma[iy]|jun\w*|jul\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cz]\w*|jan|feb|"
    r"eur|zar|usd|gbp|chf|nzd|aud|cad|inr|forward|total|gesamt|kontostand|new|neuer|last|previous|"
    r"continued|cont|fortsetzung|suite|vervolg|[a-z])(?![^\W_])"
)


def balance_kind(folded: str) -> tuple[Kind, float] | None:
    """Return which balance a text names, and how much of the text (0..1) the name and its fillers are."""
    best: tuple[Kind, float] | None = None
    decoy = DECOY.search(folded)
    for kind, pattern in _BALANCES:
        match = pattern.search(folded)
        if match is None:
            continue
        cover = _cover(DECOY.sub(lambda found: " " * len(found[0]), folded), match.span())
        if best is None or cover > best[1] + 0.05:
            best = (Kind.DECOY if decoy else kind, cover)
    return best


def total_kind(folded: str) -> tuple[Kind, float] | None:
    """Return which total a text names, and how much of the text that is."""
    if not TOTAL.search(folded):
        return None
    best: tuple[Kind, float] | None = None
    for kind, pattern in _TOTALS:
        for match in pattern.finditer(folded):
            cover = _cover(folded, match.span())
            if best is None or cover > best[1] + 0.05:
                best = (kind, cover)
    return best


def is_summary_heading(folded: str) -> bool:
    """Tell whether a line of text names two or more figures of the statement, as headings of a summary do."""
    patterns = (OPENING, CLOSING, TOTAL_CREDITS, TOTAL_DEBITS)
    return sum(1 for pattern in patterns if pattern.search(folded)) > 1


def section_kind(folded: str) -> Kind | None:
    """Return what kind of section a line of text without amounts opens, or None."""
    for kind, pattern in _SECTIONS:
        match = pattern.search(folded)
        if match is not None and _cover(folded, match.span()) > 0.75:
            return kind
    return None


def _cover(folded: str, span: tuple[int, int]) -> float:
    """Return the share of a text's letters that lie in the span or in filler words."""
    around = folded[: span[0]] + " " + folded[span[1] :]
    rest = len(re.sub(r"[\W\d_]", "", _FILLER.sub(" ", re.sub(r"[\d_]+", " ", around))))
    named = len(re.sub(r"[\W\d_]", "", folded[span[0] : span[1]]))
    return named / max(named + rest, 1)
