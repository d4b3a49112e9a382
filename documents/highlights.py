"""Where the words of a search stand: for each document found, a piece of the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Left

from documents.models import Document, DocumentVersion, Page
from documents.queries import Query
from documents.search import fold

MAX_PAGES = 20  # of a document, looked through for its snippet
MAX_CHARACTERS = 20_000  # of a page
AROUND = 90  # characters on either side of the first word found
_STEM_ENDING = re.compile(r"(i|e)$")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page; `marks` are [start, end) of the words in it."""

    page: int
    text: str
    marks: list[tuple[int, int]]


def snippets(documents: Iterable[Document], query: Query) -> dict[UUID, Snippet]:
    """Return a snippet for each document of whose pages one shows a word of the query."""
    pattern = _pattern(query)
    if pattern is None:
        return {}
    newest = (
        DocumentVersion.objects.filter(document__in=[document.pk for document in documents])
        .order_by("document_id", "-number")
        .distinct("document_id")
        .values("pk")
    )
    pages = (
        Page.objects.filter(version__in=newest, number__lte=MAX_PAGES)
        .order_by("version", "number")
        .values_list("version__document_id", "number", Left("text", MAX_CHARACTERS))
    )
    found: dict[UUID, Snippet] = {}
    for document, number, text in pages.iterator():
        if document not in found and (snippet := _snippet(number, text, pattern)):
            found[document] = snippet
    return found


def _pattern(query: Query) -> re.Pattern[str] | None:
    """Return what finds the words wanted in folded text: each with its endings, as stems compare them."""
    starts = {_STEM_ENDING.sub("", lexeme) or lexeme for lexeme in query.lexemes}
    if not starts:
        return None
    longest_first = sorted(starts, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\w*")


def _snippet(number: int, text: str, pattern: re.Pattern[str]) -> Snippet | None:
    line = " ".join(text.split())
    folded, places = _folded(line)
    first = pattern.search(folded)
    if first is None:
        return None
    begin = _word_start(folded, max(0, first.start() - AROUND))
    end = min(len(folded), first.end() + AROUND)
    cut = places[begin]
    marks = [
        (places[match.start()] - cut, places[match.end()] - cut)
        for match in pattern.finditer(folded, begin, end)
    ]
    return Snippet(number, line[cut : places[end]], marks)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text folded, and for each of its characters (and its end) where it was in the text."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, list(range(len(text) + 1))
    characters, places = [], []
    for place, character in enumerate(text):
        for part in fold(character):
            characters.append(part)
            places.append(place)
    return "".join(characters), [*places, len(text)]


def _word_start(text: str, place: int) -> int:
    """Return where the next word begins, not to begin within one."""
    if place == 0:
        return 0
    space = text.find(" ", place)
    return space + 1 if space >= 0 else place
