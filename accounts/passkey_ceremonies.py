"""WebAuthn as the relying party sees it: what a browser is asked, and whether its answer holds."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import Passkey, User

_RP_NAME = "Muniment"
_TIMEOUT_MS = 300_000
# What py_webauthn lets through of a hostile answer beside its own errors.
_MALFORMED = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
    struct.error,
)


class CeremonyFailed(Exception):
    """The browser's answer does not hold; why is for the log alone."""


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential as the authenticator made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    is_backed_up: bool
    transports: list[str]


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey that was shown says of itself."""

    sign_count: int
    is_backed_up: bool


def digest_of(credential_id: bytes) -> str:
    """Return how a credential is found: SHA-256 of its id, in hex."""
    return hashlib.sha256(credential_id).hexdigest()


def registration_options(user: User, have: Iterable[Passkey]) -> tuple[dict[str, Any], bytes]:
    """Return what `navigator.credentials.create` is asked, and the challenge in it."""
    options = generate_registration_options(
        rp_id=settings.WEBAUTHN_RP_ID,
        rp_name=_RP_NAME,
        user_id=user.pk.bytes,  # tells nothing about the person
        user_name=user.email,
        user_display_name=user.get_full_name(),
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in have],
    )
    return options_to_json_dict(options), options.challenge


def registration_verify(answer: dict[str, Any], *, challenge: bytes, origins: list[str]) -> NewCredential:
    """Return the credential that was made.

    Raises:
        CeremonyFailed: challenge, origin, relying party or user verification are not as asked.
    """
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=settings.WEBAUTHN_RP_ID,
            expected_origin=origins,
            require_user_verification=True,
        )
        transports = _transports(answer["response"].get("transports"))
    except _MALFORMED as error:
        raise CeremonyFailed(type(error).__name__) from error
    return NewCredential(
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        aaguid=made.aaguid,
        is_backed_up=made.credential_backed_up,
        transports=transports,
    )


def showing_options(have: Iterable[Passkey]) -> tuple[dict[str, Any], bytes]:
    """Return what `navigator.credentials.get` is asked, and the challenge in it."""
    options = generate_authentication_options(
        rp_id=settings.WEBAUTHN_RP_ID,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(passkey) for passkey in have],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options), options.challenge


def credential_digest_of(answer: dict[str, Any]) -> str:
    """Return the digest of the credential that an answer names; empty where it names none."""
    try:
        return digest_of(base64url_to_bytes(str(answer["rawId"])))
    except (KeyError, ValueError):
        return ""


def showing_verify(
    answer: dict[str, Any], passkey: Passkey, *, challenge: bytes, origins: list[str]
) -> Assertion:
    """Return what the passkey says, where it signed this challenge for this site and checked its owner.

    Raises:
        CeremonyFailed: it did not, or its counter did not go up (a copy of it exists).
    """
    try:
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=settings.WEBAUTHN_RP_ID,
            expected_origin=origins,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise CeremonyFailed(type(error).__name__) from error
    return Assertion(shown.new_sign_count, shown.credential_backed_up)


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(name) for name in _transports(passkey.transports)]
    return PublicKeyCredentialDescriptor(id=bytes(passkey.credential_id), transports=transports)


def _transports(given: Any) -> list[str]:
    known = {transport.value for transport in AuthenticatorTransport}
    return [name for name in given if name in known] if isinstance(given, list) else []
