"""The lists of names, places and shops in `data/names.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def _all() -> dict[str, dict[str, list[str]]]:
    with (DATA / "names.toml").open("rb") as file:
        return tomllib.load(file)


def names(country: str, kind: str) -> list[str]:
    """Return women, men, families, streets, places, companies, shops or towns of a country."""
    return _all()[country][kind]
