"""Enumerations of the vault."""

from django.db import models


class KeyPurpose(models.TextChoices):
    """What a data key protects."""

    DOCUMENT = "document", "one document: its files, page images and identifiers"
    SUBJECT = "subject", "one data subject"
    SUBJECT_AUDIT = "subject_audit", "one data subject's values in the trail"
    INSTALLATION = "installation", "this installation's own secrets"


class KeyState(models.TextChoices):
    """Whether a data key can still be used."""

    ACTIVE = "active", "active"
    DESTROYED = "destroyed", "destroyed"


class SigningPurpose(models.TextChoices):
    """What a signing key signs."""

    ACCESS_TOKENS = "access_tokens", "tokens of the API"


class SigningKeyState(models.TextChoices):
    """Where a signing key stands in its life."""

    ACTIVE = "active", "signs and verifies"
    VERIFYING = "verifying", "verifies what it signed before"
    RETIRED = "retired", "neither"
