"""IP rules: made, changed and taken away, never so that whoever does it is locked out."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.addresses import Network, place_of
from accounts.constants import RuleEffect, RuleScope
from accounts.exceptions import RuleWouldLockOut
from accounts.ip_rules import rules_forget, rules_load
from accounts.models import IPRule, User
from accounts.rate_limits import Limit, LimiterAway, take
from audit import trail

_LOCK = 0x69707275  # "ipru": two administrators must not close the two halves of one door


def ip_rule_create(
    *,
    actor: User,
    effect: RuleEffect,
    network: Network,
    scope: RuleScope = RuleScope.GLOBAL,
    role: str = "",
    user: User | None = None,
    reason: str,
    expires_at: dt.datetime | None = None,
    at: dt.datetime,
    address: str,
) -> IPRule:
    """Make a rule; it is in force within seconds everywhere. `address` is where the actor works from.

    Raises:
        RuleWouldLockOut: it would refuse the actor at that address.
    """
    with transaction.atomic():
        _one_at_a_time()
        rule = IPRule.objects.create(
            effect=effect,
            network=network,
            scope=scope,
            role=role,
            user=user,
            reason=reason,
            expires_at=expires_at,
            created_by=actor,
            created_at=at,
        )
        _refuse_lock_out(actor, address, at)
        trail.record("ip_rule.created", target=rule, details=_facts(rule))
    return rule


def ip_rule_update(
    *, actor: User, rule_id: UUID, changes: dict[str, Any], at: dt.datetime, address: str
) -> IPRule:
    """Change `reason`, `expires_at` or `is_enabled`; what a rule says about whom is fixed: make another.

    Raises:
        IPRule.DoesNotExist: there is no such rule.
        RuleWouldLockOut: the change would refuse the actor at their address.
    """
    with transaction.atomic():
        _one_at_a_time()
        rule = IPRule.objects.select_for_update().get(pk=rule_id)
        changed = [name for name, value in changes.items() if getattr(rule, name) != value]
        for name in changed:
            setattr(rule, name, changes[name])
        rule.save(update_fields=[name for name in ("reason", "expires_at", "is_enabled") if name in changed])
        _refuse_lock_out(actor, address, at)
        if changed:
            trail.record("ip_rule.updated", target=rule, details={**_facts(rule), "changed": sorted(changed)})
    return rule


def ip_rule_delete(*, actor: User, rule_id: UUID, at: dt.datetime, address: str) -> None:
    """Take a rule away.

    Raises:
        IPRule.DoesNotExist: there is no such rule.
        RuleWouldLockOut: without it the actor would be refused at their address.
    """
    with transaction.atomic():
        _one_at_a_time()
        rule = IPRule.objects.select_for_update().get(pk=rule_id)
        trail.record("ip_rule.deleted", target=rule, details=_facts(rule))
        rule.delete()
        _refuse_lock_out(actor, address, at)


def ip_rules_break_glass(*, rule_ids: list[UUID] | None, reason: str, at: dt.datetime) -> int:
    """Disable rules from the machine itself, for whoever locked everybody out; return how many.

    No `rule_ids` means all of them; the reason is kept in the trail.
    """
    with transaction.atomic():
        _one_at_a_time()
        rules = IPRule.objects.select_for_update().filter(is_enabled=True).order_by("pk")
        if rule_ids is not None:
            rules = rules.filter(pk__in=rule_ids)
        for rule in (found := list(rules)):
            rule.is_enabled = False
            rule.save(update_fields=["is_enabled"])
            trail.record("ip_rule.broke_glass", target=rule, details={**_facts(rule), "reason": reason[:300]})
        transaction.on_commit(rules_forget)
    return len(found)


def address_refused_note(*, user: User, address: str) -> None:
    """Record that a rule kept an account out: once a quarter of an hour for each place."""
    limit = Limit("address-refused", f"{user.pk}:{place_of(address)}", 1, 900)
    try:
        is_first = take([limit]).is_allowed
    except LimiterAway:
        is_first = True
    if is_first:
        trail.record("user.address_refused", target=user)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _refuse_lock_out(actor: User, address: str, at: dt.datetime) -> None:
    """Ask the rules as they would be; the caller's transaction takes everything back where they refuse."""
    if not rules_load(at).admit(actor, address):
        raise RuleWouldLockOut(
            f"You work from {address or 'an unknown address'}, and this change would keep you out. First "
            "make a rule that lets your own address in, or leave it out of the network."
        )
    rules_forget()
    transaction.on_commit(rules_forget)


def _facts(rule: IPRule) -> dict[str, Any]:
    return {
        "effect": rule.effect,
        "network": str(rule.network),
        "scope": rule.scope,
        "role": rule.role,
        "user": str(rule.user_id or ""),
        "enabled": rule.is_enabled,
        "expires_at": rule.expires_at.isoformat() if rule.expires_at else None,
    }
