"""D6: whatever is sent as a token but is none of ours is 401, in the API's shape, and is never logged."""

from __future__ import annotations

import base64
import datetime as dt
import json
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from accounts.services.signing_keys import signing_keys_rotate
from accounts.tokens import keys
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

DOCUMENTS = "/api/v1/documents"
RAW, PEM = serialization.Encoding.Raw, serialization.Encoding.PEM


def _encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@pytest.fixture
def good(owner):
    """Return the claims and the header of a token that opens the API."""
    token = signed_in(owner).access
    return jwt.decode(token, options={"verify_signature": False}), jwt.get_unverified_header(token)


def _ours(claims, header=None, **changes):
    """Sign with the installation's own key: only what is changed is wrong."""
    key_id, key = keys.signing_key()
    changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(changed, key, algorithm="EdDSA", headers={"kid": key_id, **(header or {})})


def _refused(client, token, caplog, **headers):
    sent = f"Bearer {token}".encode().decode("latin-1")
    response = client.get(DOCUMENTS, headers={"Authorization": sent, **headers})

    assert response.status_code == 401, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "token_invalid"
    if len(token) > 20:
        assert token[:200] not in caplog.text
        assert token[:200] not in response.content.decode()


def test_a_token_signed_as_ours_are_opens_the_api(client, good):
    claims, _ = good

    assert client.get(DOCUMENTS, headers={"Authorization": f"Bearer {_ours(claims)}"}).status_code == 200


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
def test_no_signature_is_no_token(client, good, caplog, name):
    claims, header = good
    unsigned = f"{_encoded({**header, 'alg': name})}.{_encoded(claims)}."

    _refused(client, unsigned, caplog)


def test_a_signature_taken_off_is_missed(client, owner, caplog):
    head, body, _ = signed_in(owner).access.split(".")

    _refused(client, f"{head}.{body}.", caplog)
    _refused(client, f"{head}.{body}", caplog)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("shape", ["raw", "jwk", "hex"])
def test_the_public_key_is_no_shared_secret(client, good, caplog, algorithm, shape):
    claims, header = good
    public = keys.verifying_key(header["kid"])
    assert public is not None
    raw = public.public_bytes(RAW, serialization.PublicFormat.Raw)
    secret = {"raw": raw, "jwk": base64.urlsafe_b64encode(raw).rstrip(b"="), "hex": raw.hex().encode()}[shape]
    forged = jwt.encode(claims, secret * 4, algorithm=algorithm, headers={"kid": header["kid"]})

    _refused(client, forged, caplog)


def test_another_kind_of_key_is_refused(client, good, caplog):
    claims, header = good
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    _refused(client, jwt.encode(claims, key, algorithm="RS256", headers={"kid": header["kid"]}), caplog)


def test_the_key_of_another_installation_is_refused(client, good, caplog):
    claims, header = good
    theirs = Ed25519PrivateKey.generate()

    _refused(client, jwt.encode(claims, theirs, algorithm="EdDSA", headers={"kid": header["kid"]}), caplog)
    _refused(client, jwt.encode(claims, theirs, algorithm="EdDSA", headers={"kid": str(uuid4())}), caplog)
    _refused(client, jwt.encode(claims, theirs, algorithm="EdDSA"), caplog)


@pytest.mark.parametrize(
    "key_id",
    [
        "../../../../dev/null",
        "' OR 1=1 --",
        "file:///etc/passwd",
        "http://evil.example/key",
        "\x00",
        "",
        "ключ",
    ],
)
def test_a_key_id_is_looked_up_and_nothing_else(client, good, caplog, key_id):
    claims, _ = good

    _refused(client, _ours(claims, {"kid": key_id}), caplog)


