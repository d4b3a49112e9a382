"""Which tax form a document is: the identifier that the form prints of itself, not those it mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from documents.reading.extract.forms.identifiers import NAMED, STATES, TITLES, US_NUMBER
from documents.reading.layout import Label, Row, labels_in
from documents.reading.types import Box, Value

_TOP = 0.2  # of the page: the form's head
_FOOT = 0.9
_LARGE = 1.6  # times the usual height of a word
_PAGES = 2
_TITLE_WORTH = 0.8  # a code beside it says more
_ENOUGH = 3.0  # score under which an identifier is only a mention
_SURE = 6.0

_STATE_NAMES = "|".join(STATES)
_STATE_CODES = "|".join(sorted(STATES.values()))
_SCHEDULE = r"SCHEDULE\s+(?:[A-Z]{1,3}|\d{1,4}(?:-[A-Z])?)"
_FORM = rf"(?:Form|Fo[mr]m)\s*(?:{US_NUMBER})"
_DATED = r"\s*\((?:Rev\.?\s*)?[^()]{0,20}\d{4}\)"
_STATE_FORM = rf"(?:{_STATE_NAMES}|{_STATE_CODES})\s+Form\s+\d{{2,4}}[A-Z]{{0,3}}(?:-[A-Z]{{1,3}})?"
_TITLE = re.compile(r"\s*[A-Z][a-z]+(?: (?:and|of|to|for|from)| [A-Z][a-z]+)+")  # "Wage and Tax Statement"
_MENTION = re.compile(
    r"(?:\b(?:to|from|with|of|your|and|or|on|see|use|attach|file|for|in|by|instead,|a|the|this|"
    r"copy|any|line \w+,?|both|return\W*|an?d?)|[,;(])\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """One place where an identifier is printed, and how much it says about the form itself."""

    kind: str
    score: float
    text: str
    confidence: float  # of the words
    page: int
    box: Box


def form_kind(sheets: Sequence[Sequence[Row]]) -> Value | None:
    """Return the kind of form as the value `form_kind`, or None where no identifier stands out.

    Args:
        sheets: the rows of each page; the first two are read.

    Returns:
        The value; `normal` is the identifier as authorities print it: "W-2", "1099-MISC", "1040",
        "1040 Schedule C", "AZ-140", "IRP5", "Lohnsteuerbescheinigung".
    """
    places = list(_places(sheets[:_PAGES]))
    scores = _scores(places)
    if not scores:
        return None
    kind = max(scores, key=lambda name: scores[name])
    if scores[kind] < _ENOUGH:
        return None
    best = max((place for place in places if place.kind == kind), key=lambda place: place.score)
    runner_up = max((score for name, score in scores.items() if name != kind), default=0.0)
    confidence = best.confidence * _confidence(scores[kind], runner_up)
    return Value("form_kind", best.text, kind, round(confidence, 3), best.page, best.box, "form_identifier")


def _scores(places: Sequence[_Found]) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for place in places:
        scores[place.kind] += place.score
    for kind in list(scores):
        state, _, number = kind.partition("-")
        if state in STATES.values() and number in scores:  # "Form 140" on Arizona's form is Arizona's
            scores[kind] += scores.pop(number)
    return scores


def word_height(sheet: Sequence[Row]) -> float:
    """Return the usual height of a word on a page; 0 on an empty one."""
    heights = [word.box.y1 - word.box.y0 for row in sheet for word in row.words]
    return median(heights) if heights else 0.0


def _confidence(score: float, runner_up: float) -> float:
    clear = score >= 1.5 * runner_up
    if score >= _SURE:
        return 0.98 if clear else 0.9
    return 0.92 if clear else 0.7


def _places(sheets: Sequence[Sequence[Row]]) -> Iterable[_Found]:
    for number, sheet in enumerate(sheets):
        weight = 1.0 if number == 0 else 0.5
        for place in _on_page(sheet, word_height(sheet)):
            yield _Found(
                place.kind, place.score * weight, place.text, place.confidence, place.page, place.box
            )


def _on_page(page_rows: Sequence[Row], height: float) -> Iterable[_Found]:
    yield from _schedules(page_rows)
    yield from _state_forms(page_rows)
    yield from _american(page_rows, height)
    yield from _standing_alone(page_rows, height)
    yield from _named(page_rows, height)


def _schedules(page_rows: Sequence[Row]) -> Iterable[_Found]:
    """Yield schedules: "SCHEDULE C" over "(Form 1040)" at the head, or in one line at the foot."""
    for label in labels_in(page_rows, [_SCHEDULE]):
        following = label.row.text + " " + " ".join(row.text for row in label.rows[label.index + 1 :][:3])
        after = following[following.find(label.text) + len(label.text) :]
        form = re.match(r"[^()]{0,90}?\(\s*Form\s+(\d{3,4})", after) if label.box.y0 < _TOP else None
        foot = re.match(r"\s*\(\s*Form\s+(\d{3,4})[^()]{0,12}\)\s*(?:\([^)]*\)\s*)?\d{4}", after)
        match = form if form and label.start == 0 else foot
        if match:
            name = label.text.split()[-1].upper()
            yield _found(label, f"{match[1]} Schedule {name}", 9.0)


def _state_forms(page_rows: Sequence[Row]) -> Iterable[_Found]:
    for label in labels_in(page_rows, [_STATE_FORM]):
        state, number = re.split(r"\s+Form\s+", label.text, flags=re.IGNORECASE)
        code = STATES.get(state.lower(), state)
        if not code.isupper():  # "in Form 1040" is no form of Indiana's
            continue
        dated = re.match(_DATED, _after(label))
        yield _found(label, f"{code}-{number.upper()}", 5.0 + (4.0 if dated else 0.0))


def _american(page_rows: Sequence[Row], height: float) -> Iterable[_Found]:
    """Yield "Form 1099-MISC" and its like; names that run on in a sentence count little."""
    for label in labels_in(page_rows, [_FORM]):
        number = re.sub(r"^(?:Form|Fo[mr]m)\s*", "", label.text, flags=re.IGNORECASE)
        score = _own_name_score(label, height)
        if re.fullmatch(r"(?:19|20)\d\d", number):
            continue
        yield _found(label, _american_name(number), score)


def _own_name_score(label: Label, height: float) -> float:
    before = " ".join(word.text for word in label.row.words[: label.start])
    if _MENTION.search(before) and not re.match(_DATED, _after(label)):
        return 0.1
    dated = 5.0 if re.match(_DATED, _after(label)) else 0.0
    head = 2.5 if label.box.y0 < _TOP else 0.0
    large = 3.0 if _is_large(label, height) else 0.0
    foot = 1.5 if label.box.y0 > _FOOT else 0.0
    begins = 1.5 if _begins_cell(label) else 0.0
    titled = 2.0 if begins and _TITLE.match(_after(label)) else 0.0
    return 0.4 + dated + head + large + foot + begins + titled


def _standing_alone(page_rows: Sequence[Row], height: float) -> Iterable[_Found]:
    """Yield the large number at the head that has the word "Form" in small print beside or under it."""
    for row in page_rows:
        if row.box.y0 > _TOP:
            return
        for word in row.words:
            large = word.box.y1 - word.box.y0 >= _LARGE * height
            if large and re.fullmatch(US_NUMBER, word.text) and not re.fullmatch(r"(?:19|20)\d\d", word.text):
                name = _american_name(word.text)
                yield _Found(name, 5.0, word.text, word.confidence, row.page, word.box)


def _named(page_rows: Sequence[Row], height: float) -> Iterable[_Found]:
    patterns = [pattern for _, pattern in NAMED]
    for label in labels_in(page_rows, patterns):
        kind = NAMED[label.rank][0]
        head = 4.0 if label.box.y0 < 2 * _TOP else 0.5
        large = 2.0 if _is_large(label, height) else 0.0
        foot = 1.0 if label.box.y0 > _FOOT else 0.0
        before = " ".join(word.text for word in label.row.words[: label.start])
        worth = 0.2 if _MENTION.search(before) else _TITLE_WORTH if kind in TITLES else 1.0
        yield _found(label, kind, worth * (head + large + foot))


def _american_name(printed: str) -> str:
    name = re.sub(r"\s+", "-", printed.strip().upper())
    name = re.sub(r"^W(?=\d)", "W-", name)
    return re.sub(r"^(W-8)-?(?=[A-Z])", r"\1", name)


def _is_large(label: Label, height: float) -> bool:
    words = label.row.words[label.start : label.end]
    return any(word.box.y1 - word.box.y0 >= _LARGE * height for word in words)


def _begins_cell(label: Label) -> bool:
    left = label.box.x0
    return any(abs(cell.box.x0 - left) < 1e-6 for cell in label.row.cells())


def _after(label: Label) -> str:
    return label.rest + " " + " ".join(word.text for word in label.row.words[label.end :])


def _found(label: Label, kind: str, score: float) -> _Found:
    words = label.row.words[label.start : label.end]
    return _Found(kind, score, label.text, min(word.confidence for word in words), label.page, label.box)
