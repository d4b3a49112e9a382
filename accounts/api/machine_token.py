"""`POST /auth/token`: OAuth 2 client credentials, in the shapes of RFC 6749."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.exceptions import ClientRefused, ScopeRefused, TokenRequestRefused
from accounts.services.machine_tokens import machine_token_issue

_LONGEST = 500
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class TokenRequestSerializer(serializers.Serializer[Any]):
    """The form of the request; id and secret may come as HTTP Basic instead."""

    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    scope = serializers.CharField(required=False, help_text="Separated by spaces; unset: all it has.")
    client_id = serializers.CharField(required=False)
    client_secret = serializers.CharField(required=False)


class MachineTokenSerializer(serializers.Serializer[Any]):
    """A machine's token."""

    access_token = serializers.CharField()
    token_type = serializers.CharField(help_text="Always `Bearer`.")
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()


class TokenErrorSerializer(serializers.Serializer[Any]):
    """A refusal, as RFC 6749 section 5.2 shapes it."""

    error = serializers.CharField()
    error_description = serializers.CharField()


@dataclass(frozen=True, slots=True)
class _Credentials:
    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "_Credentials(…)"


class UnsupportedGrant(TokenRequestRefused):
    """Another grant than client credentials."""

    code = error = "unsupported_grant_type"


class MachineTokenView(APIView):
    """Exchange a service account's secret for an access token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (FormParser,)

    @extend_schema(
        request={"application/x-www-form-urlencoded": TokenRequestSerializer},
        responses={200: MachineTokenSerializer, 400: TokenErrorSerializer, 401: TokenErrorSerializer},
        auth=[],
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        """Return `access_token`, `token_type`, `expires_in` and `scope`; refusals carry `error`."""
        try:
            form = _form(request)
            _grant_check(_one(form, "grant_type"))
            given = _credentials(request, form)
            token = machine_token_issue(
                client_id=given.client_id,
                client_secret=given.client_secret,
                scopes=_scopes(form),
                at=timezone.now(),
                address=request.META["REMOTE_ADDR"],
            )
        except TokenRequestRefused as refusal:
            return _refused(refusal)
        body = {
            "access_token": token.access,
            "token_type": "Bearer",
            "expires_in": token.expires_in,
            "scope": " ".join(sorted(token.scopes)),
        }
        return Response(body, headers=_NO_STORE)


def _grant_check(grant: str) -> None:
    if not grant:
        raise TokenRequestRefused("grant_type is missing.")
    if grant != "client_credentials":
        raise UnsupportedGrant("Only client_credentials is supported.")


def _refused(refusal: TokenRequestRefused) -> Response:
    headers = dict(_NO_STORE)
    if refusal.status == ClientRefused.status:
        headers["WWW-Authenticate"] = 'Basic realm="token", charset="UTF-8"'
    body = {"error": refusal.error, "error_description": str(refusal)}
    return Response(body, status=refusal.status, headers=headers)


def _form(request: Request) -> QueryDict:
    try:
        data = request.data
    except APIException as error:
        raise TokenRequestRefused("Send the form as application/x-www-form-urlencoded.") from error
    if not isinstance(data, QueryDict):
        raise TokenRequestRefused("Send the form as application/x-www-form-urlencoded.")
    return data


def _one(form: QueryDict, name: str) -> str:
    values = form.getlist(name)
    if len(values) > 1:
        raise TokenRequestRefused(f"{name} is given more than once.")
    value = str(values[0]) if values else ""
    if "\x00" in value or len(value) > _LONGEST:
        raise TokenRequestRefused(f"{name} is too long or holds what it must not.")
    return value


def _credentials(request: Request, form: QueryDict) -> _Credentials:
    """Return id and secret from the header or from the form, not from both and never from the address."""
    in_form = _Credentials(_one(form, "client_id"), _one(form, "client_secret"))
    header = request.headers.get("Authorization", "")
    if not header:
        if not in_form.client_id or not in_form.client_secret:
            raise ClientRefused("Send client id and secret, by HTTP Basic or in the form.")
        return in_form
    in_header = _basic(header)
    if in_form.client_secret or in_form.client_id not in {"", in_header.client_id}:
        raise TokenRequestRefused("Send the credentials in one way, not in two.")
    return in_header


def _basic(header: str) -> _Credentials:
    """Read HTTP Basic; both parts are form-encoded within it. Source: RFC 6749 section 2.3.1."""
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ClientRefused("The Authorization header cannot be read.") from error
    client_id, colon, client_secret = (unquote_plus(part) for part in text.partition(":"))
    if scheme.lower() != "basic" or not colon or "\x00" in client_id + client_secret or len(text) > _LONGEST:
        raise ClientRefused("The Authorization header cannot be read.")
    return _Credentials(client_id, client_secret)


def _scopes(form: QueryDict) -> frozenset[str] | None:
    text = _one(form, "scope")
    if not text:
        return None
    names = text.split(" ")
    if not all(name and name.isascii() and name.isprintable() for name in names):
        raise ScopeRefused("Separate scopes by one space.")
    return frozenset(names)
