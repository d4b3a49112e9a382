"""Which passwords are taken: long ones that nobody guesses, whatever they are made of."""

import hashlib

import pytest

from accounts.models import User
from accounts.passwords import PasswordRules, about_person, common_passwords, normalised, password_fault


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "the quick lamp ate 3 owls",
        "xkq vhw pzm rtb",
        "zebra-umbrella-kettle",
        "Umhlanga rocks at dawn",
        "пароль моей бабушки",
        "一二三四五六七八九十甲乙丙丁戊",
        "kjhsdfkjhwerkjhsdf",
        "a" * 5 + " sentence of my own " * 50,
    ],
)
def test_a_long_password_of_ones_own_is_taken(password):
    assert password_fault(password) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("fourteen chars", "password_too_short"),
        ("x" * 1025, "password_too_long"),
        ("Familiyafamiliya", "password_breached"),
        ("a" * 15, "password_guessable"),
        ("abcabcabcabcabcabc", "password_guessable"),
        ("passwordpassword", "password_guessable"),
        ("Password123456789", "password_guessable"),
        ("P@ssw0rdP@ssw0rd1", "password_guessable"),
        ("qwertyuiopasdfghjkl", "password_guessable"),
        ("1234567890123456", "password_guessable"),
        ("abcdefghijklmnop", "password_guessable"),
        ("iloveyouiloveyou2024", "password_guessable"),
        ("MonkeyDragon2024", "password_guessable"),
        ("muniment muniment 1", "password_guessable"),
        ("Thandi.Nkosi2026", "password_guessable"),
        ("thandi.nkosi@example.com", "password_guessable"),
        ("q" * 500, "password_guessable"),
    ],
)
def test_what_is_short_or_made_of_well_known_parts_is_refused(password, code):
    about = about_person("thandi.nkosi@example.com", "Thandi Nkosi")

    fault = password_fault(password, about)

    assert fault is not None
    assert fault[0] == code
    assert password not in fault[1]


def test_every_listed_password_is_refused():
    long_enough = [word for word in common_passwords() if len(word) >= 15]

    assert len(common_passwords()) > 19_000
    assert len(long_enough) > 20
    assert [word for word in long_enough if password_fault(word) is None] == []


def test_passwords_typed_on_different_keyboards_are_the_same():
    assert normalised("ﬁve Ångström caf\u0065\u0301s") == normalised("five Ångström caf\u00e9s")


def test_length_is_counted_in_characters_and_nothing_is_cut_off(db):
    user = User(email="a@example.com")
    user.set_password("ü" * 10 + " and the rest of it")

    assert user.check_password("ü" * 10 + " and the rest of it")
    assert not user.check_password("ü" * 10 + " and the rest of it ")


@pytest.mark.parametrize("count", [1, 2, 7, 500])
def test_a_breached_password_of_the_configured_list_is_refused(settings, tmp_path, count):
    words = [f"breached passphrase {n}" for n in range(count)]
    sums = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    path = tmp_path / "list.txt"
    path.write_text("".join(f"{digest}:{n % 1000}\r\n" for n, digest in enumerate(sums)))
    settings.BREACHED_PASSWORDS_FILE = str(path)

    found = [password_fault(word) for word in words]

    assert {fault[0] for fault in found if fault} == {"password_breached"}
    assert None not in found
    assert password_fault("a passphrase nobody has lost") is None


def test_djangos_forms_and_commands_ask_the_same_rules(settings):
    [validator] = settings.AUTH_PASSWORD_VALIDATORS

    assert validator["NAME"] == f"{PasswordRules.__module__}.{PasswordRules.__name__}"
