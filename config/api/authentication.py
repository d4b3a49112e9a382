"""Bearer tokens for the API; whoever they name becomes the acting identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.exceptions import AddressRefused, SecondFactorRequired, TokenInvalid
from accounts.identity import Identity, identity_of
from accounts.ip_rules import address_may
from accounts.models import User
from accounts.services.network import address_refused_note
from audit.context import actor_is

_SECOND_FACTOR = "This session has not shown its second factor. Post a code to /api/v1/auth/mfa/verify."


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`; what was revoked is refused at once."""

    def authenticate(self, request: Request) -> tuple[User, Identity] | None:
        """Return (user, identity), or None where no token was sent."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("Send one token: Authorization: Bearer <token>.", "token_invalid")
        try:
            identity = identity_of(words[1].decode("ascii"), at=timezone.now())
        except (TokenInvalid, UnicodeDecodeError) as error:
            said = str(error) if isinstance(error, TokenInvalid) else "The token is not valid. Sign in again."
            raise AuthenticationFailed(said, "token_invalid") from error
        actor_is(
            identity.user.pk,
            purpose=_purpose(request),
            session_id=identity.session.pk if identity.session is not None else None,
        )
        address = request.META["REMOTE_ADDR"]
        if not address_may(identity.user, address):
            address_refused_note(user=identity.user, address=address)
            raise AddressRefused("This account may not be used from your address.")
        view = (request.parser_context or {}).get("view")
        is_half_open = identity.session is not None and identity.session.is_half_open
        if is_half_open and not getattr(view, "serves_half_open_sessions", False):
            raise SecondFactorRequired(_SECOND_FACTOR)
        if identity.scopes is not None:
            _scope_check(request.method or "", getattr(view, "machine_scopes", {}), identity.scopes)
        return identity.user, identity

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="api"'


def _purpose(request: Request) -> str:
    """Return what the caller says they do it for, without what a text column cannot hold."""
    return request.headers.get("X-Purpose", "").replace("\x00", "")[:200]


def _scope_check(method: str, wanted: Mapping[str, str], held: frozenset[str]) -> None:
    """Refuse a machine whatever the view does not open to one of its scopes: closed by default.

    Source: RFC 6750 section 3.1.
    """
    scope = wanted.get("GET" if method in {"HEAD", "OPTIONS"} else method)
    if scope in held:
        return
    said = f"The token lacks the scope {scope}." if scope else "This is not open to service accounts."
    error = PermissionDenied(said, "insufficient_scope")
    named = f', scope="{scope}"' if scope else ""
    error.auth_header = f'Bearer realm="api", error="insufficient_scope"{named}'  # type: ignore[attr-defined]  # DRF's own name
    raise error


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """How the OpenAPI document names the above."""

    target_class = "config.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
