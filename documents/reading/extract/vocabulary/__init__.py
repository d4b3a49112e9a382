"""The words that label things on invoices and receipts, by language, out of the TOML files beside.

Phrases are separated by "|"; case, accents and marks do not matter, since printed text and phrases are folded
in the same way (`billing/phrases.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Meant = TypeVar("Meant", bound=StrEnum)


def phrases(name: str) -> dict[str, dict[str, str]]:
    """Return the phrases of a file by section and language."""
    with Path(__file__).with_name(f"{name}.toml").open("rb") as file:
        sections: dict[str, dict[str, str]] = tomllib.load(file)
    return sections


def phrases_of(name: str, meanings: type[Meant]) -> Mapping[Meant, Mapping[str, str]]:
    """Return the phrases of a file whose sections are the members of an enumeration."""
    sections = phrases(name)
    return {meaning: sections[meaning] for meaning in meanings}
