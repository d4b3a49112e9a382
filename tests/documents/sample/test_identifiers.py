import datetime as dt

import pytest

from documents.sample import identifiers
from documents.sample.chance import stream


def luhn_holds(number: str) -> bool:
    doubled = [int(char) * (1 + place % 2) for place, char in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def iban_holds(iban: str) -> bool:
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def test_luhn_digit_of_a_published_example() -> None:
    assert identifiers.luhn_digit("7992739871") == "3"


def test_iban_of_a_published_example() -> None:
    assert identifiers.iban("GB", "WEST12345698765432") == "GB82WEST12345698765432"


@pytest.mark.parametrize("country", ["DE", "FR", "NL", "GB", "ES", "CH", "BE"])
def test_every_iban_passes_its_check(country: str) -> None:
    made = [identifiers.iban_of(stream(seed), country) for seed in range(50)]

    assert [iban for iban in made if not iban_holds(iban)] == []


def test_south_african_identity_numbers_say_birth_sex_and_pass_luhn() -> None:
    woman = identifiers.sa_id(stream(1), dt.date(1987, 3, 9), female=True)
    man = identifiers.sa_id(stream(1), dt.date(1987, 3, 9), female=False)

    assert (woman[:6], man[:6]) == ("870309", "870309")
    assert int(woman[6:10]) < 5000 <= int(man[6:10])
    assert luhn_holds(woman)
    assert luhn_holds(man)
    assert (len(woman), len(man)) == (13, 13)


def test_south_african_tax_numbers_begin_as_they_should_and_pass_luhn() -> None:
    vat = [identifiers.sa_vat(stream(seed)) for seed in range(50)]
    income = [identifiers.sa_tax_number(stream(seed)) for seed in range(50)]

    assert {number[0] for number in vat} == {"4"}
    assert {number[0] for number in income} <= set("01239")
    assert all(luhn_holds(number) and len(number) == 10 for number in vat + income)


def test_routing_numbers_pass_their_check() -> None:
    made = [identifiers.aba_routing(stream(seed)) for seed in range(50)]
    sums = [sum(int(c) * w for c, w in zip(number, (3, 7, 1) * 3, strict=True)) % 10 for number in made]

    assert sums == [0] * 50
