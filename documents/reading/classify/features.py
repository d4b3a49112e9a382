"""A document as named numbers: which cues stand where, and what its lines look like.

The names are the contract between this module and every model: a model weighs the names it knows and
ignores the others, so that models and features can change one after the other.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from documents.reading.classify.lexicon import Found, folded, lexicon, tokens_of
from documents.reading.types import DocumentType, PageText

_MAX_PAGES = 4  # the first pages tell the type; more would only cost time
_MAX_LINES = 160  # of a page
_TOP_LINES = 24  # where a title is looked for
_TOP_SHARE = 0.4  # of the lines of a page, where it has few
_LARGE = 1.35  # times the usual height of a word: large print
_TALL = 1.75  # height by width: a till slip, not a sheet
_LONG_LINE = 12  # spaces
_ENOUGH = 40  # words below which a page tells little
GROUPS = tuple(label.value for label in DocumentType if label is not DocumentType.OTHER)

_DATE = (
    r"(?:\d{1,2}[-/. ]\d{1,2}[-/.]?(?:\d{2,4})?|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2}[-/. ]?[a-z]{3,9}\.?[-/., ]?\d{0,4}|[a-z]{3,9} \d{1,2},?)"
)
_STARTS_WITH_DATE = re.compile(rf"\W{{0,3}}{_DATE}(?=\s|$)")
_AMOUNT = re.compile(r"[-+(]?(?:[a-z]{1,3}|[$€£])?[-+]?\d[\d.,']*[.,]\d\d\)?(?:[-+a-z$€£]{1,3})?")
_AFTER_AMOUNT = re.compile(r"[-+$€£*]|[a-z]{1,3}")  # a sign, a currency or a mark apart from its amount
_AMOUNTS = re.compile(r"\d[.,]\d\d(?![.,]?\d)")
_IBAN = re.compile(r"\b[a-z][a-z]\d\d(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b")
_ISIN = re.compile(r"\b[a-z][a-z][a-z0-9]{9}\d\b")
_CARD = re.compile(r"\b\d{4}[ -]?[\dx*]{2,4}[ -]?[\dx*]{4}[ -]?\d{4}\b|[x*]{4,12}[ -]?\d{4}\b")
_TIME = re.compile(r"\b[0-2]?\d:[0-5]\d\b")
_FORM = re.compile(
    r"\bform\s+(?:\d{3,5}|w\s?-?\s?\d|[a-z]-?\d)|\b(?:w-2|w-9|w-8ben|1099|1098|1040|irp ?5|it3 ?\(?[abcs]|"
    r"ita ?34|it12|emp201|vat ?201|p60|p45|p11d|sa100|cerfa)\b"
)
_BLANKS = re.compile(r"_{4,}|\.{8,}|☐|□|❑")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the lexicon in the document: what it names, where it stands."""

    group: str
    level: str
    phrase: str
    page: int
    place: (
        str  # "alone" (most of a line near the top), "large" (print), "top", "line" (as alone, lower), "body"
    )


@dataclass(frozen=True, slots=True)
class Features:
    """What the vectoriser makes of a document: named numbers of about 0..1, and the cues behind them."""

    values: Mapping[str, float]
    hits: tuple[Hit, ...]
    words: int


def vectorise(pages: Sequence[PageText]) -> Features:
    """Describe a document by the cues of the lexicon and the shape of its lines.

    Args:
        pages: in order; the first four are read.

    Returns:
        Numbers by name: "GROUP.LEVEL" and "GROUP.title.PLACE" count different phrases on a
        logarithmic scale, "GROUP.share" is the part of all strong cues, "shape.NAME" and
        "pattern.NAME" describe the lines.
    """
    read = pages[:_MAX_PAGES]
    lines_by_page = [_lines(page) for page in read]
    lines = [line for page_lines in lines_by_page for line in page_lines]
    tokens_by_page = [[tokens_of(line) for line in page_lines] for page_lines in lines_by_page]
    words = sum(len(tokens) for page_tokens in tokens_by_page for tokens in page_tokens)
    hits = tuple(_hits(read, tokens_by_page))
    values = {**_cue_values(hits), **_shape_values(read, lines, words), **_pattern_values(lines)}
    return Features(values, hits, words)


def _lines(page: PageText) -> list[str]:
    """Return the first lines of a page that hold something, folded."""
    return list(islice((line for line in folded(page.text).split("\n") if line.strip()), _MAX_LINES))


def _hits(pages: Sequence[PageText], tokens_by_page: Sequence[list[list[str]]]) -> Iterable[Hit]:
    for index, (page, lines) in enumerate(zip(pages, tokens_by_page, strict=True)):
        if index == 0:
            yield from _hits_on_first(lines, page.number)
            yield from _hits_of(tokens_of(folded(_large_print(page))), page.number, "large")
        else:
            yield from _hits_of([token for line in lines for token in line], page.number, "body")


