"""Why a document was given its type: the cues that decided, in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.reading.classify.decision import classify
from documents.reading.classify.features import Features, Hit, vectorise
from documents.reading.classify.model import Model, shipped_model
from documents.reading.types import DocumentType, Format, PageText

_MOST = 8
_LEAST_SHARE = 0.05
_PLACES = {
    "first": "as the first heading",
    "alone": "as a heading",
    "large": "in large print",
    "top": "near the top",
    "line": "on a line of its own",
    "body": "in the text",
}
_HEADINGS = {"alone", "large", "top"}
_SHAPES = {
    "pattern.booked_rows": "rows that begin with a date and end with an amount",
    "pattern.balanced_rows": "rows with a date, an amount and a balance",
    "pattern.booked_share": "most rows are bookings",
    "pattern.dated_rows": "rows that begin with a date",
    "pattern.amounts": "many amounts",
    "pattern.isin": "security numbers (ISIN)",
    "pattern.iban": "account numbers (IBAN)",
    "pattern.card": "card numbers",
    "pattern.time": "times of day",
    "pattern.form_number": "form numbers",
    "shape.tall": "a long and narrow page",
    "shape.short": "hardly any words",
    "shape.prose": "running text",
    "shape.blanks": "blanks to fill in",
    "shape.words_per_line": "the length of the lines",
    "shape.amount_lines": "lines that end with an amount",
    "shape.words": "the number of words",
    "shape.pages": "the number of pages",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a type: what was seen, on which page (None for the whole), and its part of the score."""

    text: str
    weight: float
    page: int | None = None


def evidence(
    pages: Sequence[PageText], file_format: Format, *, model: Model | None = None
) -> tuple[Evidence, ...]:
    """Return the cues that decided a document's type, the weightiest first; empty where the format did.

    Args:
        pages: as given to `classify`.
        file_format: as given to `classify`.
        model: as given to `classify`.
    """
    chosen = model or shipped_model()
    classified = classify(pages, file_format, model=chosen)
    if not classified.model.startswith("cues:"):
        return ()
    features = vectorise(pages)
    found: dict[str, Evidence] = {}
    for share in chosen.shares(classified.label, features.values):
        if share.amount < _LEAST_SHARE or len(found) == _MOST:
            break
        reason = _worded(share.feature, share.amount, features, classified.label)
        before = found.get(reason.text)  # several features can stand on the same words
        found[reason.text] = (
            replace(reason, weight=round(reason.weight + before.weight, 2)) if before else reason
        )
    return tuple(sorted(found.values(), key=lambda reason: -reason.weight))


def _worded(feature: str, amount: float, features: Features, label: DocumentType) -> Evidence:
    if feature in _SHAPES:
        return Evidence(_SHAPES[feature], round(amount, 2))
    group, level, *place = feature.split(".")
    hits = [hit for hit in features.hits if hit.group == group and _told_by(hit, level, place)]
    about = "" if group == label.value else f" (words of a {group.replace('_', ' ')})"
    where = f" {_PLACES[place[0]]}" if place else ""
    text = _listed(hit.phrase for hit in hits) + where + about
    return Evidence(text, round(amount, 2), min((hit.page for hit in hits), default=None))


def _told_by(hit: Hit, level: str, place: Sequence[str]) -> bool:
    if level == "share":
        return hit.level == "strong"
    if place == ["first"]:
        return hit.level == level and hit.place in _HEADINGS
    return hit.level == level and (not place or hit.place == place[0])


def _listed(phrases: Iterable[str]) -> str:
    different = list(dict.fromkeys(phrases))
    shown = ", ".join(f"“{phrase}”" for phrase in different[:5])
    return f"{shown} and {len(different) - 5} more" if len(different) > 5 else shown
