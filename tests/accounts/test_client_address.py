"""Whose address is it: read from the right, as far as trusted proxies vouch for it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses import address_parse, client_address, network_parse, place_of
from config.middleware.client_address import ClientAddressMiddleware, proxies

PROXIES = tuple(network_parse(text) for text in ("10.0.0.0/24", "2001:db8:ffff::/48"))


def _seen(settings, remote, trusted, **headers):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)
    ClientAddressMiddleware(lambda _: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9:4711 ", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:443", "203.0.113.9"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:0db8:0000::1", "2001:db8::1"),
    ],
)
def test_an_address_is_read_however_a_proxy_writes_it(text, address):
    assert str(address_parse(text)) == address


@pytest.mark.parametrize(
    "text",
    ["", " ", "unknown", "_hidden", "1.2.3", "0177.0.0.1", "1.2.3.256", "2130706433", "a" * 5000, "::g"],
)
def test_what_is_no_address_is_none(text):
    assert address_parse(text) is None


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "1.2.3.4", "198.51.100.7"),  # no proxy of ours: nothing it says counts
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the first was written by the client
        ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:ffff::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "198.51.100.7, rubbish", "10.0.0.1"),  # what is left of rubbish nobody vouches for
        ("10.0.0.1", "198.51.100.7,", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.5", "10.0.0.5"),
        ("", "198.51.100.7", ""),
        ("not an address", "198.51.100.7", ""),
    ],
)
def test_the_client_is_the_first_from_the_right_that_is_no_trusted_proxy(remote, forwarded, client):
    assert client_address(remote, forwarded, PROXIES, unix_trusted=False) == client


@pytest.mark.parametrize(("trusted", "client"), [(True, "198.51.100.7"), (False, "")])
def test_a_unix_socket_is_a_proxy_only_where_it_is_named(trusted, client):
    assert client_address("", "198.51.100.7", PROXIES, unix_trusted=trusted) == client


@given(st.lists(st.text(max_size=12), max_size=6), st.ip_addresses(network="198.51.100.0/24"))
def test_whatever_a_client_writes_first_its_own_address_is_found(written, client):
    forwarded = ",".join([*written, str(client), "10.0.0.2"])

    assert client_address("10.0.0.1", forwarded, PROXIES, unix_trusted=False) == str(client)


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_text_breaks_it(forwarded, remote):
    assert isinstance(client_address(remote, forwarded, PROXIES, unix_trusted=True), str)


def test_a_long_list_is_read_from_its_end_only():
    forwarded = ", ".join(["1.2.3.4"] * 100_000 + ["10.0.0.3"])

    assert client_address("10.0.0.1", forwarded, PROXIES, unix_trusted=False) == "1.2.3.4"


def test_one_place_is_an_address_or_the_64_bits_a_customer_holds():
    assert place_of("203.0.113.9") == "203.0.113.9"
    assert place_of("2001:db8:1:2:3::4") == place_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert place_of("") == "unknown"


def test_nobody_behind_the_middleware_can_read_the_list_of_hops(settings):
    names = ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP"]

    request = _seen(settings, "10.0.0.1", ["10.0.0.0/24"], **dict.fromkeys(names, "198.51.100.7"))

    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
    assert [name for name in names if name in request.META] == []


@pytest.mark.parametrize(("trusted", "kept"), [(["10.0.0.0/24"], True), ([], False)])
def test_only_a_trusted_proxy_says_that_the_connection_was_https(settings, trusted, kept):
    request = _seen(
        settings, "10.0.0.1", trusted, HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil"
    )

    assert ("HTTP_X_FORWARDED_PROTO" in request.META, "HTTP_X_FORWARDED_HOST" in request.META) == (kept, kept)


def test_a_list_of_proxies_that_cannot_be_read_is_refused_at_the_start(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.300"]

    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        ClientAddressMiddleware(lambda _: HttpResponse())


def test_the_middleware_stands_first(settings):
    assert settings.MIDDLEWARE[0] == "config.middleware.client_address.ClientAddressMiddleware"
    assert proxies(("unix", "10.0.0.0/8"))[1] is True
