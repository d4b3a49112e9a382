"""Machines and rules of the world, made through the services that people use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.addresses import network_parse
from accounts.models import IPRule, User
from accounts.roles import Role
from accounts.services.invitations import invitation_create
from accounts.services.webhooks import webhook_create, webhook_test
from accounts.webhook_events import events_declared
from tests.factories.machines import machine_of

HOOK = "https://hooks.lender.co.za/in"


def machines_of(people: Mapping[str, User]) -> dict[str, Any]:
    """Return a service account that is not the persona, its secret, an endpoint and one delivery."""
    now = timezone.now()
    machine = machine_of(people["admin"], name="Another lender's bridge")
    endpoint = webhook_create(
        actor=people["admin"],
        account=machine.account,
        url=HOOK,
        events=sorted(events_declared())[:1],
        at=now,
    ).endpoint
    delivery = webhook_test(actor=people["admin"], endpoint=endpoint, at=now)
    return {
        "service-account": machine.account,
        "serviceaccount": machine.account,
        "secret": machine.account.secrets.get(),
        "webhook": endpoint,
        "webhookendpoint": endpoint,
        "webhook-delivery": delivery,
        "delivery": delivery,
        "webhookdelivery": delivery,
    }


def rules_of(people: Mapping[str, User]) -> dict[str, Any]:
    """Return a rule about a network that nobody here comes from."""
    rule = IPRule.objects.create(
        effect="deny",
        network=network_parse("198.51.100.0/24"),
        reason="A scan in March.",
        created_at=timezone.now(),
        created_by=people["admin"],
    )
    return {"ip-rule": rule, "iprule": rule}


def people_of(people: Mapping[str, User]) -> dict[str, Any]:
    """Return an invitation that waits."""
    invitation = invitation_create(
        actor=people["admin"],
        email="invited@example.com",
        full_name="Invited",
        role=Role.PROCESSOR,
        at=timezone.now(),
    )
    return {"invitation": invitation}
