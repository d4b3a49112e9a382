"""Rough documents of every type in every language, drawn from the cues alone.

They teach the classifier that a title counts in Portuguese as it does in German, for types and languages of
which hardly a real document is at hand. They hold no third-party text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

from documents.reading import classify
from documents.reading.types import DocumentType, PageText, TextSource

_CUES = Path(classify.__file__).with_name("cues.toml")
_SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mo",
    "na",
    "ne",
    "no",
    "ra",
    "re",
    "ro",
    "sa",
    "se",
    "so",
    "ta",
    "te",
    "to",
    "va",
    "ve",
    "vo",
]
_UNTITLED = 0.3  # share of the sketches without a title
_TABLES = {
    DocumentType.BANK_STATEMENT: (4, 30),
    DocumentType.CREDIT_CARD_STATEMENT: (3, 25),
    DocumentType.INVOICE: (0, 6),
    DocumentType.RECEIPT: (0, 8),
    DocumentType.BROKER_NOTICE: (0, 4),
}


def sketches(seed: int, count: int) -> Iterator[tuple[DocumentType, PageText]]:
    """Give `count` sketches of each type, and as many of documents of no known type."""
    with _CUES.open("rb") as file:
        table = tomllib.load(file)
    rnd = Random(seed)
    for _ in range(count):
        for label in DocumentType:
            if label is DocumentType.OTHER:
                yield label, _page(rnd, _prose(rnd, table), narrow=False)
            else:
                yield label, _page(rnd, _lines(rnd, table, label), narrow=label is DocumentType.RECEIPT)


Table = dict[str, dict[str, dict[str, str]]]


def _lines(rnd: Random, table: Table, label: DocumentType) -> list[str]:
    levels = table[label.value]
    language = rnd.choice(sorted(levels["title"]))
    head = [_name(rnd), _name(rnd) + f" {rnd.randrange(1, 300)}"]
    if rnd.random() > _UNTITLED:
        head.insert(rnd.randrange(len(head) + 1), _cue(rnd, levels, "title", language))
    body = [_labelled(rnd, _cue(rnd, levels, "strong", language)) for _ in range(rnd.randrange(4, 13))]
    body += [_labelled(rnd, _cue(rnd, levels, "weak", language)) for _ in range(rnd.randrange(1, 7))]
    body += [_labelled(rnd, _stray(rnd, table, language)) for _ in range(rnd.randrange(0, 4))]
    rnd.shuffle(body)
    body += [_labelled(rnd, _name(rnd)) for _ in range(rnd.randrange(0, 5))]
    low, high = _TABLES.get(label, (0, 1))
    rows = [_row(rnd, label) for _ in range(rnd.randrange(low, high + 1))]
    place = rnd.randrange(len(body) + 1)
    return [*head, *body[:place], *rows, *body[place:]]


def _prose(rnd: Random, table: Table) -> list[str]:
    """Return running text, a list or next to nothing, with few words of any trade."""
    if rnd.random() < 0.15:
        return [_name(rnd) for _ in range(rnd.randrange(0, 4))]
    width = rnd.randrange(2, 16)
    lines = [" ".join(_word(rnd) for _ in range(width)) for _ in range(rnd.randrange(3, 45))]
    language = rnd.choice(("en", "de", "fr", "nl", "es", "it", "pt", "af"))
    for _ in range(rnd.randrange(0, 5)):
        lines[rnd.randrange(len(lines))] += " " + _stray(rnd, table, language)
    for place in range(len(lines)):
        if rnd.random() < 0.1:
            lines[place] += f" {rnd.randrange(1, 3000)}"
    return lines


def _stray(rnd: Random, table: Table, language: str) -> str:
    """Return a cue of any type, as they turn up in documents of all the others."""
    levels = table[rnd.choice(sorted(table))]
    return _cue(rnd, levels, rnd.choice(("strong", "weak", "weak")), language)


def _cue(rnd: Random, levels: dict[str, dict[str, str]], level: str, language: str) -> str:
    phrases = levels[level].get(language) or levels[level]["en"]
    phrase = rnd.choice(phrases.split(";")).strip().removesuffix("*")
    return rnd.choice((phrase.capitalize(), phrase.title(), phrase.upper()))


def _labelled(rnd: Random, label: str) -> str:
    values = ("", _name(rnd), _amount(rnd), f"{rnd.randrange(1000, 99999999)}", _date(rnd))
    return f"{label}{rnd.choice(('', ':'))} {rnd.choice(values)}".strip()


def _row(rnd: Random, label: DocumentType) -> str:
    if label in (DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT):
        balance = f" {_amount(rnd)}" if label is DocumentType.BANK_STATEMENT and rnd.random() < 0.7 else ""
        return f"{_date(rnd)} {_name(rnd)} {_amount(rnd)}{balance}"
    if label is DocumentType.BROKER_NOTICE:
        country = rnd.choice(("US", "DE", "IE", "FR"))
        return f"{country}{rnd.randrange(10**9, 10**10)} {_name(rnd)} {_amount(rnd)}"
    return f"{_name(rnd)} {rnd.randrange(1, 9)} {_amount(rnd)} {_amount(rnd)}"


def _word(rnd: Random) -> str:
    return "".join(rnd.choice(_SYLLABLES) for _ in range(rnd.randrange(1, 5)))


def _name(rnd: Random) -> str:
    return " ".join(_word(rnd).capitalize() for _ in range(rnd.randrange(1, 4)))


def _amount(rnd: Random) -> str:
    whole, cents = rnd.randrange(1, 90000), rnd.randrange(100)
    return rnd.choice((f"{whole:,}.{cents:02d}", f"{whole}.{cents:02d}", f"{whole},{cents:02d}"))


def _date(rnd: Random) -> str:
    day, month, year = rnd.randrange(1, 29), rnd.randrange(1, 13), rnd.randrange(2015, 2027)
    return rnd.choice(
        (f"{day:02d}.{month:02d}.{year}", f"{year}-{month:02d}-{day:02d}", f"{day:02d}/{month:02d}/{year}")
    )


def _page(rnd: Random, lines: list[str], *, narrow: bool) -> PageText:
    height = 842.0 if not narrow or rnd.random() < 0.5 else 1600.0
    return PageText(1, 595.0, height, (), "\n".join(lines), TextSource.TEXT_LAYER)
