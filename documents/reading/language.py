"""Which language a text is in: by the letters in it, among the languages papers here are written in."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("af", "de", "en", "es", "fr", "it", "nl", "pt", "xh", "zu")
SURE = 0.8
MIN_LETTERS = 40
MAX_LETTERS = 4_000
_LETTERS = re.compile(r"[^\W\d_]+")


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of most of a document's text; nothing where there is too little to tell."""
    letters = ""
    for text in texts:
        letters += " ".join(_LETTERS.findall(text[: 4 * MAX_LETTERS])).lower() + " "
        if len(letters) >= MAX_LETTERS:
            break
    if len(letters) < MIN_LETTERS:
        return ""
    label, probability = _identifier().classify(letters[:MAX_LETTERS])
    return str(label) if probability >= SURE else ""


@functools.cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
