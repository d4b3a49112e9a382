"""What the API takes and gives about second factors."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.serializers import TokensSerializer
from accounts.constants import FactorMethod


class TotpEnrolmentSerializer(serializers.Serializer[Any]):
    """What goes into an authenticator app."""

    id = serializers.UUIDField()
    secret = serializers.CharField(help_text="Base32, to be typed where nothing can be scanned.")
    otpauth_uri = serializers.CharField()
    qr_svg = serializers.CharField(help_text="The same address as a QR code.")


class CodeSerializer(serializers.Serializer[Any]):
    """A code of the authenticator app."""

    code = serializers.CharField(max_length=20, help_text="Six digits; spaces do not matter.")


class ProofSerializer(serializers.Serializer[Any]):
    """What is shown: exactly one of the three."""

    code = serializers.CharField(max_length=20, required=False, help_text="Of the authenticator app.")
    recovery_code = serializers.CharField(max_length=100, required=False, help_text="Works once.")
    webauthn = serializers.DictField(
        required=False, help_text="What `navigator.credentials.get` gave, as JSON (see /auth/mfa/webauthn)."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take exactly one."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Send exactly one of code, recovery_code and webauthn.")
        return attrs


class FactorAddedSerializer(TokensSerializer):
    """The tokens after a factor was added: those given before are void, other sign-ins have ended."""

    recovery_codes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ten with the first factor, shown this once; empty where there are some already.",
    )


class PasskeySerializer(serializers.Serializer[Any]):
    """A passkey that an authenticator has just made."""

    name = serializers.CharField(max_length=64, default="Passkey")
    credential = serializers.DictField(help_text="What `navigator.credentials.create` gave, as JSON.")


class FactorSerializer(serializers.Serializer[Any]):
    """One second factor."""

    id = serializers.UUIDField()
    method = serializers.ChoiceField(choices=[FactorMethod.TOTP.value, FactorMethod.PASSKEY.value])
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class FactorsSerializer(serializers.Serializer[Any]):
    """All second factors of a person."""

    factors = FactorSerializer(many=True)
    recovery_codes_left = serializers.IntegerField()


class FactorNameSerializer(serializers.Serializer[Any]):
    """Another name for a passkey."""

    name = serializers.CharField(max_length=64)


class RecoveryCodesSerializer(serializers.Serializer[Any]):
    """New recovery codes, shown this once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())
