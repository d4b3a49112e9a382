"""Finding the vocabulary's phrases in printed text, misread letters forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

Meant = TypeVar("Meant")

_LONG, _VERY_LONG = 5, 8  # letters from which one, and two, misread letters are forgiven

_MISREAD = re.compile(r"(?<![\w])[a-z]+[015]{1,2}[a-z]{2,}(?!\w)|(?<!\w)[a-z]{2}11(?!\w)")
_LOOKALIKES = str.maketrans("015", "ols")


@dataclass(frozen=True, slots=True)
class Found(Generic[Meant]):
    """A phrase in a text: the words `start` to `end` (exclusive) of the folded text, and what they mean."""

    start: int
    end: int
    meant: frozenset[Meant]


class PhraseTable(Generic[Meant]):
    """Phrases by what they mean, ready to be found in text."""

    def __init__(self, phrases: Iterable[tuple[Meant, str]]) -> None:
        """Take pairs of a meaning and its phrases, separated by "|"."""
        self._phrases: dict[tuple[str, ...], frozenset[Meant]] = {}
        for meant, joined in phrases:
            for phrase in joined.split("|"):
                words = tuple(fold(phrase).split())
                self._phrases[words] = self._phrases.get(words, frozenset()) | {meant}
        self._longest = max(len(words) for words in self._phrases)
        self._words = frozenset(word for words in self._phrases for word in words)
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for short in _shortened(word):
                self._shortened.setdefault(short, []).append(word)
        self._known = lru_cache(maxsize=50_000)(self._nearest)
        self.find = lru_cache(maxsize=50_000)(self._find)

    def _find(self, text: str) -> tuple[Found[Meant], ...]:
        """Return the phrases in a text from the left, the longest first at each word; none overlap."""
        words = [self._known(word) for word in fold(text).split()]
        found, position = [], 0
        while position < len(words):
            length = self._length_at(words, position)
            if length:
                meant = self._phrases[tuple(words[position : position + length])]
                found.append(Found(position, position + length, meant))
            position += max(length, 1)
        return tuple(found)

    def meant(self, text: str) -> frozenset[Meant]:
        """Return all that the phrases in a text mean."""
        return frozenset(meant for found in self.find(text) for meant in found.meant)

    def _length_at(self, words: list[str], position: int) -> int:
        for length in range(min(self._longest, len(words) - position), 0, -1):
            if tuple(words[position : position + length]) in self._phrases:
                return length
        return 0

    def _nearest(self, word: str) -> str:
        """Return the vocabulary's word that a misread word stands for, or the word itself."""
        if word in self._words or len(word) < _LONG:
            return word
        most = _forgiven(word)
        near = {other for short in _shortened(word) for other in self._shortened.get(short, ())}
        best = min(
            (
                (letters, other)
                for other in near
                # "cross" is not "gross"
                if (len(word) >= _VERY_LONG or word[0] == other[0])
                and (letters := distance(word, other, most)) <= most
            ),
            default=None,
        )
        return best[1] if best else word


def _forgiven(word: str) -> int:
    return 1 if len(word) < _VERY_LONG else 2


def _shortened(word: str) -> set[str]:
    """Return the word with up to the forgiven number of letters left out: near words share one of these."""
    found = {word}
    if len(word) >= _LONG - 1:
        for _ in range(_forgiven(word)):
            found |= {short[:index] + short[index + 1 :] for short in found for index in range(len(short))}
    return found


def by_language(vocabulary: Mapping[Meant, Mapping[str, str]]) -> PhraseTable[Meant]:
    """Return a table of phrases that are listed by meaning and language."""
    return PhraseTable(
        (meant, phrases) for meant, languages in vocabulary.items() for phrases in languages.values()
    )


def fold(text: str) -> str:
    """Return lower-case words without accents and marks, separated by single spaces."""
    plain = unicodedata.normalize(
        "NFKD", text.casefold().replace("ß", "ss").replace("º", " ").replace("°", " ")
    )
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z]+|\d+|%", _MISREAD.sub(_letters_for_digits, letters)))


def _letters_for_digits(match: re.Match[str]) -> str:
    """Read "t0tal" and "bi11" as the words they are: OCR takes letters inside words for digits."""
    return match[0].translate(_LOOKALIKES)


def distance(one: str, other: str, most: int) -> int:
    """Return the number of letters to change, add or drop between two words; `most` + 1 where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        previous, row[0] = row[0], index
        for column, against in enumerate(other, start=1):
            cost = min(row[column] + 1, row[column - 1] + 1, previous + (letter != against))
            previous, row[column] = row[column], cost
        if min(row) > most:
            return most + 1
    return row[-1]
