"""Made-up identifiers that pass the checks of the real ones."""

from __future__ import annotations

import datetime as dt
from random import Random

from documents.sample.chance import digits


def luhn_digit(number: str) -> str:
    """Return the digit that makes `number` plus it pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(number)):
        doubled = int(char) * 2 if place % 2 == 0 else int(char)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def sa_id(rnd: Random, born: dt.date, *, female: bool) -> str:
    """Return a South African identity number: YYMMDD, sequence by sex, citizen, 8, Luhn digit."""
    sequence = rnd.randrange(0, 5000) if female else rnd.randrange(5000, 10000)
    body = f"{born:%y%m%d}{sequence:04d}08"
    return body + luhn_digit(body)


def sa_tax_number(rnd: Random) -> str:
    """Return an income tax reference number: ten digits, first 0 to 3 or 9, Luhn digit last."""
    body = digits(rnd, 9, first=rnd.choice("01239"))
    return body + luhn_digit(body)


def sa_vat(rnd: Random) -> str:
    """Return a VAT registration number: ten digits, first 4, Luhn digit last."""
    body = digits(rnd, 9, first="4")
    return body + luhn_digit(body)


def sa_paye(rnd: Random) -> str:
    """Return an employer's PAYE reference: ten digits, first 7, Luhn digit last."""
    body = digits(rnd, 9, first="7")
    return body + luhn_digit(body)


def sa_company(rnd: Random) -> str:
    """Return a company registration number such as 2014/123456/07."""
    return f"{rnd.randrange(1996, 2023)}/{digits(rnd, 6)}/07"


def iban(country: str, bban: str) -> str:
    """Return the IBAN of a basic account number with its two check digits (ISO 13616)."""
    numeric = "".join(str(int(char, 36)) for char in f"{bban}{country}00")
    return f"{country}{98 - int(numeric) % 97:02d}{bban}"


def iban_of(rnd: Random, country: str, letters: str = "DRKN") -> str:
    """Return an IBAN of a country's shape; `letters` is the bank's code where the shape has one."""
    make = {
        "DE": lambda: digits(rnd, 18, first=rnd.choice("123456")),
        "FR": lambda: _french(rnd),
        "NL": lambda: letters + _eleven_test(rnd),
        "GB": lambda: letters + digits(rnd, 14),
        "ES": lambda: _spanish(rnd),
        "CH": lambda: digits(rnd, 17, first="0"),
        "BE": lambda: _belgian(rnd),
    }
    return iban(country, make[country]())


def spaced(identifier: str, every: int = 4) -> str:
    """Print an identifier in groups."""
    return " ".join(identifier[i : i + every] for i in range(0, len(identifier), every))


def aba_routing(rnd: Random) -> str:
    """Return a US routing number with its check digit."""
    body = digits(rnd, 8, first=rnd.choice(("02", "04", "07", "11", "31")))
    weights = (3, 7, 1, 3, 7, 1, 3, 7)
    return body + str(-sum(w * int(c) for w, c in zip(weights, body, strict=True)) % 10)


def german_vat(rnd: Random) -> str:
    """Return a German VAT number: DE, eight digits, check digit (ISO 7064 MOD 11,10)."""
    body = digits(rnd, 8, first=rnd.choice("123"))
    product = 10
    for char in body:
        total = (int(char) + product) % 10 or 10
        product = total * 2 % 11
    return f"DE{body}{(11 - product) % 10}"


def french_vat(rnd: Random) -> str:
    """Return a French VAT number: FR, key of two digits, SIREN with Luhn digit."""
    body = digits(rnd, 8, first=rnd.choice("3458"))
    siren = body + luhn_digit(body)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def dutch_vat(rnd: Random) -> str:
    """Return a Dutch VAT number with the older check over nine digits."""
    return f"NL{_weighted(rnd, 8)}B{digits(rnd, 2, first='0')[:1]}{rnd.randrange(1, 4)}"


def uk_vat(rnd: Random) -> str:
    """Return a British VAT number whose last two digits check modulo 97."""
    body = digits(rnd, 7, first=rnd.choice("1234789"))
    total = sum(int(c) * w for c, w in zip(body, range(8, 1, -1), strict=True))
    return f"GB{body}{97 - total % 97:02d}"


def spanish_nif(rnd: Random) -> str:
    """Return a Spanish company tax number (B, seven digits, check digit)."""
    body = digits(rnd, 7)
    odd = sum(sum(divmod(int(c) * 2, 10)) for c in body[::2])
    even = sum(int(c) for c in body[1::2])
    return f"B{body}{-(odd + even) % 10}"


def abn(rnd: Random) -> str:
    """Return an Australian business number (modulus 89 over eleven digits)."""
    body = digits(rnd, 9)
    weights = (3, 5, 7, 9, 11, 13, 15, 17, 19)
    rest = sum(w * int(c) for w, c in zip(weights, body, strict=True)) % 89
    return f"{99 - rest:02d}{body}"


def gst_in(rnd: Random) -> str:
    """Return the shape of an Indian GST number (its check letter is not computed)."""
    letters = "".join(rnd.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(5))
    return f"27{letters}{digits(rnd, 4)}{rnd.choice('ABCFHT')}1Z{rnd.randrange(10)}"


def _french(rnd: Random) -> str:
    bank, branch, account = digits(rnd, 5, first="3"), digits(rnd, 5), digits(rnd, 11)
    rest = (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{97 - rest:02d}"


def _spanish(rnd: Random) -> str:
    bank, account = digits(rnd, 8), digits(rnd, 10)
    return f"{bank}{_spanish_digit('00' + bank)}{_spanish_digit(account)}{account}"


def _spanish_digit(number: str) -> int:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    digit = 11 - sum(w * int(c) for w, c in zip(weights, number, strict=True)) % 11
    return {11: 0, 10: 1}.get(digit, digit)


def _belgian(rnd: Random) -> str:
    body = digits(rnd, 10, first="7")
    return f"{body}{int(body) % 97 or 97:02d}"


def _eleven_test(rnd: Random) -> str:
    while True:
        number = digits(rnd, 10, first="0")
        if sum(int(c) * w for c, w in zip(number, range(10, 0, -1), strict=True)) % 11 == 0:
            return number


def _weighted(rnd: Random, count: int) -> str:
    while True:
        body = digits(rnd, count, first=rnd.choice("128"))
        check = sum(int(c) * w for c, w in zip(body, range(9, 1, -1), strict=True)) % 11
        if check < 10:
            return f"{body}{check}"
