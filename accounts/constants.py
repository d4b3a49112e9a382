"""Enumerations of accounts."""

from django.db import models


class SessionKind(models.TextChoices):
    """Where somebody signed in."""

    API = "api", "API"
    CONSOLE = "console", "console"


class SessionEnd(models.TextChoices):
    """Why a session was ended before its time."""

    SIGNED_OUT = "signed_out", "signed out"
    REVOKED = "revoked", "ended by its owner elsewhere"
    ADMINISTRATOR = "administrator", "ended by an administrator"
    REPLAY = "replay", "a refresh token was used twice"
    PASSWORD_CHANGED = "password_changed", "the password was changed"
    FACTORS_CHANGED = "factors_changed", "the second factors were changed"
    ROLES_CHANGED = "roles_changed", "the roles were changed"
    CLOSED = "closed", "the account was closed"
    IDLE = "idle", "idle for too long"
    EXPIRED = "expired", "its time was over"
