"""Words and lines of made-up papers: few words in most of them, tens of thousands in a few each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from documents.search import words

VOCABULARY = 40_000
LINES = 20_000
_ZIPF = 1.05
LANGUAGES = ("en", "af", "de", "nl")
LANGUAGE_SHARES = (0.78, 0.12, 0.06, 0.04)
_COMMON = {
    "en": "payment account balance total date amount invoice statement the of and to for from transfer debit "
    "credit fee charges period opening closing number reference customer bank branch purchase card salary "
    "rent tax vat net gross due paid interest deposit withdrawal monthly service order supplier quantity "
    "price delivery insurance premium medical fuel groceries electricity water telephone internet pension "
    "overtime earnings deductions employee employer leave bonus subscription refund discount cash cheque",
    "af": "betaling rekening saldo totaal datum bedrag faktuur staat die van en na vir oordrag debiet "
    "krediet "
    "fooi koste tydperk opening sluiting nommer verwysing kliënt bank tak aankoop kaart salaris huur "
    "belasting netto bruto verskuldig betaal rente deposito onttrekking maandeliks "
    "diens bestelling verskaffer hoeveelheid prys aflewering versekering premie brandstof "
    "kruideniersware elektrisiteit môre reën",
    "de": "zahlung konto saldo summe datum betrag rechnung auszug der die das und für von überweisung gebühr "
    "zeitraum anfangssaldo endsaldo nummer verwendungszweck kunde bank filiale einkauf karte gehalt miete "
    "steuer netto brutto fällig bezahlt zinsen einzahlung auszahlung monatlich leistung bestellung "
    "lieferant",
    "nl": "betaling rekening saldo totaal datum bedrag factuur afschrift de het een van en voor "
    "overschrijving kosten periode beginsaldo eindsaldo nummer kenmerk klant bank filiaal aankoop pas "
    "salaris huur belasting "
    "netto bruto verschuldigd betaald rente storting opname maandelijks dienst bestelling leverancier",
}
_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "br",
    "cr",
    "dr",
    "fl",
    "gr",
    "kl",
    "pl",
    "pr",
    "sk",
    "st",
    "tr",
    "th",
    "sh",
]
_VOWELS = ["a", "e", "i", "o", "u", "aa", "ee", "ie", "oo", "ou", "ai", "ei"]
_ENDS = ["", "", "n", "r", "s", "t", "l", "m", "k", "nd", "rt", "st"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as printed and as it is indexed."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lines of one language, and the words that are too rare to stand in them."""

    lines: list[Line]
    tail: list[str]


def vocabulary(language: str, chance: np.random.Generator) -> Vocabulary:
    """Make the words of a language, by Zipf's law, and lines of them."""
    common = _COMMON[language].split()
    made = [*common, *_made_up(VOCABULARY - len(common), set(common), chance)]
    weights = 1.0 / np.arange(1, VOCABULARY + 1) ** _ZIPF
    sizes = chance.integers(4, 8, LINES)
    drawn = chance.choice(VOCABULARY, int(sizes.sum()), p=weights / weights.sum()).tolist()
    cents = chance.integers(100, 5_000_000, LINES).tolist()
    lines, begin = [], 0
    for size, amount in zip(sizes.tolist(), cents, strict=True):
        said = " ".join(made[rank] for rank in drawn[begin : begin + size])
        text = f"{said[:1].upper()}{said[1:]}  {amount / 100:,.2f}"
        lines.append(Line(text, words(text)))
        begin += size
    return Vocabulary(lines, made[VOCABULARY // 4 :])


def _made_up(count: int, known: set[str], chance: np.random.Generator) -> list[str]:
    """Return words that nobody has heard and everybody can say."""
    found: dict[str, None] = {}
    while len(found) < count:
        missing = count - len(found)
        sizes = chance.integers(2, 5, missing).tolist()
        shape = [len(_ONSETS), len(_VOWELS), len(_ENDS)]
        for size, parts in zip(sizes, chance.integers(0, shape, (missing, 4, 3)).tolist(), strict=True):
            said = "".join(_ONSETS[onset] + _VOWELS[vowel] for onset, vowel, _ in parts[:size])
            word = said + _ENDS[parts[0][2]]
            if word not in known:
                found[word] = None
    return list(found)
