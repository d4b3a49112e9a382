"""Second factors: set up, show, take away."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import segno
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.mfa_serializers import (
    CodeSerializer,
    FactorAddedSerializer,
    FactorNameSerializer,
    FactorSerializer,
    FactorsSerializer,
    PasskeySerializer,
    ProofSerializer,
    RecoveryCodesSerializer,
    TotpEnrolmentSerializer,
)
from accounts.api.serializers import TokensSerializer
from accounts.api.views import tokens_body
from accounts.identity import Identity
from accounts.models import Session, User
from accounts.permissions import (
    may_reset_factors,
    passkey_origins,
    require_factor_change,
    require_fresh_mfa,
)
from accounts.selectors import factors_of, recovery_codes_left
from accounts.services import factors, showing
from accounts.services.sessions import tokens_for
from audit import trail


class PersonView(APIView):
    """A view for people who are signed in: machines have no second factor. Answers are never stored."""

    permission_classes = (IsAuthenticated,)

    def session(self) -> Session:
        """Return the session of the person who asks."""
        session = cast(Identity, self.request.auth).session
        if session is None:
            self.permission_denied(self.request, "Only people have second factors.")
        return session

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep secrets and codes out of every cache."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        answered["Cache-Control"] = "no-store"
        return answered

    def added(self, added: factors.Added) -> Response:
        """Answer with the tokens that come of a new factor."""
        tokens = tokens_for(added.session, at=timezone.now())
        body = tokens_body(tokens, added.session.user)
        return Response({**body, "recovery_codes": added.recovery_codes})


class TotpView(PersonView):
    """Begin to set up an authenticator app."""

    serves_half_open_sessions = True

    @extend_schema(request=None, responses={200: TotpEnrolmentSerializer}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return the secret; confirm with a first code within ten minutes, from this same session."""
        require_factor_change(request)
        begun = factors.totp_enrol(session=self.session(), at=timezone.now())
        return Response(
            {
                "id": begun.factor.pk,
                "secret": begun.secret,
                "otpauth_uri": begun.uri,
                "qr_svg": segno.make_qr(begun.uri).svg_inline(scale=4),
            }
        )


class TotpConfirmView(PersonView):
    """Take an authenticator app into use."""

    serves_half_open_sessions = True

    @extend_schema(request=CodeSerializer, responses={200: FactorAddedSerializer}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return new tokens, and recovery codes with the first factor; 403 where the code is wrong."""
        given = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        require_factor_change(request)
        code = given.validated_data["code"]
        return self.added(factors.totp_confirm(session=self.session(), code=code, at=timezone.now()))


class PasskeyOptionsView(PersonView):
    """Begin to add a passkey."""

    serves_half_open_sessions = True

    @extend_schema(request=None, responses={200: dict[str, Any]}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return the options for `navigator.credentials.create`."""
        require_factor_change(request)
        return Response(factors.passkey_begin(session=self.session(), at=timezone.now()))


class PasskeyView(PersonView):
    """Add a passkey."""

    serves_half_open_sessions = True

    @extend_schema(request=PasskeySerializer, responses={200: FactorAddedSerializer}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return new tokens, and recovery codes with the first factor."""
        given = PasskeySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        require_factor_change(request)
        made = factors.passkey_add(
            session=self.session(),
            name=given.validated_data["name"],
            answer=given.validated_data["credential"],
            origins=passkey_origins(request._request),
            at=timezone.now(),
        )
        return self.added(made)


class PasskeyAskView(PersonView):
    """Ask for a passkey."""

    serves_half_open_sessions = True

    @extend_schema(request=None, responses={200: dict[str, Any]}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return the options for `navigator.credentials.get`; post what it gives to /auth/mfa/verify."""
        return Response(showing.passkey_ask(session=self.session(), at=timezone.now()))


class VerifyView(PersonView):
    """Show the second factor: finishes a sign-in, and makes a session fresh again for what asks for it."""

    serves_half_open_sessions = True

    @extend_schema(request=ProofSerializer, responses={200: TokensSerializer}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return new tokens; 403 where it is not accepted, 429 after too many wrong codes."""
        given = ProofSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        proof = showing.Proof(
            code=given.validated_data.get("code", ""),
            recovery_code=given.validated_data.get("recovery_code", ""),
            passkey=given.validated_data.get("webauthn"),
            origins=passkey_origins(request._request),
        )
        at = timezone.now()
        session = showing.factor_show(session=self.session(), proof=proof, at=at)
        return Response(tokens_body(tokens_for(session, at=at), session.user))


class RecoveryCodesView(PersonView):
    """Make new recovery codes."""

    @extend_schema(request=None, responses={200: RecoveryCodesSerializer}, tags=["mfa"])
    def post(self, request: Request) -> Response:
        """Return ten new codes; the old ones stop working. Needs a fresh second factor."""
        require_fresh_mfa(request)
        codes = factors.recovery_codes_renew(session=self.session(), at=timezone.now())
        return Response({"recovery_codes": codes})


class FactorsView(PersonView):
    """One's own second factors."""

    @extend_schema(responses={200: FactorsSerializer}, tags=["mfa"])
    def get(self, request: Request) -> Response:
        """List them, and say how many recovery codes are left."""
        user = self.session().user
        found = factors_of(user)
        trail.record_read("factors.listed", target=user, count=len(found))
        return Response(
            {
                "factors": FactorSerializer(found, many=True).data,
                "recovery_codes_left": recovery_codes_left(user),
            }
        )


class FactorView(PersonView):
    """One of one's own second factors."""

    @extend_schema(request=FactorNameSerializer, responses={204: None}, tags=["mfa"])
    def patch(self, request: Request, factor_id: UUID) -> Response:
        """Give a passkey another name."""
        given = FactorNameSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        factors.passkey_rename(
            user=self.session().user, factor_id=factor_id, name=given.validated_data["name"]
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None}, tags=["mfa"])
    def delete(self, request: Request, factor_id: UUID) -> Response:
        """Remove it and end all other sign-ins. Needs a fresh second factor; staff keep at least one."""
        require_fresh_mfa(request)
        factors.factor_remove(session=self.session(), factor_id=factor_id, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FactorsResetView(PersonView):
    """The second factors of somebody else."""

    @extend_schema(request=None, responses={204: None}, tags=["mfa"])
    def post(self, request: Request, user_id: UUID) -> Response:
        """Take them away: the person sets up new ones at the next sign-in. Needs a fresh second factor."""
        actor = self.session().user
        may_reset_factors(actor, raise_exception=True)
        user = get_object_or_404(User, pk=user_id)
        require_fresh_mfa(request)
        factors.factors_reset(actor=actor, user=user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
