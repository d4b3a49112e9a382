"""Identifiers of persons: how they compare, and whether they can be right. Pure; never repeats a value."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.constants import IdentifierKind, SubjectKind
from accounts.countries import COUNTRIES
from accounts.exceptions import ValueNotValid

HOME = "ZA"
MAX_LENGTH = 60  # as typed, with separators
# One person holds at most one live number of these kinds per country.
SINGLE_KINDS = frozenset(
    {IdentifierKind.SA_ID, IdentifierKind.COMPANY_REGISTRATION, IdentifierKind.TAX_NUMBER}
)
_HOME_ONLY = frozenset({IdentifierKind.SA_ID, IdentifierKind.COMPANY_REGISTRATION})
_FITS = {
    IdentifierKind.SA_ID: SubjectKind.NATURAL,
    IdentifierKind.PASSPORT: SubjectKind.NATURAL,
    IdentifierKind.COMPANY_REGISTRATION: SubjectKind.JURISTIC,
}
_SEPARATORS = re.compile(r"[\s./\\\-\u2010-\u2015\u2212]+")
_SA_ID = re.compile(r"^[0-9]{13}$")
_COMPANY = re.compile(r"^(?:CK)?((?:18|19|20)[0-9]{2})([0-9]{6})([0-9]{2})$")
_TEN_DIGITS = re.compile(r"^[0-9]{10}$")
_PASSPORT = re.compile(r"^[A-Z0-9]{5,12}$")
_ANY = re.compile(r"^[A-Z0-9]{3,40}$")
_ANY_VAT = re.compile(r"^[A-Z0-9]{4,20}$")
_EU_VAT = {
    "AT": r"U[0-9]{8}",
    "BE": r"[01][0-9]{9}",
    "BG": r"[0-9]{9,10}",
    "CY": r"[0-9]{8}[A-Z]",
    "CZ": r"[0-9]{8,10}",
    "DE": r"[0-9]{9}",
    "DK": r"[0-9]{8}",
    "EE": r"[0-9]{9}",
    "EL": r"[0-9]{9}",
    "ES": r"[A-Z0-9][0-9]{7}[A-Z0-9]",
    "FI": r"[0-9]{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}[0-9]{9}",
    "HR": r"[0-9]{11}",
    "HU": r"[0-9]{8}",
    "IE": r"[0-9][A-Z0-9+*][0-9]{5}[A-W][A-I]?",
    "IT": r"[0-9]{11}",
    "LT": r"(?:[0-9]{9}|[0-9]{12})",
    "LU": r"[0-9]{8}",
    "LV": r"[0-9]{11}",
    "MT": r"[0-9]{8}",
    "NL": r"[0-9]{9}B[0-9]{2}",
    "PL": r"[0-9]{10}",
    "PT": r"[0-9]{9}",
    "RO": r"[0-9]{2,10}",
    "SE": r"[0-9]{12}",
    "SI": r"[0-9]{8}",
    "SK": r"[0-9]{10}",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that can be right: its kind, country, and the one way it is written for comparing."""

    kind: IdentifierKind
    country: str
    normal: str = field(repr=False)

    @property
    def printed(self) -> str:
        """Return it as its registry prints it."""
        if self.kind is IdentifierKind.COMPANY_REGISTRATION:
            return f"{self.normal[:4]}/{self.normal[4:10]}/{self.normal[10:]}"
        return self.normal


def identifier_read(kind: str, value: str, country: str = "") -> Identifier:
    """Return the identifier that was typed, normalised.

    Args:
        kind: one of `IdentifierKind`.
        value: as typed; spaces, dots, dashes, slashes, full-width digits and case do not matter.
        country: ISO 3166-1 alpha-2 of who issued it; South Africa where it may be left out.

    Raises:
        ValueNotValid: it cannot be right; the message says why without repeating it.
    """
    if kind not in IdentifierKind.values:
        raise ValueNotValid(f"The kind of identifier must be one of {', '.join(IdentifierKind.values)}.")
    chosen = IdentifierKind(kind)
    where = country_read(country, chosen)
    if len(value) > MAX_LENGTH:
        raise ValueNotValid(f"An identifier has at most {MAX_LENGTH} characters.")
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()
    if not compact:
        raise ValueNotValid("The identifier is empty.")
    return Identifier(chosen, where, _READERS[chosen](compact, where))


def country_read(country: str, kind: IdentifierKind) -> str:
    """Return the issuing country's code; South Africa where the kind knows no other or none was given.

    Raises:
        ValueNotValid: there is no such country, or the kind is not issued there.
    """
    where = country.strip().upper()
    if not where and kind not in {IdentifierKind.PASSPORT, IdentifierKind.FOREIGN_ID}:
        where = HOME
    if where not in COUNTRIES:
        raise ValueNotValid("The country must be given as two letters of ISO 3166-1, such as ZA.")
    if kind in _HOME_ONLY and where != HOME:
        raise ValueNotValid(f"A {kind.label} is issued in South Africa only. Use foreign_id for others.")
    if kind is IdentifierKind.FOREIGN_ID and where == HOME:
        raise ValueNotValid("A foreign_id is issued outside South Africa. Use sa_id for South Africa.")
    return where


