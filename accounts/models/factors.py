"""Second factors: authenticator apps, passkeys and recovery codes, on django-otp's devices."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin, TimestampMixin, VerifyNotAllowed
from django_otp.oath import TOTP
from uuid_utils.compat import uuid7

from accounts.constants import ChallengePurpose
from accounts.models.sessions import Session
from vault.installation import secret_open, secret_seal

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1  # a clock may be one step off, either way (RFC 6238 section 5.2)
FREE_FAILURES = 2  # who mistypes twice does not wait
LONGEST_WAIT = dt.timedelta(minutes=15)
# Source: NIST SP 800-63B-4 section 3.2.2: at most 100 failures in a row, then the factor must be bound anew.
MOST_FAILURES = 100
_TABLE = "accounts_totpfactor"


class TotpFactor(ThrottlingMixin, TimestampMixin, Device):  # type: ignore[misc]  # django-otp carries no types
    """An authenticator app. A person has one, and one more while its first code is waited for.

    django-otp's own TOTP device keeps the secret in clear; this one seals it, bound to its row.
    Callers hold the row's lock while they verify: a code is good once, however many come at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    sealed_key = models.BinaryField()
    last_step = models.BigIntegerField(default=-1)  # the time step of the last code that was accepted
    # Only the session that was shown a secret may confirm it: nobody finishes what somebody else began.
    enrolled_in = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="totpfactor_one_confirmed"
            ),
            models.UniqueConstraint(
                fields=["enrolled_in"], condition=models.Q(confirmed=False), name="totpfactor_one_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"authenticator app {self.pk}"

    @property
    def key(self) -> bytes:
        """The secret that the app shares."""
        return bytes.fromhex(secret_open(self.sealed_key, table=_TABLE, row=self.pk, field="sealed_key"))

    def seal(self, key: bytes) -> None:
        """Keep the secret, sealed for this row alone."""
        self.sealed_key = secret_seal(key.hex(), table=_TABLE, row=self.pk, field="sealed_key")

    @property
    def is_locked(self) -> bool:
        """Tell whether so many codes were wrong that the app has to be set up anew."""
        return bool(self.throttling_failure_count >= MOST_FAILURES)

    def locked_until(self, at: dt.datetime) -> dt.datetime | None:
        """Return until when no code is looked at; None where one is."""
        beyond = self.throttling_failure_count - FREE_FAILURES
        if self.is_locked:
            return dt.datetime.max.replace(tzinfo=dt.UTC)
        if beyond <= 0 or self.throttling_failure_timestamp is None:
            return None
        wait = min(dt.timedelta(seconds=2 ** min(beyond - 1, 20)), LONGEST_WAIT)
        until: dt.datetime = self.throttling_failure_timestamp + wait
        return until if at < until else None

    def accepts(self, code: str, at: dt.datetime) -> bool:
        """Tell whether a code is right and was not used, and note it either way; the row is saved."""
        if self.locked_until(at) is not None:
            return False
        step = self._step_of(code, at)
        if step is None:
            self.throttling_failure_count += 1
            self.throttling_failure_timestamp = at
        else:
            self.last_step = step
            self.last_used_at = at
            self.throttle_reset(commit=False)
        self.save()
        return step is not None

    def verify_is_allowed(self) -> tuple[bool, dict[str, object] | None]:
        """Tell django-otp whether a code would be looked at."""
        until = self.locked_until(timezone.now())
        if until is None:
            return True, None
        return False, {"reason": VerifyNotAllowed.N_FAILED_ATTEMPTS, "locked_until": until}

    def verify_token(self, token: str) -> bool:
        """Verify a code as django-otp asks for it."""
        return self.accepts(str(token), timezone.now())

    def get_throttle_factor(self) -> int:
        """Return the first wait in seconds."""
        return 1

    def _step_of(self, code: str, at: dt.datetime) -> int | None:
        if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code, re.ASCII):
            return None
        totp = TOTP(self.key, STEP_SECONDS, 0, DIGITS)
        totp.time = at.timestamp()
        # Only steps after the last accepted one: no code is good twice, and none before it.
        return int(totp.t()) if totp.verify(int(code), DRIFT_STEPS, self.last_step + 1) else None


class Passkey(TimestampMixin, Device):  # type: ignore[misc]  # django-otp carries no types
    """A WebAuthn credential of a person. Its public key is no secret."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    credential_id = models.BinaryField(max_length=1023)
    credential_digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the id
    public_key = models.BinaryField(max_length=2048)
    sign_count = models.BigIntegerField(default=0)
    transports = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    aaguid = models.CharField(max_length=36, blank=True)
    is_backed_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class PasskeyChallenge(models.Model):
    """What a browser was asked to sign: good once, for one session and one purpose, for some minutes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="passkey_challenges")
    purpose = models.CharField(max_length=10, choices=ChallengePurpose)
    challenge = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "purpose"], name="passkeychallenge_one_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} challenge {self.pk}"


class RecoveryCode(models.Model):
    """One way back in when the other factors are lost; only its hash is kept, and it works once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.BinaryField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recoverycode_unique")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
