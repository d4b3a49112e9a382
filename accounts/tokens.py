"""Tokens of the API: Ed25519-signed JWTs with key ids, over simplejwt's token classes."""

from __future__ import annotations

import base64
import datetime as dt
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError

from accounts.exceptions import TokenInvalid
from accounts.models import ServiceAccountSecret, Session
from vault.constants import SigningKeyState, SigningPurpose
from vault.models import SigningKey
from vault.signing import private_key, public_key, signing_key_active

ALGORITHM = "EdDSA"
_HEADERS = {"alg", "typ", "kid"}  # jku, jwk, x5u and crit would let a token choose how it is checked
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti"]
_KEYS_FOR_SECONDS = 30.0  # how long a process believes the keys it has read
_LOOK_AGAIN_SECONDS = 1.0  # an unknown key id makes it read them again, at most this often


@dataclass(slots=True)
class _KeyCache:
    """The keys as this process read them last."""

    signing: tuple[str, Ed25519PrivateKey] | None = None
    verifying: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    read_at: float = float("-inf")

    def clear(self) -> None:
        """Forget everything: the next token reads the keys anew."""
        self.signing, self.verifying, self.read_at = None, {}, float("-inf")

    def signing_key(self) -> tuple[str, Ed25519PrivateKey]:
        """Return the key id and the key that sign now."""
        if self.signing is None or self._age() > _KEYS_FOR_SECONDS:
            active = signing_key_active(SigningPurpose.ACCESS_TOKENS)
            self._read()
            self.signing = (str(active.pk), private_key(active))
        return self.signing

    def verifying_key(self, key_id: str) -> Ed25519PublicKey | None:
        """Return the key of this id; None where there is none or it was retired."""
        unknown = key_id not in self.verifying and self._age() > _LOOK_AGAIN_SECONDS
        if unknown or self._age() > _KEYS_FOR_SECONDS:
            self._read()
        return self.verifying.get(key_id)

    def _age(self) -> float:
        return time.monotonic() - self.read_at

    def _read(self) -> None:
        good = SigningKey.objects.filter(purpose=SigningPurpose.ACCESS_TOKENS).exclude(
            state=SigningKeyState.RETIRED
        )
        self.verifying = {str(key.pk): public_key(key) for key in good}
        self.signing, self.read_at = None, time.monotonic()


keys = _KeyCache()


class KeyRingBackend(TokenBackend):
    """Signs with the active key and names it; verifies with the named key and no other algorithm."""

    def encode(self, payload: dict[str, Any]) -> str:
        """Return the signed token."""
        key_id, key = keys.signing_key()
        claims = {**payload, "iss": self.issuer, "aud": self.audience}
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": key_id})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - simplejwt's signature
        """Return the claims of a token of ours that has not expired.

        Raises:
            TokenBackendError: it is anything else.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = keys.verifying_key(str(header.get("kid", "")))
            if header.keys() - _HEADERS or header.get("alg") != ALGORITHM or key is None:
                raise TokenBackendError("Token is invalid")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self.audience,
                issuer=self.issuer,
                options={"require": _REQUIRED},
            )
        except (jwt.InvalidTokenError, UnicodeError, ValueError) as error:
            raise TokenBackendError("Token is invalid") from error
        return claims


_backend = KeyRingBackend(ALGORITHM, issuer="muniment", audience="muniment-api")


class AccessToken(tokens.AccessToken):
    """Opens the API for some minutes."""

    _token_backend = _backend


class RefreshToken(tokens.Token):
    """Is exchanged, once, for the next pair of tokens of its session."""

    token_type = "refresh"  # noqa: S105 - a kind, no secret
    lifetime = dt.timedelta(hours=24)
    _token_backend = _backend


def public_keys() -> list[dict[str, str]]:
    """Return the keys that verify access tokens, as JWKs (RFC 8037)."""
    good = SigningKey.objects.filter(purpose=SigningPurpose.ACCESS_TOKENS).exclude(
        state=SigningKeyState.RETIRED
    )
    return [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": ALGORITHM,
            "kid": str(key.pk),
            "x": _base64(key),
        }
        for key in good.order_by("created_at", "pk")
    ]


def _base64(key: SigningKey) -> str:
    return base64.urlsafe_b64encode(bytes(key.public_key)).decode().rstrip("=")


def access_lifetime(session: Session, at: dt.datetime) -> dt.timedelta:
    """Return how long an access token of this session lasts: it never outlives the session."""
    return min(settings.ACCESS_TOKEN_LIFETIME, session.expires_at - at)


def access_token_for(session: Session, at: dt.datetime) -> str:
    """Return an access token of a session."""
    return str(_issue(AccessToken(), session, at, access_lifetime(session, at)))


def machine_token_for(
    secret: ServiceAccountSecret, scopes: frozenset[str], at: dt.datetime, lifetime: dt.timedelta
) -> str:
    """Return an access token of a machine: it names the secret that fetched it, and ends with it."""
    account = secret.account
    token = AccessToken()
    token.set_iat(at_time=at)
    token.set_exp(from_time=at, lifetime=lifetime)
    token["sub"] = str(account.user_id)
    token["client_id"] = account.client_id
    token["scope"] = " ".join(sorted(scopes))
    token["secret"] = str(secret.pk)
    token["generation"] = account.token_generation
    return str(token)


def refresh_token_for(session: Session, at: dt.datetime) -> str:
    """Return the refresh token whose id the session expects next."""
    token = _issue(RefreshToken(), session, at, session.expires_at - at)
    token["jti"] = str(session.refresh_id)
    return str(token)


def access_claims(token: str) -> dict[str, Any]:
    """Return the claims of an access token: `sub`, `jti`, `iat`, `exp`, and `sid` or `client_id`.

    Raises:
        TokenInvalid: it is not ours, has expired, or is not an access token.
    """
    return _claims(AccessToken, token)


def refresh_claims(token: str) -> tuple[UUID, UUID]:
    """Return session id and token id of a refresh token; raises as `access_claims`."""
    claims = _claims(RefreshToken, token)
    try:
        return UUID(str(claims["sid"])), UUID(str(claims["jti"]))
    except (KeyError, ValueError) as error:
        raise TokenInvalid("The token is not valid. Sign in again.") from error


def _issue(token: Any, session: Session, at: dt.datetime, lifetime: dt.timedelta) -> Any:
    token.set_iat(at_time=at)
    token.set_exp(from_time=at, lifetime=lifetime)
    token["sub"] = str(session.user_id)
    token["sid"] = str(session.pk)
    return token


def _claims(kind: Any, token: str) -> dict[str, Any]:
    try:
        payload: dict[str, Any] = kind(token).payload
    except TokenError as error:
        raise TokenInvalid("The token is not valid or has expired. Sign in again.") from error
    return payload