def kind_fits(kind: IdentifierKind, subject_kind: SubjectKind) -> bool:
    """Tell whether a person of this kind can hold such an identifier."""
    return _FITS.get(kind, subject_kind) == subject_kind


def luhn_is_right(digits: str) -> bool:
    """Tell whether the last digit checks the others.

    Source: ISO/IEC 7812-1, annex B.
    """
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * 2 if place % 2 else int(char)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def sa_id_birth_date(number: str, today: dt.date) -> dt.date:
    """Return the date of birth that a valid identity number tells, in the latest century that is not ahead.

    Numbers carry two digits of the year: past the hundredth birthday the answer is a century late.
    Computed where it is needed and never stored.
    """
    dates = _birth_dates(number)
    past = [date for date in dates if date <= today]
    return max(past) if past else min(dates)


def sa_id_is_female(number: str) -> bool:
    """Tell what the sequence of a valid identity number says: 0000 to 4999 female, 5000 to 9999 male."""
    return int(number[6:10]) < 5000


def _sa_id(compact: str, _: str) -> str:
    """Check YYMMDD SSSS C A Z.

    Source: Identification Act 68 of 1997, s7; Department of Home Affairs on the digits: C is 0 citizen,
    1 permanent resident, 2 refugee; A was a population group until 1986 and may be any digit; Z is Luhn's.
    """
    if not _SA_ID.match(compact):
        raise ValueNotValid("A South African identity number has 13 digits.")
    if not _birth_dates(compact):
        raise ValueNotValid("The first six digits of the identity number are no date (YYMMDD).")
    if compact[10] not in "012":
        raise ValueNotValid("The eleventh digit of the identity number must be 0, 1 or 2 (citizenship).")
    if not luhn_is_right(compact):
        raise ValueNotValid("The check digit of the identity number is wrong. Compare it with the document.")
    return compact


def _birth_dates(number: str) -> list[dt.date]:
    dates = []
    for century in (1900, 2000):
        try:
            dates.append(dt.date(century + int(number[:2]), int(number[2:4]), int(number[4:6])))
        except ValueError:
            continue
    return dates


def _company(compact: str, _: str) -> str:
    """Check YYYY/NNNNNN/NN, with or without the CK of a close corporation.

    Source: CIPC's enterprise numbers: year, sequence, type (07 private company, 23 close corporation).
    """
    found = _COMPANY.match(compact)
    if found is None:
        raise ValueNotValid("A company registration number is written YYYY/NNNNNN/NN.")
    return "".join(found.groups())


def _tax_number(compact: str, country: str) -> str:
    """Check ten digits, first 0, 1, 2, 3 or 9, last by modulus 10.

    Source: SARS, PAYE business requirement specification, appendix on the modulus 10 test.
    """
    if country != HOME:
        return _shaped(_ANY, compact, "A tax number has 3 to 40 letters and digits.")
    if not _TEN_DIGITS.match(compact) or compact[0] not in "01239":
        raise ValueNotValid("An income tax reference number has 10 digits and begins with 0, 1, 2, 3 or 9.")
    if not luhn_is_right(compact):
        raise ValueNotValid("The check digit of the tax reference number is wrong.")
    return compact


def _vat_number(compact: str, country: str) -> str:
    """Check a South African number (4 and nine digits, modulus 10) or the shape of a European one.

    Source: SARS as above; European Commission, VIES, "Structure of VAT identification numbers".
    """
    if country == HOME:
        bare = compact.removeprefix(HOME)
        if not _TEN_DIGITS.match(bare) or bare[0] != "4":
            raise ValueNotValid("A South African VAT number has 10 digits and begins with 4.")
        if not luhn_is_right(bare):
            raise ValueNotValid("The check digit of the VAT number is wrong.")
        return bare
    prefix = "EL" if country == "GR" else country
    if prefix not in _EU_VAT:
        return _shaped(_ANY_VAT, compact, "A VAT number has 4 to 20 letters and digits.")
    bare = compact.removeprefix(prefix)
    if not re.fullmatch(_EU_VAT[prefix], bare):
        raise ValueNotValid(f"This is not how VAT numbers of {country} are written.")
    return prefix + bare


def _passport(compact: str, _: str) -> str:
    """Check the shape only: states number passports as they like, in nine places of the zone for machines.

    Source: ICAO Doc 9303-4, section 4.2.2; three places more are allowed for numbers printed with a series.
    """
    return _shaped(_PASSPORT, compact, "A passport number has 5 to 12 letters and digits.")


def _foreign(compact: str, _: str) -> str:
    return _shaped(_ANY, compact, "An identity number has 3 to 40 letters and digits.")


def _shaped(shape: re.Pattern[str], compact: str, message: str) -> str:
    if not shape.match(compact):
        raise ValueNotValid(message)
    return compact


_READERS: dict[IdentifierKind, Callable[[str, str], str]] = {
    IdentifierKind.SA_ID: _sa_id,
    IdentifierKind.PASSPORT: _passport,
    IdentifierKind.COMPANY_REGISTRATION: _company,
    IdentifierKind.TAX_NUMBER: _tax_number,
    IdentifierKind.VAT_NUMBER: _vat_number,
    IdentifierKind.FOREIGN_ID: _foreign,
}
