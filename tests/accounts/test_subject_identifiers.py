"""Identifiers, names and contacts: what is accepted, how it compares, and that nothing is repeated."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.constants import ContactKind, IdentifierKind, SubjectKind
from accounts.contact_points import (
    contact_read,
    email_normalise,
    name_normalise,
    name_read,
    phone_normalise,
)
from accounts.countries import COUNTRIES
from accounts.exceptions import ValueNotValid
from accounts.identifiers import identifier_read, luhn_is_right, sa_id_birth_date, sa_id_is_female
from accounts.masking import contact_mask, identifier_mask, name_mask
from documents.sample.identifiers import luhn_digit

DAYS = st.dates(dt.date(1925, 1, 1), dt.date(2024, 12, 31))
DIGITS9 = st.text("0123456789", min_size=9, max_size=9)


def _sa_id(born, sequence, citizen):
    body = f"{born:%y%m%d}{sequence:04d}{citizen}8"
    return body + luhn_digit(body)


@given(DAYS, st.integers(0, 9999), st.sampled_from("012"))
def test_every_well_made_sa_id_is_accepted_and_tells_date_and_sex(born, sequence, citizen):
    number = _sa_id(born, sequence, citizen)

    read = identifier_read("sa_id", f" {number[:6]} {number[6:10]}-{number[10:]}")

    assert (read.normal, read.country) == (number, "ZA")
    assert sa_id_birth_date(number, dt.date(2024, 12, 31)) == born
    assert sa_id_is_female(number) is (sequence < 5000)


@given(DAYS, st.integers(0, 9999), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born, sequence, place, step):
    number = _sa_id(born, sequence, "0")
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

    with pytest.raises(ValueNotValid):
        identifier_read("sa_id", wrong)


@given(DIGITS9, st.integers(0, 7))
def test_neighbours_swapped_are_noticed_except_zero_and_nine(body, place):
    number = body + luhn_digit(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    pair = {number[place], number[place + 1]}
    assert luhn_is_right(swapped) is (swapped == number or pair == {"0", "9"})


@pytest.mark.parametrize(
    ("kind", "value", "country", "why"),
    [
        ("sa_id", "800101500908", "", "13 digits"),
        ("sa_id", "8013015009087", "", "no date"),
        ("sa_id", "8002305009081", "", "no date"),
        ("sa_id", "8001015009387", "", "eleventh"),
        ("sa_id", "8001015009086", "", "check digit"),
        ("sa_id", "8001015009087", "NA", "South Africa only"),
        ("sa_id", "٨٠٠١٠١٥٠٠٩٠٨٧", "", "13 digits"),
        ("company_registration", "2014/12345/07", "", "YYYY/NNNNNN/NN"),
        ("company_registration", "1714/123456/07", "", "YYYY/NNNNNN/NN"),
        ("tax_number", "4001339054", "", "begins with"),
        ("tax_number", "0001339051", "", "check digit"),
        ("vat_number", "0001339050", "", "begins with 4"),
        ("vat_number", "4001339050", "", "check digit"),
        ("vat_number", "DE12345678", "DE", "of DE"),
        ("passport", "A123", "ZA", "5 to 12"),
        ("passport", "A1234567", "", "two letters"),
        ("passport", "A1234567", "QX", "two letters"),
        ("foreign_id", "123456", "ZA", "outside"),
        ("foreign_id", "", "NA", "empty"),
        ("foreign_id", "1" * 61, "NA", "at most"),
        ("shoe_size", "42", "ZA", "must be one of"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_reason(kind, value, country, why):
    with pytest.raises(ValueNotValid, match=why) as refused:
        identifier_read(kind, value, country)

    assert not value or value not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "value", "country", "normal"),
    [
        ("sa_id", "8001015009087", "", "8001015009087"),
        ("sa_id", "８００１０１ 5009 08 7", "za", "8001015009087"),
        ("company_registration", "2014/123456/07", "", "201412345607"),
        ("company_registration", "ck 1998-012345-23", "", "199801234523"),
        ("tax_number", "0001339050", "", "0001339050"),
        ("vat_number", "ZA 400 133 9053", "", None),
        ("vat_number", "de 123 456 789", "DE", "DE123456789"),
        ("vat_number", "123456789", "GR", "EL123456789"),
        ("vat_number", "NL123456789B01", "NL", "NL123456789B01"),
        ("passport", "a 1234-5678", "NA", "A12345678"),
        ("foreign_id", "63-123456 A 42", "ZW", "63123456A42"),
    ],
)
def test_what_can_be_right_has_one_way_to_be_compared(kind, value, country, normal):
    if normal is None:
        body = "400133905"
        normal = body + luhn_digit(body)
        value = f"ZA {normal[:3]} {normal[3:6]} {normal[6:]}"

    assert identifier_read(kind, value, country).normal == normal


@given(
    st.sampled_from(IdentifierKind.values), st.text(max_size=70), st.sampled_from(["", "ZA", "DE", "NA", "x"])
)
def test_any_text_is_read_or_refused_and_reading_again_changes_nothing(kind, value, country):
    try:
        read = identifier_read(kind, value, country)
    except ValueNotValid:
        return
    assert identifier_read(kind, read.printed, read.country) == read
    assert re.fullmatch(r"[A-Z0-9+*]+", read.normal)


@given(st.text(max_size=60))
def test_an_address_read_twice_stays_the_same(value):
    try:
        normal = email_normalise(value)
    except ValueNotValid:
        return
    assert email_normalise(normal) == normal


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("Thandi.Mokoena@Example.CO.ZA", "thandi.mokoena@example.co.za"),
        ("  ｔhandi@example.com ", "thandi@example.com"),
        ("straße@example.com", "strasse@example.com"),
        ("info@MÜNCHEN.example", "info@xn--mnchen-3ya.example"),
    ],
)
def test_addresses_compare_whatever_their_case_and_script(value, normal):
    assert email_normalise(value) == normal


@pytest.mark.parametrize(
    "value",
    ["", "a", "a@", "@b.c", "a@b", "a@@b.co", "a b@c.co", "a..b@c.co", '"a"@c.co', "a@-c.co", "a@c..co",
     "a@1.2.3.4", "a@" + "b" * 64 + ".co", "a" * 65 + "@b.co", "a@b.co\r\nBcc: x@y.z,", "a\u202e@b.co", "a\x00@b.co"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_it(value):
    with pytest.raises(ValueNotValid) as refused:
        email_normalise(value)

    assert len(value) < 5 or value not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["082 123 4567", "+27821234567", "0027 82 123-4567", "27821234567", "+27 (0)82 123 4567"]
)
def test_one_number_is_one_number_however_it_is_written(value):
    assert phone_normalise(value) == "+27821234567"


@pytest.mark.parametrize(
    "value", ["", "12", "0821234", "+0821234567", "+2782123456", "082123456a", "+" + "1" * 16]
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueNotValid):
        phone_normalise(value)


def test_a_number_of_another_country_keeps_its_code():
    assert phone_normalise("+44 20 7946 0958") == "+442079460958"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thandi Mokoena", "  THANDI   mokoena "),
        ("Mokoena, Thandi", "Thandi Mokoena"),
        ("Zoë O’Brien", "zoe o'brien"),
        ("Jean-Luc", "jean luc"),
        ("A.B. Steyn", "AB Steyn"),
    ],
)
def test_names_compare_as_people_type_them(one, other):
    assert name_normalise(one) == name_normalise(other)


def test_marks_of_other_scripts_are_letters():
    assert name_normalise("कि") != name_normalise("क")


@given(st.text(max_size=60))
def test_a_name_normalised_twice_stays_the_same(value):
    once = name_normalise(value)
    assert name_normalise(once) == once


def test_the_parts_of_a_name_fit_the_kind_of_person():
    assert name_read(SubjectKind.NATURAL, given="Thandi", family="Mokoena").full == "Thandi Mokoena"
    assert name_read(SubjectKind.JURISTIC, registered=" Umhlanga  Traders ").full == "Umhlanga Traders"
    for kind, parts in [
        (SubjectKind.NATURAL, {"registered": "X"}),
        (SubjectKind.NATURAL, {}),
        (SubjectKind.NATURAL, {"given": "..."}),
        (SubjectKind.JURISTIC, {"given": "X"}),
        (SubjectKind.JURISTIC, {"registered": "X", "family": "Y"}),
        (SubjectKind.NATURAL, {"given": "a\x07b"}),
        (SubjectKind.NATURAL, {"given": "x" * 201}),
    ]:
        with pytest.raises(ValueNotValid):
            name_read(kind, **parts)


def test_opened_values_have_no_repr():
    shown = repr(identifier_read("sa_id", "8001015009087"))
    shown += repr(contact_read("email", "canary@example.com"))
    shown += repr(name_read(SubjectKind.NATURAL, given="Canary"))

    assert not re.search("8001|canary|Canary", shown)


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (identifier_mask("8001015009087"), "*********9087"),
        (identifier_mask("A1234567"), "******67"),
        (identifier_mask("A1234"), "*****"),
        (contact_mask(ContactKind.EMAIL, "thandi@example.co.za"), "t***@e***.za"),
        (contact_mask(ContactKind.PHONE, "+27821234567"), "********4567"),
        (contact_mask(ContactKind.ADDRESS, "1 Long Street"), "***"),
        (name_mask("Thandi Mokoena"), "T*** M***"),
    ],
)
def test_masks_keep_a_little_and_no_more(masked, expected):
    assert masked == expected


@given(st.text(min_size=1, max_size=40))
def test_a_mask_never_shows_more_than_a_third_and_four(value):
    assert len(identifier_mask(value).lstrip("*")) <= max(0, min(4, len(value) // 2))


def test_countries_are_two_letters():
    assert len(COUNTRIES) == 250
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