def _hits_on_first(lines: Sequence[list[str]], page: int) -> Iterable[Hit]:
    """Yield the hits of the first page line by line: a phrase that fills half of its line is a heading."""
    top = min(_TOP_LINES, max(6, round(_TOP_SHARE * len(lines))))
    for number, line in enumerate(lines):
        for found in lexicon().find(line):
            place = "top" if number < top else "body"
            if 2 * found.length >= len(line):
                place = "alone" if number < top else "line"
            yield from _as_hits(found, page, place)


def _hits_of(tokens: list[str], page: int, place: str) -> Iterable[Hit]:
    for found in lexicon().find(tokens):
        yield from _as_hits(found, page, place)


def _as_hits(found: Found, page: int, place: str) -> Iterable[Hit]:
    for cue in found.cues:
        yield Hit(cue.group, cue.level, cue.phrase, page, place)


def _large_print(page: PageText) -> str:
    """Return the words of a page that are clearly larger than most, in reading order."""
    heights = [word.box.y1 - word.box.y0 for word in page.words]
    if len(heights) < _ENOUGH // 2:
        return ""
    limit = _LARGE * median(heights)
    return " ".join(
        word.text
        for word, height in zip(page.words, heights, strict=True)
        if height >= limit and len(word.text) > 2
    )


def _cue_values(hits: Sequence[Hit]) -> dict[str, float]:
    phrases: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.level == "title":
            phrases[f"{hit.group}.title.{hit.place}"].add(hit.phrase)
        elif hit.place != "large":
            phrases[f"{hit.group}.{hit.level}"].add(hit.phrase)
    values = {name: math.log1p(len(found)) / math.log(8) for name, found in phrases.items()}
    if (first := _first_title(hits)) is not None:
        values[f"{first}.title.first"] = 1.0
    strong = {group: len(phrases.get(f"{group}.strong", ())) for group in GROUPS}
    total = sum(strong.values())
    for group, count in strong.items():
        if count:
            values[f"{group}.share"] = count / (total + 2)  # two unknown cues: few cues are no proof
    return values


def _first_title(hits: Sequence[Hit]) -> str | None:
    """Return the group of the first title that stands as a heading, or else of the first near the top."""
    titles = [hit for hit in hits if hit.level == "title" and hit.place != "body"]
    headings = [hit for hit in titles if hit.place in {"alone", "large"}]
    return next((hit.group for hit in headings or titles), None)


def _shape_values(pages: Sequence[PageText], lines: Sequence[str], words: int) -> dict[str, float]:
    first = pages[0] if pages else None
    tall = bool(first and first.width and first.height / first.width > _TALL)
    count = max(len(lines), 1)
    return {
        "shape.words": math.log1p(words) / 8,
        "shape.words_per_line": min(words / count / 16, 1.5),
        "shape.tall": float(tall),
        "shape.short": float(words < _ENOUGH),
        "shape.pages": math.log1p(len(pages)) / 2,
        "shape.prose": sum(1 for line in lines if line.count(" ") > _LONG_LINE) / count,
        "shape.blanks": min(sum(1 for line in lines if _BLANKS.search(line)) / 10, 1.0),
    }


def _pattern_values(lines: Sequence[str]) -> dict[str, float]:
    text = "\n".join(lines)
    ends = [_amounts_at_end(line) for line in lines]
    dated = [bool(_STARTS_WITH_DATE.match(line)) for line in lines]
    booked = [end for end, starts in zip(ends, dated, strict=True) if starts and end]
    count = max(len(lines), 1)
    return {
        "shape.amount_lines": sum(1 for end in ends if end) / count,
        "pattern.dated_rows": _log(sum(dated)),
        "pattern.booked_rows": _log(len(booked)),
        "pattern.booked_share": len(booked) / count,
        "pattern.balanced_rows": _log(sum(1 for end in booked if end > 1)),
        "pattern.amounts": _log(len(_AMOUNTS.findall(text))),
        "pattern.isin": _log(len(set(_ISIN.findall(text)))),
        "pattern.iban": min(len(set(_IBAN.findall(text))), 2) / 2,
        "pattern.card": min(len(set(_CARD.findall(text))), 2) / 2,
        "pattern.time": min(len(_TIME.findall(text)), 3) / 3,
        "pattern.form_number": _log(len(_FORM.findall(text))),
    }


def _amounts_at_end(line: str) -> int:
    """Return how many amounts (0 to 2) end a line."""
    found = 0
    for word in reversed(line.split()[-5:]):
        if _AMOUNT.fullmatch(word):
            found += 1
        elif not _AFTER_AMOUNT.fullmatch(word):
            break
    return min(found, 2)


def _log(count: int) -> float:
    return math.log1p(count) / math.log(32)
