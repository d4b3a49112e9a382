"""How alike two texts are: MinHash over runs of words, and bands that an index finds. Pure.

Source: Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", chapter 3. Multiply-shift hashing: Dietzfelbinger et al. 1997.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HASHES = 128
ROWS = 4  # of a band: two texts of likeness s share one of the 32 bands with 1 - (1 - s^4)^32
BANDS = HASHES // ROWS
RUN = 2  # words: one that was misread spoils two runs
MIN_WORDS = 12  # a text of less is like many others
MAX_WORDS = 100_000
_CHUNK = 4_096  # runs at a time: a table of 4 MB
_WORD = re.compile(r"[^\W_]+")
_chance = np.random.Generator(np.random.PCG64(20260301))  # the same in every process, for good
_FACTORS = _chance.integers(0, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_ADDENDS = _chance.integers(0, 2**63, HASHES, dtype=np.uint64)

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text.

    Args:
        text_hash: the same for the same words in the same order.
        minhash: 128 numbers; as many as two texts share, so alike they are.
        words: how many words there are.
    """

    text_hash: bytes
    minhash: Hashes
    words: int

    @property
    def bands(self) -> list[int]:
        """One number for each band, its place included; none for a text of a few words."""
        if self.words < MIN_WORDS:
            return []
        rows = self.minhash.reshape(BANDS, ROWS)
        return [_band(place, rows[place].tobytes()) for place in range(BANDS)]


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two texts differ: the lines of the one and of the other."""

    before: list[str]
    after: list[str]


def signature(text: str) -> Signature:
    """Return the signature of a text; punctuation, case, accents and line breaks do not matter."""
    found = words(text)[:MAX_WORDS]
    text_hash = hashlib.sha256(" ".join(found).encode()).digest()
    return Signature(text_hash, _minhash(found), len(found))


def likeness(one: Hashes, others: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return the estimated Jaccard likeness, 0 to 1, of one signature and each row of others."""
    shares: NDArray[np.float64] = (others == one).mean(axis=1)
    return shares


def words(text: str) -> list[str]:
    """Return the words of a text, without accents and in lower case."""
    plain = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())


def changes(before: Sequence[str], after: Sequence[str], *, most: int) -> list[Change]:
    """Return where two texts differ, line by line; lines that differ in spaces alone are the same."""
    old, new = ([" ".join(line.split()) for line in lines if line.strip()] for lines in (before, after))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found = [Change(old[a:b], new[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return found[:most]


def _minhash(found: list[str]) -> Hashes:
    runs = _runs(found)
    least = np.full(HASHES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(runs), _CHUNK):
        part = runs[start : start + _CHUNK, None] * _FACTORS + _ADDENDS
        least = np.minimum(least, (part >> np.uint64(32)).astype(np.uint32).min(axis=0))
    return least


def _runs(found: list[str]) -> NDArray[np.uint64]:
    """Return one 64-bit number for each run of words, each once."""
    single = np.array([zlib.crc32(word.encode()) for word in found], dtype=np.uint64)
    if len(single) < RUN:
        return single
    runs = np.zeros(len(single) - RUN + 1, dtype=np.uint64)
    for place in range(RUN):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + single[place : len(single) - RUN + 1 + place]
    return np.unique(runs ^ (runs >> np.uint64(29)))


def _band(place: int, rows: bytes) -> int:
    digest = hashlib.blake2b(bytes([place]) + rows, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
