"""Texts of made-up papers, page by page, as printed and as they are indexed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from documents.scale.vocabulary import LANGUAGES, Vocabulary, vocabulary
from documents.search import words

_LINES_A_PAGE = (16, 34)
_TAIL_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Paper:
    """The text of one document."""

    pages: list[str]
    words: str


class Printer:
    """Prints papers."""

    def __init__(self, chance: np.random.Generator) -> None:
        """Learn the languages."""
        self._chance = chance
        self._known: list[Vocabulary] = [vocabulary(language, chance) for language in LANGUAGES]

    def print(self, languages: list[int], pages: list[int], heads: list[str]) -> list[Paper]:
        """Print one paper for each place in the lists; `heads` stand on the first page of each."""
        total = sum(pages)
        sizes = self._chance.integers(*_LINES_A_PAGE, total)
        drawn = self._chance.integers(0, len(self._known[0].lines), int(sizes.sum())).tolist()
        tails = self._chance.integers(0, len(self._known[0].tail), (total, _TAIL_A_PAGE)).tolist()
        numbers = self._chance.integers(10_000, 1_000_000_000, total).tolist()
        sizes = sizes.tolist()
        papers, page, begin = [], 0, 0
        for language, count, head in zip(languages, pages, heads, strict=True):
            known = self._known[language]
            texts, indexed = [], []
            for number in range(count):
                lines = [known.lines[n] for n in drawn[begin : begin + sizes[page]]]
                first = f"{head}\n" if number == 0 else ""
                rare = " ".join(known.tail[n] for n in tails[page])
                first += f"{rare} {numbers[page]}"
                texts.append("\n".join([first, *(line.text for line in lines)]))
                indexed.append(" ".join([words(first), *(line.words for line in lines)]))
                begin += sizes[page]
                page += 1
            papers.append(Paper(texts, " ".join(indexed)))
        return papers
