"""Of which year a tax form is: the year printed for it, not the form's revision and no date in its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.reading.extract.forms.kinds import word_height
from documents.reading.layout import Label, Row, labels_in
from documents.reading.types import Box, Value

_YEAR = r"(?:19|20)\d{2}"
_HEAD = 0.25  # of the page
_LARGE = 1.5  # times the usual height of a word
_ENOUGH = 2.0
_SURE = 5.0

# Words that say of a year that it is the form's; the group is the year. Best first.
_SAID = tuple(
    f"{words}({_YEAR})"
    for words in (
        r"(?:tax|assessment|transaction|financial) year(?: ended| ending| to)?\D{0,25}(?:\d{1,2} \w+ )?",
        r"year of assessment\D{0,25}",
        r"(?:for )?(?:the )?calendar year\D{0,10}",
        r"year (?:ended|ending|to)\D{0,12}(?:\d{1,2}[ ./-]\w+[ ./-])",
        r"for the year jan\.? 1\W{1,3}dec\.? 31, ",
        r"(?:kalenderjahr|steuerjahr|veranlagungszeitraum)\D{0,12}",
        r"\w*(?:bescheinigung|bescheid|erklarung) fur\D{0,12}",
        r"(?:revenus de l.annee|annee d.imposition|impot|revenus|annee)\D{0,12}",
        r"(?:belastingjaar|aanslagjaar|jaaropga(?:af|ve)|inkomstenbelasting|jaar van aanslag)\D{0,12}",
        r"(?:ejercicio|periodo d.imposta|anno d.imposta|anno|ano dos rendimentos|ano)\D{0,10}",
        r"(?:\(form [\w-]+\)|form [\w-]+)[a-z ]{0,40}\(?\s*",
    )
)
_SPLIT = r"20 ?(\d\d)(?! ?\d)"
_NOT_THE_YEAR = re.compile(
    r"(?:rev\.?|revised|version|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|before|after|since|in|by|until|stand|\d{1,2}[./-]|,)\W{0,3}(?:\d{1,2},?\s*)?$|\brev\b[^)]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    year: str
    score: float
    text: str
    confidence: float
    page: int
    box: Box


def tax_year(sheets: Sequence[Sequence[Row]]) -> Value | None:
    """Return the year of the form as the value `tax_year`, or None where none is printed for it.

    Args:
        sheets: the rows of each page; the first is read.
    """
    places = [place for sheet in sheets[:1] for place in _places(sheet)]
    scores: dict[str, float] = defaultdict(float)
    for place in places:
        scores[place.year] += place.score
    if not scores:
        return None
    year = max(scores, key=lambda found: scores[found])
    if scores[year] < _ENOUGH:
        return None
    best = max((place for place in places if place.year == year), key=lambda place: place.score)
    others = sum(score for found, score in scores.items() if found != year)
    sure = 0.97 if scores[year] >= _SURE and others < scores[year] / 2 else 0.85
    return Value(
        "tax_year", best.text, year, round(sure * best.confidence, 3), best.page, best.box, "form_year"
    )


def _places(sheet: Sequence[Row]) -> Iterable[_Found]:
    yield from _said(sheet)
    yield from _printed_at_head(sheet, word_height(sheet))
    yield from _split_at_head(sheet)


def _said(page_rows: Sequence[Row]) -> Iterable[_Found]:
    """Yield years that words announce as the form's own."""
    for label in labels_in(page_rows, _SAID):
        match = re.search(rf"({_YEAR})\D*$", label.text)
        if match:
            head = label.box.y0 < 2 * _HEAD or label.box.y0 > 1 - _HEAD / 2
            last = label.row.words[label.end - 1]
            yield _found(label, match[1], 4.0 if head else 0.5, text=last.text.strip("().,:"), box=last.box)


def _printed_at_head(page_rows: Sequence[Row], height: float) -> Iterable[_Found]:
    """Yield years that stand for themselves in the head of the form."""
    for row in page_rows:
        if row.box.y0 > _HEAD:
            return
        for cell in row.cells():
            for position, word in enumerate(cell.words):
                if not re.fullmatch(rf"\W*{_YEAR}\W*", word.text):
                    continue
                before = " ".join(other.text for other in cell.words[:position])
                if _NOT_THE_YEAR.search(before):
                    continue
                large = word.box.y1 - word.box.y0 >= _LARGE * height
                score = 1.0 + (3.0 if large else 0.0) + (2.5 if len(cell.words) == 1 else 0.0)
                year = re.sub(r"\D", "", word.text)
                yield _Found(year, score, year, word.confidence, row.page, word.box)


def _split_at_head(page_rows: Sequence[Row]) -> Iterable[_Found]:
    """Yield "20 23", the year as forms print it in two weights."""
    for label in labels_in(page_rows, [_SPLIT]):
        above = label.rows[label.index - 1].text if label.index else ""
        near = "calendar" in (above + label.row.text).lower()
        whole_cell = any(
            cell.text.replace(" ", "") == label.text.replace(" ", "") for cell in label.row.cells()
        )
        if label.box.y0 < _HEAD and whole_cell and " " in label.text:
            yield _found(label, "20" + label.text[-2:], 5.0 if near else 3.0, text=label.text, box=label.box)


def _found(label: Label, year: str, score: float, *, text: str, box: Box) -> _Found:
    words = label.row.words[label.start : label.end]
    return _Found(year, score, text, min(word.confidence for word in words), label.page, box)
