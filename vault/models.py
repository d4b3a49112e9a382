"""Data keys, wrapped. Whoever destroys one erases what it protected."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7

from vault.constants import KeyPurpose, KeyState, SigningKeyState, SigningPurpose


class DataKey(models.Model):
    """One document's or one data subject's keys, wrapped by the key encryption key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=20, choices=KeyPurpose)
    state = models.CharField(max_length=20, choices=KeyState, default=KeyState.ACTIVE)
    wrapped_files_keyset = models.BinaryField()
    wrapped_values_keyset = models.BinaryField()
    kek_uri = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="datakey_destroyed_is_empty",
                condition=models.Q(state=KeyState.ACTIVE, destroyed_at__isnull=True)
                | models.Q(
                    state=KeyState.DESTROYED,
                    destroyed_at__isnull=False,
                    wrapped_files_keyset=b"",
                    wrapped_values_keyset=b"",
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.pk}"


class IndexKey(models.Model):
    """The installation's key for blind indexes of one kind of identifier, wrapped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, unique=True)
    wrapped_keyset = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"index key {self.name}"


class SigningKey(models.Model):
    """An Ed25519 key pair; its id is the key id that signatures name. The private half is wrapped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=20, choices=SigningPurpose)
    state = models.CharField(max_length=20, choices=SigningKeyState, default=SigningKeyState.ACTIVE)
    public_key = models.BinaryField()
    wrapped_private_key = models.BinaryField()
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(state=SigningKeyState.ACTIVE),
                name="signingkey_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} signing key {self.pk}"
