"""Fictional people and companies, named as in the countries they live in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from documents.sample import identifiers
from documents.sample.chance import digits
from documents.sample.names import names


@dataclass(frozen=True, slots=True)
class Party:
    """A person or a company with an address in lines."""

    name: str
    address: tuple[str, ...]
    country: str
    first: str = ""
    last: str = ""
    title: str = ""
    id_number: str = ""
    tax_number: str = ""
    vat: str = ""
    registration: str = ""
    phone: str = ""
    person: bool = True


def person(rnd: Random, country: str = "ZA") -> Party:
    """Return a person who does not exist."""
    female = rnd.random() < 0.5
    given = names(country, "women" if female else "men")
    first, last = rnd.choice(given), rnd.choice(names(country, "families"))
    born = dt.date(rnd.randrange(1958, 2003), rnd.randrange(1, 13), rnd.randrange(1, 29))
    middle = rnd.choice(given)
    return Party(
        name=f"{first} {middle} {last}" if rnd.random() < 0.3 else f"{first} {last}",
        address=_address(rnd, country),
        country=country,
        first=first,
        last=last,
        title=rnd.choice(("Ms", "Mrs", "Miss")) if female else "Mr",
        id_number=identifiers.sa_id(rnd, born, female=female) if country == "ZA" else digits(rnd, 9),
        tax_number=identifiers.sa_tax_number(rnd) if country == "ZA" else digits(rnd, 9),
        phone=_phone(rnd, country),
    )


def company(rnd: Random, country: str = "ZA") -> Party:
    """Return a company that does not exist."""
    vat = {
        "ZA": identifiers.sa_vat,
        "DE": identifiers.german_vat,
        "FR": identifiers.french_vat,
        "NL": identifiers.dutch_vat,
        "GB": identifiers.uk_vat,
        "ES": identifiers.spanish_nif,
        "NZ": identifiers.abn,
        "IN": identifiers.gst_in,
    }
    return Party(
        name=_company_name(rnd, country),
        address=_address(rnd, country),
        country=country,
        vat=vat[country](rnd) if country in vat else f"{digits(rnd, 2)}-{digits(rnd, 7)}",
        tax_number=identifiers.sa_paye(rnd) if country == "ZA" else digits(rnd, 10),
        registration=identifiers.sa_company(rnd) if country == "ZA" else digits(rnd, 8),
        phone=_phone(rnd, country),
        person=False,
    )


def initials(party: Party) -> str:
    """Print a person as banks do: title, initials, family name, in capitals."""
    given = [word for word in party.name.removesuffix(party.last).split() if word]
    return " ".join([party.title, *(word[0] for word in given), party.last]).upper()


def _company_name(rnd: Random, country: str) -> str:
    if rnd.random() < 0.5:
        return rnd.choice(names(country, "companies"))
    return rnd.choice(names(country, "company_shapes")).format(family=rnd.choice(names(country, "families")))


def _address(rnd: Random, country: str) -> tuple[str, ...]:
    street = rnd.choice(names(country, "streets")).format(n=rnd.randrange(2, 240))
    place = rnd.choice(names(country, "places"))
    if country == "ZA":
        town, code, province = place.split("|")
        return (street, town, province, code) if rnd.random() < 0.4 else (street, town, code)
    return (street, place)


def _phone(rnd: Random, country: str) -> str:
    prefix = {
        "ZA": "011",
        "US": "(555)",
        "GB": "020",
        "DE": "0221",
        "FR": "04",
        "NL": "030",
        "NZ": "09",
        "IN": "022",
    }
    return f"{prefix.get(country, '91')} {digits(rnd, 3, first='5')} {digits(rnd, 4)}"