def test_key_ids_that_are_no_text_are_refused(client, good, caplog):
    claims, header = good
    _, _, signature = _ours(claims).split(".")
    for odd in (7, None, ["a"], {"a": "b"}, True):
        _refused(client, f"{_encoded({**header, 'kid': odd})}.{_encoded(claims)}.{signature}", caplog)


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
        {"x5c": ["AAAA"]},
        {"crit": ["b64"], "b64": False},
        {"crit": ["exp"]},
        {"zip": "DEF"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_header_that_says_how_to_check_is_refused(client, good, caplog, header):
    claims, head = good
    # Assembled by hand: libraries refuse to make some of these.
    key_id, key = keys.signing_key()
    signed = f"{_encoded({**head, 'kid': key_id, **header})}.{_encoded(claims)}"
    signature = base64.urlsafe_b64encode(key.sign(signed.encode())).rstrip(b"=").decode()

    _refused(client, f"{signed}.{signature}", caplog)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 4_000_000_000},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"iss": "someone-else"},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": None},
        {"sub": None},
        {"sub": "00000000-0000-0000-0000-000000000000"},
        {"jti": None},
        {"sid": None},
        {"sid": "../../etc"},
        {"sid": "00000000-0000-0000-0000-000000000000"},
        {"typ": None, "token_type": None},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_or_missing_is_refused(client, good, caplog, changes):
    claims, _ = good

    _refused(client, _ours(claims, **changes), caplog)


def test_a_refresh_token_opens_nothing_and_an_access_token_is_exchanged_for_nothing(client, owner, caplog):
    tokens = signed_in(owner)

    _refused(client, tokens.refresh, caplog)
    response = client.post(
        "/api/v1/auth/refresh", {"refresh": tokens.access}, content_type="application/json"
    )
    assert (response.status_code, response.json()["code"]) == (401, "token_invalid")


def test_a_changed_payload_is_refused(client, owner, admin, caplog):
    head, _, signature = signed_in(owner).access.split(".")
    _, body, _ = signed_in(admin).access.split(".")

    _refused(client, f"{head}.{body}.{signature}", caplog)


def test_a_token_of_one_person_does_not_open_the_session_of_another(client, good, admin, caplog):
    claims, _ = good
    theirs = signed_in(admin).session

    _refused(client, _ours(claims, sid=str(theirs.pk)), caplog)
    _refused(client, _ours(claims, sub=str(admin.pk)), caplog)


def test_a_token_of_a_retired_key_is_refused(client, owner, caplog):
    token = signed_in(owner).access
    signing_keys_rotate(at=timezone.now(), retire_after=dt.timedelta(0))

    _refused(client, token, caplog)


@pytest.mark.parametrize(
    "token",
    ["a", ".", "..", "...", "a.b.c", "{}.{}.{}", "é.é.é", "\U0001f511", "A" * 100_000, "eyJ9.eyJ9.eyJ9"],
    ids=["a", "dot", "dots", "dots3", "letters", "braces", "accents", "emoji", "long", "half"],
)
def test_what_is_no_token_at_all_is_refused(client, db, caplog, token):
    _refused(client, token, caplog)


def test_two_tokens_in_one_header_are_refused(client, owner, caplog):
    token = signed_in(owner).access

    _refused(client, f"{token} {token}", caplog)
    _refused(client, f"{token}, Bearer {token}", caplog)


@pytest.mark.parametrize("scheme", ["Token", "Basic", "JWT", "Bearer:", ""])
def test_a_token_under_another_scheme_is_no_sign_in(client, owner, scheme):
    token = signed_in(owner).access

    assert client.get(DOCUMENTS, headers={"Authorization": f"{scheme} {token}"}).status_code == 401


@pytest.mark.parametrize("address", ["?access_token={}", "?token={}", "?authorization=Bearer%20{}"])
def test_a_token_in_the_address_is_no_sign_in(client, owner, address):
    token = signed_in(owner).access

    assert client.get(DOCUMENTS + address.format(token)).status_code == 401


def test_a_cookie_of_the_console_does_not_open_the_api(console, owner):
    assert console(owner).get(DOCUMENTS).status_code == 401
