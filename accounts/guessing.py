"""How many guesses a password takes of somebody who tries well-known parts first."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from itertools import pairwise

# Bits per character that is part of nothing known.
_DIGIT, _LETTER, _OTHER = math.log2(10), math.log2(26), math.log2(33)
_REPEATED = 1.0  # saying the same again
_ABOUT = 3.0  # a word about the person or the service
_RUN = 6.0  # aaaa, abcd, 4321, qwert: where it begins, which way, how long
_YEAR = 7.0
_LONGEST_WORD = 24
_MOST = 72  # what comes after so many characters is not looked at, but for repetition
_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qwertzuiop",
    "azertyuiop",
    "qazwsxedcrfvtgbyhnujm",
)
_LEET = (str.maketrans("013457@$!", "oleastasi"), str.maketrans("013457@$!", "oieastasi"))


def guesses_log2(password: str, *, common: Collection[str], about: Iterable[str]) -> float:
    """Return the binary logarithm of the guesses it takes, at most: the cheapest way to put it together.

    Args:
        password: normalised.
        common: listed passwords in small letters; one costs as much as its list is long.
        about: words in small letters that a guesser tries first.
    """
    text = password.casefold()
    unit = _unit(text)
    bits = _REPEATED if len(unit) < len(text) else 0.0
    about = {word for word in about if len(word) >= 3}
    variants = {unit, *(unit.translate(table) for table in _LEET)}
    return bits + min(_cheapest(variant[:_MOST], common, about) for variant in variants)


def _unit(text: str) -> str:
    """Return the shortest part whose repetition, the last perhaps cut off, is the text."""
    # Whatever the text is a repetition of is found where the text begins anew within itself twice.
    for length in range(1, len(text) // 2 + 1):
        if text.startswith(text[length:]):
            return text[:length]
    return text


def _cheapest(text: str, common: Collection[str], about: Collection[str]) -> float:
    """Return the bits of the cheapest way to cut a text into parts."""
    listed = math.log2(max(len(common), 2))
    longest = max([_LONGEST_WORD, *map(len, about)])
    best = [0.0]
    for end in range(1, len(text) + 1):
        cost = best[end - 1] + _single(text[end - 1])
        for start in range(max(0, end - longest), end - 2):
            part = text[start:end]
            cost = min(cost, best[start] + _part(part, listed, common, about))
        best.append(cost)
    return best[-1]


def _part(part: str, listed: float, common: Collection[str], about: Collection[str]) -> float:
    if part in about:
        return _ABOUT
    if _is_run(part):
        return _RUN
    if len(part) == 4 and part[:2] in {"19", "20"} and part.isdigit():
        return _YEAR
    return listed if part in common else math.inf


def _is_run(part: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(part)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return True
    return any(part in row or part in row[::-1] for row in _ROWS)


def _single(character: str) -> float:
    if character.isdigit():
        return _DIGIT
    return _LETTER if character.isalpha() else _OTHER
