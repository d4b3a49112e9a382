"""The words by which each type of document names itself, and where they stand in a text."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CUES = Path(__file__).with_name("cues.toml")
_STEM = 5  # letters by which words with a star are looked up; no such word may be shorter
_TOKEN = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What one phrase tells: it names a type of document (`group`), and how plainly (`level`)."""

    group: str  # a label of DocumentType
    level: str  # "title", "strong" or "weak"
    phrase: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]  # the last may be a beginning, if `open_end`
    open_end: bool
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase in a list of tokens: where it starts, how many it takes, what it tells."""

    start: int
    length: int
    cues: tuple[Cue, ...]


class Lexicon:
    """All phrases, ready to be found; longer phrases win over the shorter ones inside them."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        """Index the cues by the first word of their phrase."""
        grouped: dict[str, list[Cue]] = defaultdict(list)
        for cue in cues:
            grouped[cue.phrase].append(cue)
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[_Phrase]] = defaultdict(list)
        for text, told in grouped.items():
            for phrase in _spellings(text, tuple(told)):
                single_stem = phrase.open_end and len(phrase.words) == 1
                index = self._by_stem if single_stem else self._by_word
                index[phrase.words[0][:_STEM] if single_stem else phrase.words[0]].append(phrase)
        for index in (self._by_word, self._by_stem):
            for phrases in index.values():
                phrases.sort(key=lambda phrase: -len(phrase.words))

    def find(self, tokens: Sequence[str]) -> list[Found]:
        """Return the phrases in a list of tokens, none inside another, in order."""
        found = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            candidates = self._by_word.get(token) or self._by_stem.get(token[:_STEM])
            match = _first_match(candidates, tokens, position) if candidates else None
            if match is None:
                position += 1
            else:
                found.append(match)
                position += match.length
        return found


@functools.cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon."""
    with _CUES.open("rb") as file:
        return Lexicon(_cues(tomllib.load(file)))


def tokens_of(text: str) -> list[str]:
    """Split folded text into words and numbers."""
    return _TOKEN.findall(text)


def folded(text: str) -> str:
    """Return the text in small letters without accents ("Übertrag" is "ubertrag"); line breaks stay."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered.replace("ß", "ss")))


def _cues(table: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterable[Cue]:
    seen = set()
    for group, levels in table.items():
        for level, languages in levels.items():
            for phrases in languages.values():
                for phrase in phrases.split(";"):
                    cue = Cue(group, level, phrase.strip())
                    if cue not in seen:
                        seen.add(cue)
                        yield cue


def _spellings(text: str, cues: tuple[Cue, ...]) -> Iterable[_Phrase]:
    """Yield a phrase as written, and run together, as OCR and PDF writers often leave it."""
    words = tuple(tokens_of(folded(text)))
    yield _Phrase(words, text.endswith("*"), cues)
    joined = "".join(words)
    if len(words) > 1 and len(joined) > _STEM + 2:
        yield _Phrase((joined,), text.endswith("*"), cues)


def _first_match(candidates: list[_Phrase], tokens: Sequence[str], position: int) -> Found | None:
    for phrase in candidates:
        length = len(phrase.words)
        if length == 1 and not phrase.open_end:
            return Found(position, 1, phrase.cues)
        there = tuple(tokens[position : position + length])
        same = there == phrase.words
        if phrase.open_end and not same and len(there) == length:
            same = there[:-1] == phrase.words[:-1] and there[-1].startswith(phrase.words[-1])
        if same:
            return Found(position, length, phrase.cues)
    return None
