"""Machines that act: service accounts and their secrets."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from accounts.models.users import User
from accounts.scopes import rights_of


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Service accounts."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return all to a person whose role looks after them, none to anybody else."""
        is_keeper = user.is_active and user.has_perm("accounts.view_serviceaccount")
        return self if is_keeper else self.none()


class ServiceAccount(models.Model):
    """A machine: what it is called, who answers for it, and what it may do at most.

    It owns rows and is given grants through its `user`, which can neither sign in nor enter the console and
    is active exactly as long as the machine is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="service_account", editable=False
    )
    client_id = models.CharField("client id", max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=100)
    contact = models.EmailField("contact", max_length=254, help_text="Hears of it when something fails.")
    scopes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    rate_limit_per_minute = models.PositiveIntegerField(
        "requests a minute", default=600, validators=[MinValueValidator(1), MaxValueValidator(60_000)]
    )
    # A token names the number under which it was made: raising it ends them all, to the microsecond.
    token_generation = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ServiceAccountQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="serviceaccount_name_unique"),
            models.CheckConstraint(
                name="serviceaccount_rate_positive", condition=models.Q(rate_limit_per_minute__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Tell whether the machine may act."""
        return self.user.is_active

    def acting_user(self, scopes: frozenset[str] | None = None) -> User:
        """Return the machine as a user whose rights are those of its scopes.

        Args:
            scopes: what a token was issued for; scopes the account no longer has are left out. None: all.
        """
        held = frozenset(self.scopes) if scopes is None else scopes & frozenset(self.scopes)
        self.user.scope_rights = rights_of(held)
        return self.user


class ServiceAccountSecret(models.Model):
    """One secret of a machine. It is random and long, so that its plain SHA-256 tells nothing about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(ServiceAccount, on_delete=models.CASCADE, related_name="secrets")
    prefix = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="serviceaccountsecret_digest_hex", condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def is_good(self, at: dt.datetime) -> bool:
        """Tell whether the secret may be used at `at`."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
