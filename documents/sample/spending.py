"""What moves on an account in each country: wording, amounts and rhythm (`data/bookings.csv`)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from documents.sample.names import DATA, names


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of booking: wording in printed lines, bounds of the amount, weight, or the day of the month.

    Wording: {shop} {town} {ref} {card} {person} {employer} {iban} {dd} {mm} {mon}; "|" breaks lines.
    """

    text: str
    low: float
    high: float
    weight: int = 0  # how often among the chance bookings
    day: int = 0  # booked once a month on this day
    step: int = 0  # round amounts of this step
    money_in: bool = False
    fee: str = ""  # what the bank charges for it
    code: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """The bookings and shops of a country."""

    kinds: tuple[Kind, ...]
    shops: tuple[str, ...]
    towns: tuple[str, ...]


@cache
def habits_of(name: str) -> Habits:
    """Return the habits of a country, or of a kind of account there, such as ZA_CARD or ZA_BUSINESS."""
    with (DATA / "bookings.csv").open(encoding="utf-8", newline="") as file:
        kinds = tuple(_kind(row) for row in csv.DictReader(file) if row["country"] == name)
    country = name.split("_", maxsplit=1)[0]
    return Habits(kinds, tuple(names(country, "shops")), tuple(names(country, "towns")))


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        text=row["text"],
        low=float(row["low"]),
        high=float(row["high"]),
        weight=int(row["weight"] or 0),
        day=int(row["day"] or 0),
        step=int(row["step"] or 0),
        money_in=row["money_in"] == "yes",
        fee=row["fee"],
        code=row["code"],
        category=row["category"],
    )
