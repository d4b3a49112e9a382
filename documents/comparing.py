"""Two versions of one document beside each other: facts, values, and the text of their pages."""

from __future__ import annotations

import difflib
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from documents import selectors
from documents.models import Document, DocumentVersion, Page

SECONDS = 2.0  # for all pages; what is left then is told as changed, without its lines
MAX_PAGES = 500
MAX_LINES = 2000  # of differences in one answer
MAX_PAGE_LINES = 400  # of a page; difflib takes quadratic time
MAX_LINE = 500  # characters of a line that are shown
FACTS = ("file_name", "format", "mime", "size", "sha256", "source", "page_count")


@dataclass(frozen=True, slots=True)
class PageDifference:
    """One page: `same`, `changed`, `added` or `removed`; lines begin with a space, `-` or `+`."""

    number: int
    state: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """One value that differs; None where one side has none."""

    name: str
    account: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two versions; `is_whole` is False where limits cut pages short."""

    facts: list[ValueDifference]
    values: list[ValueDifference]
    pages: list[PageDifference]
    is_whole: bool


def versions_compare(document: Document, old: DocumentVersion, new: DocumentVersion) -> Comparison:
    """Compare two versions as they were read, within `SECONDS` and `MAX_LINES`.

    Raises:
        AwaitingScan, Quarantined: the malware scan has not let one of them through.
    """
    for version in (old, new):
        selectors.scan_refuse(version)
    pages = _PageComparer(time.monotonic() + SECONDS)
    differences = list(pages.compare(_texts(old), _texts(new)))
    return Comparison(_facts(old, new), _values(document, old, new), differences, pages.is_whole)


def _facts(old: DocumentVersion, new: DocumentVersion) -> list[ValueDifference]:
    counts = {one.pk: Page.objects.filter(version=one).count() for one in (old, new)}

    def told(version: DocumentVersion, fact: str) -> str:
        return str(counts[version.pk] if fact == "page_count" else getattr(version, fact))

    return [
        ValueDifference(fact, "", told(old, fact), told(new, fact))
        for fact in FACTS
        if told(old, fact) != told(new, fact)
    ]


def _values(document: Document, old: DocumentVersion, new: DocumentVersion) -> list[ValueDifference]:
    before, after = _named(document, old), _named(document, new)
    return [
        ValueDifference(key[0], key[1], before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _named(document: Document, version: DocumentVersion) -> dict[tuple[str, str, int], str]:
    """Return the values of a version; of several with one name each has its turn."""
    turns: Counter[tuple[str, str]] = Counter()
    found = {}
    for opened in selectors.fields_open(document, list(version.fields.order_by("id"))):
        name = (opened.row.name, opened.row.account)
        found[(*name, turns[name])] = opened.normal
        turns[name] += 1
    return found


def _texts(version: DocumentVersion) -> dict[int, str]:
    pages = Page.objects.filter(version=version, number__lte=MAX_PAGES).order_by("number")
    return dict(pages.values_list("number", "text"))


class _PageComparer:
    """Compares pages until time or lines run out."""

    def __init__(self, deadline: float) -> None:
        self._deadline, self._left = deadline, MAX_LINES
        self.is_whole = True

    def compare(self, old: dict[int, str], new: dict[int, str]) -> Iterable[PageDifference]:
        for number in sorted(old.keys() | new.keys()):
            before, after = old.get(number), new.get(number)
            if before == after:
                yield PageDifference(number, "same", [])
                continue
            state = "added" if before is None else "removed" if after is None else "changed"
            yield PageDifference(number, state, self._lines(before or "", after or ""))

    def _lines(self, before: str, after: str) -> list[str]:
        old, new = before.splitlines(), after.splitlines()
        is_long = max(len(old), len(new)) > MAX_PAGE_LINES
        if is_long or self._left <= 0 or time.monotonic() > self._deadline:
            self.is_whole = False
            return []
        changed: list[Any] = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
        shown = [line[:MAX_LINE] for line in changed if not line.startswith("@@")][: self._left]
        self.is_whole &= len(shown) == sum(not line.startswith("@@") for line in changed)
        self._left -= len(shown)
        return shown
