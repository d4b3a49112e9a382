"""Coming in: registration, confirmation, passwords, invitations."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.api.views import OpenView
from accounts.factors import has_second_factor
from accounts.identity import Identity
from accounts.models import Invitation, User
from accounts.permissions import InvitesPeople, PeopleOnly, require_fresh_mfa
from accounts.roles import Role
from accounts.services.invitations import (
    invitation_accept,
    invitation_create,
    invitation_resend,
    invitation_withdraw,
)
from accounts.services.passwords import password_change, password_reset, password_reset_ask
from accounts.services.registration import address_verify, registration_create, verification_resend
from audit import trail

# The same words whatever is known about an address: they must not tell who has an account.
SENT = "If this address can be used here, a mail with a link is on its way to it."


def _password_field(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True, **more)


class SaidSerializer(serializers.Serializer[Any]):
    """What happened, in words."""

    detail = serializers.CharField()


class EmailSerializer(serializers.Serializer[Any]):
    """An address."""

    email = serializers.EmailField(max_length=254)


class RegisterSerializer(EmailSerializer):
    """Who wants an account. Nothing else is taken: roles and rights are given by others."""

    full_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    password = _password_field(help_text="At least 15 characters; no rules about their kinds.")


class TokenSerializer(serializers.Serializer[Any]):
    """The token of a link: what stands behind its `#`."""

    token = serializers.CharField(max_length=200, write_only=True)


class NewPasswordSerializer(TokenSerializer):
    """The token of a link and a new password."""

    password = _password_field()


class PasswordChangeSerializer(serializers.Serializer[Any]):
    """The password until now, and from now on."""

    current = _password_field()
    new = _password_field()


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """A place offered to somebody."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=[role for role in Role.choices if role[0] != Role.SERVICE_ACCOUNT])

    class Meta:
        model = Invitation
        fields = [
            "id",
            "email",
            "full_name",
            "role",
            "invited_by",
            "created_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
        ]
        read_only_fields = ["id", "invited_by", "created_at", "expires_at", "accepted_at", "withdrawn_at"]


def _valid(serializer: serializers.BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return cast(dict[str, Any], serializer.validated_data)


def _said(sentence: str, code: int = status.HTTP_200_OK) -> Response:
    return Response({"detail": sentence}, status=code)


class RegisterView(OpenView):
    """Register as a customer."""

    @extend_schema(request=RegisterSerializer, responses={202: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Take the registration; the answer is the same whether the address has an account or not."""
        given = _valid(RegisterSerializer(data=request.data))
        registration_create(**given, at=timezone.now())
        return _said(SENT, status.HTTP_202_ACCEPTED)


class VerifyView(OpenView):
    """Confirm an address."""

    @extend_schema(request=TokenSerializer, responses={200: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Use the link of a mail up; 400 `link_invalid` where it does not count any more."""
        address_verify(token=_valid(TokenSerializer(data=request.data))["token"], at=timezone.now())
        return _said("The address is confirmed. Sign in with it.")


class VerifyResendView(OpenView):
    """Ask for another link to confirm an address."""

    @extend_schema(request=EmailSerializer, responses={202: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Answer the same whether the address waits for one or not."""
        verification_resend(email=_valid(EmailSerializer(data=request.data))["email"])
        return _said(SENT, status.HTTP_202_ACCEPTED)


class PasswordResetView(OpenView):
    """Ask for a link to set a new password."""

    @extend_schema(request=EmailSerializer, responses={202: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Answer the same whether the address has an account or not."""
        password_reset_ask(email=_valid(EmailSerializer(data=request.data))["email"])
        return _said(SENT, status.HTTP_202_ACCEPTED)


class PasswordResetConfirmView(OpenView):
    """Set a new password with the link of a mail."""

    @extend_schema(request=NewPasswordSerializer, responses={200: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Set it and end all sessions; signing in, second factor included, is the next step."""
        given = _valid(NewPasswordSerializer(data=request.data))
        password_reset(token=given["token"], new=given["password"], at=timezone.now())
        return _said("The password is set and all sessions are ended. Sign in with it.")


class InvitationAcceptView(OpenView):
    """Accept an invitation."""

    @extend_schema(request=NewPasswordSerializer, responses={201: SaidSerializer}, auth=[], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Make the account; signing in, where staff set up a second factor, is the next step."""
        given = _valid(NewPasswordSerializer(data=request.data))
        invitation_accept(**given, at=timezone.now())
        return _said("The account is made. Sign in with it.", status.HTTP_201_CREATED)


class PasswordChangeView(APIView):
    """Change one's own password."""

    permission_classes = (IsAuthenticated, PeopleOnly)

    @extend_schema(request=PasswordChangeSerializer, responses={200: SaidSerializer}, tags=["auth"])
    def post(self, request: Request) -> Response:
        """Change it: every other session ends, this one goes on."""
        given = _valid(PasswordChangeSerializer(data=request.data))
        user = cast(User, request.user)
        if has_second_factor(user):
            require_fresh_mfa(request)
        session = cast(Identity, request.auth).session
        password_change(user=user, session=session, **given, at=timezone.now())
        return _said("The password is changed and all other sessions are ended.")


@extend_schema(tags=["invitations"])
class InvitationViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, GenericViewSet[Invitation]
):
    """Places offered to staff."""

    serializer_class = InvitationSerializer
    permission_classes = (IsAuthenticated, InvitesPeople)
    queryset = Invitation.objects.none()

    def get_queryset(self) -> QuerySet[Invitation]:
        """Start from what this person may see, newest first."""
        return Invitation.objects.visible_to(self.request.user).order_by("-created_at", "-id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List invitations, newest first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("invitations.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one invitation."""
        invitation = self.get_object()
        trail.record_read("invitation.viewed", target=invitation)
        return Response(self.get_serializer(invitation).data)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Invite somebody: a mail with a link, good for a week, goes to them.

        An invitation gives a role: it asks for a second factor shown within the last ten minutes.
        """
        require_fresh_mfa(request)
        given = _valid(self.get_serializer(data=request.data))
        made = invitation_create(
            actor=cast(User, request.user),
            email=given["email"],
            full_name=given["full_name"],
            role=Role(given["role"]),
            at=timezone.now(),
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: InvitationSerializer})
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send another link; the earlier one stops working. Asks for a fresh second factor."""
        require_fresh_mfa(request)
        sent = invitation_resend(
            actor=cast(User, request.user), invitation=self.get_object(), at=timezone.now()
        )
        return Response(self.get_serializer(sent).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Withdraw an invitation that waits; its link stops working."""
        invitation_withdraw(actor=cast(User, request.user), invitation=self.get_object(), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
