"""Signing in and out, and the sessions that come of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.api.filters import SessionFilter
from accounts.api.serializers import (
    EndAllSerializer,
    EndedSerializer,
    LoginSerializer,
    RefreshSerializer,
    SessionSerializer,
    TokensSerializer,
)
from accounts.constants import SessionEnd, SessionKind
from accounts.factors import has_second_factor
from accounts.identity import Identity
from accounts.models import Session, User
from accounts.permissions import may_end, require_fresh_mfa
from accounts.receivers import device_of
from accounts.selectors import session_list
from accounts.services.sessions import (
    Tokens,
    session_end,
    session_open,
    session_refresh,
    sessions_end_all,
    tokens_for,
)
from accounts.services.showing import code_check
from accounts.tokens import public_keys
from audit import trail
from audit.context import actor_is


def tokens_body(tokens: Tokens, user: User) -> dict[str, Any]:
    """Return the answer that carries a pair of tokens."""
    mfa = "none"
    if tokens.session.is_half_open:
        mfa = "required" if has_second_factor(user) else "enrol"
    return {
        "access": tokens.access,
        "refresh": tokens.refresh,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "mfa": mfa,
    }


class OpenView(APIView):
    """A view for people who are not signed in yet: a token sent along is not looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for; without one it would become a 403."""
        return 'Bearer realm="api"'


class LoginView(OpenView):
    """Exchange e-mail address and password for an access and a refresh token."""

    @extend_schema(request=LoginSerializer, responses={200: TokensSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Return `access` and `refresh`; 401 where address or password is wrong, 403 where `otp` is."""
        given = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        plain = request._request
        user = authenticate(
            plain, username=given.validated_data["email"], password=given.validated_data["password"]
        )
        if not isinstance(user, User):
            raise AuthenticationFailed(
                "No active account found with the given credentials", "no_active_account"
            )
        at = timezone.now()
        method = ""
        if otp := given.validated_data.get("otp"):
            actor_is(user.pk)
            method = code_check(user=user, code=otp, at=at)
        session = session_open(
            user=user, kind=SessionKind.API, at=at, device=device_of(plain), mfa_method=method
        )
        user_logged_in.send(sender=User, request=plain, user=user)
        return Response(tokens_body(tokens_for(session, at=at), user))


class RefreshView(OpenView):
    """Exchange a refresh token for the next pair; each refresh token works once."""

    @extend_schema(request=RefreshSerializer, responses={200: TokensSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Return the next pair; 401 ends the session where the token was used before."""
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        tokens = session_refresh(
            token=given.validated_data["refresh"],
            at=timezone.now(),
            device=device_of(request._request),
        )
        return Response(tokens_body(tokens, tokens.session.user))


class LogoutView(APIView):
    """End the session of the token that asks."""

    permission_classes = (IsAuthenticated,)
    serves_half_open_sessions = True

    @extend_schema(request=None, responses={204: None}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """End it; its access and refresh tokens are refused from now on."""
        session = cast(Identity, request.auth).session
        if session is not None:
            session_end(session=session, because=SessionEnd.SIGNED_OUT, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class KeysView(OpenView):
    """The public keys that verify access tokens (JWK set, RFC 7517)."""

    @extend_schema(responses={200: dict[str, Any]}, auth=[], tags=["auth"])
    def get(self, request: Request) -> Response:
        """Return the key set."""
        return Response({"keys": public_keys()}, headers={"Cache-Control": "public, max-age=60"})


@extend_schema(tags=["sessions"])
class SessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Session]):
    """Sign-ins: one's own; everybody's for those who administer accounts."""

    serializer_class = SessionSerializer
    filterset_class = SessionFilter
    permission_classes = (IsAuthenticated,)
    queryset = Session.objects.none()

    def get_queryset(self) -> QuerySet[Session]:
        """Start from what this person may see."""
        return session_list(cast(User, self.request.user), at=timezone.now())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List sign-ins that still run, last seen first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("sessions.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one sign-in."""
        session = self.get_object()
        trail.record_read("session.viewed", target=session)
        return Response(self.get_serializer(session).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End a sign-in: its tokens are refused from the next request on."""
        session = self.get_object()
        user = cast(User, request.user)
        may_end(user, session, raise_exception=True)
        if session.user_id != user.pk:
            require_fresh_mfa(request)
        because = SessionEnd.REVOKED if session.user_id == user.pk else SessionEnd.ADMINISTRATOR
        session_end(session=session, because=because, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=EndAllSerializer, responses={200: EndedSerializer})
    @action(detail=False, methods=["post"], url_path="end-all")
    def end_all(self, request: Request) -> Response:
        """End one's own sign-ins everywhere, by default all but this one."""
        given = EndAllSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        session = cast(Identity, request.auth).session
        keep = session.pk if session is not None and given.validated_data["keep_current"] else None
        ended = sessions_end_all(
            user=cast(User, request.user), because=SessionEnd.REVOKED, at=timezone.now(), keep=keep
        )
        return Response({"ended": ended})
