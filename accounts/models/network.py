"""Rows of the network: who may come from where, and what is counted while Redis is away."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from uuid_utils.compat import uuid7

from accounts.addresses import Network, network_parse
from accounts.constants import RuleEffect, RuleScope
from accounts.roles import Role


class NetworkField(models.Field[Any, Any]):
    """PostgreSQL's `cidr`: an IPv4 or IPv6 network, or one address."""

    description = "IP network"

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "cidr"

    def to_python(self, value: Any) -> Network | None:
        """Return the network.

        Raises:
            ValidationError: the text is none.
        """
        if value is None or isinstance(value, IPv4Network | IPv6Network):
            return value
        try:
            return network_parse(str(value))
        except ValueError as error:
            raise ValidationError(f"{error}. Write it like 203.0.113.0/24 or 2001:db8::/32.") from error

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Network | None:
        """Return what the database holds."""
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Return what the database takes."""
        prepared = self.to_python(super().get_prep_value(value))
        return None if prepared is None else str(prepared)

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """Return the field of a form."""
        return super().formfield(*args, **{"form_class": forms.CharField, "max_length": 50, **kwargs})


class IPRule(models.Model):
    """One network that may, or may not, be used: by everybody, by a role, or by one account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    effect = models.CharField(max_length=10, choices=RuleEffect)
    network = NetworkField()
    scope = models.CharField(max_length=10, choices=RuleScope, default=RuleScope.GLOBAL)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="ip_rules",
        verbose_name="account",
    )
    reason = models.CharField(max_length=300)
    is_enabled = models.BooleanField("enabled", default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "IP rule"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="ip_rule_names_its_scope",
                condition=models.Q(scope=RuleScope.GLOBAL, role="", user__isnull=True)
                | (models.Q(scope=RuleScope.ROLE, user__isnull=True) & ~models.Q(role=""))
                | models.Q(scope=RuleScope.USER, role="", user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.network}"


class RateHit(models.Model):
    """One counted request of a sliding window; only written while Redis is away, and only for sign-ins."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=200)
    token = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["key", "at"], name="rate_hit_window")]

    def __str__(self) -> str:
        return self.key
