"""What the API takes and gives about sessions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Session


class LoginSerializer(serializers.Serializer[Any]):
    """Address and password."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True)
    otp = serializers.CharField(
        max_length=20, required=False, help_text="Code of the authenticator app: signs in with one call."
    )


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4096)


class TokensSerializer(serializers.Serializer[Any]):
    """What a client holds after signing in."""

    access = serializers.CharField(help_text="Send as `Authorization: Bearer <access>`.")
    refresh = serializers.CharField(
        help_text="Good for one exchange at /auth/refresh. Empty while the second factor is owed."
    )
    token_type = serializers.CharField(help_text="Always `Bearer`.")
    expires_in = serializers.IntegerField(help_text="Seconds until the access token expires.")
    mfa = serializers.ChoiceField(
        choices=["none", "required", "enrol"],
        help_text=(
            "`required`: the access token opens /auth/mfa/verify only, until a code was shown there; "
            "`enrol`: a second factor must be set up first, at /auth/mfa/totp."
        ),
    )


class SessionSerializer(serializers.ModelSerializer[Session]):
    """One sign-in."""

    is_current = serializers.SerializerMethodField()
    idle_until = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Session
        fields = [
            "id",
            "user",
            "kind",
            "address",
            "user_agent",
            "mfa_at",
            "mfa_method",
            "created_at",
            "last_seen_at",
            "idle_until",
            "expires_at",
            "ended_at",
            "ended_because",
            "is_current",
        ]
        read_only_fields = fields

    def get_is_current(self, session: Session) -> bool:
        """Tell whether this very request belongs to the session."""
        identity = self.context["request"].auth
        return identity.session is not None and identity.session.pk == session.pk


class EndAllSerializer(serializers.Serializer[Any]):
    """Whether the session that asks stays."""

    keep_current = serializers.BooleanField(default=True)


class EndedSerializer(serializers.Serializer[Any]):
    """How many sessions ended."""

    ended = serializers.IntegerField()
