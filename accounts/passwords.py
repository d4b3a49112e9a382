"""What a password must be: long, and not what somebody guesses. No rules about kinds of characters.

Source: NIST SP 800-63B-4 section 3.1.1.2.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts.breached import is_breached
from accounts.guessing import guesses_log2

SHORTEST = 15
LONGEST = 1024
# Two listed passwords and a year are below it (35.6); three words that are no passwords of others are not.
GUESSABLE_BITS = 36.0
SERVICE_WORDS = ("muniment", "password", "passphrase")


def normalised(password: str) -> str:
    """Return the form that is hashed: one and the same, whatever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)


class PasswordRules:
    """The rules, as Django's forms and commands ask them (AUTH_PASSWORD_VALIDATORS)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Accept a password, or say what is wrong with it.

        Raises:
            ValidationError: it is too short, too long, known, or easily guessed.
        """
        about = about_person(getattr(user, "email", ""), getattr(user, "full_name", ""))
        if fault := password_fault(password, about):
            raise ValidationError(fault[1], code=fault[0])

    def get_help_text(self) -> str:
        """Return what a form says beside the field."""
        return (
            f"At least {SHORTEST} characters; spaces are welcome, a sentence is fine. "
            "Not what others use, and not your own name or address."
        )


def password_fault(password: str, about: Iterable[str] = ()) -> tuple[str, str] | None:
    """Return (code, sentence) of what is wrong with a password; None where nothing is.

    Args:
        password: as it was typed.
        about: words about its owner that a guesser would try first.
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        return "password_too_short", f"Use at least {SHORTEST} characters. A sentence of a few words is fine."
    if len(text) > LONGEST:
        return "password_too_long", f"Use at most {LONGEST} characters."
    if text.casefold() in common_passwords() or is_breached(text):
        return "password_breached", "This password is on a list of known passwords. Choose another."
    if guesses_log2(text, common=common_passwords(), about=[*SERVICE_WORDS, *about]) < GUESSABLE_BITS:
        return (
            "password_guessable",
            "This password is easily guessed: it is made of well-known parts. Add words of your own.",
        )
    return None


def about_person(email: str, full_name: str) -> list[str]:
    """Return the words of a person's address and name, whole and in parts, in small letters."""
    whole = [email, email.partition("@")[0], full_name, full_name.replace(" ", "")]
    parts = re.split(r"[\W_]+", f"{email} {full_name}")
    return sorted({word.casefold() for word in [*whole, *parts] if len(word) >= 3})


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the list of common passwords that comes with Django: 20,000 by how often they were seen."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip() for line in file)
