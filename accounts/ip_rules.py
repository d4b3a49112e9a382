"""Who may come from where: the rules, held for a second in each process, decided in a few look-ups."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Q
from django.utils import timezone

from accounts.addresses import Address, Network, address_parse
from accounts.constants import RuleEffect, RuleScope
from accounts.models import IPRule, User

logger = logging.getLogger(__name__)


class _Networks:
    """A set of networks; asking costs one look-up per prefix length in use, however many there are."""

    def __init__(self) -> None:
        self._by_prefix: dict[tuple[int, int], set[int]] = defaultdict(set)

    def __bool__(self) -> bool:
        return bool(self._by_prefix)

    def add(self, network: Network) -> None:
        shift = network.max_prefixlen - network.prefixlen
        self._by_prefix[network.version, shift].add(int(network.network_address) >> shift)

    def __contains__(self, address: Address) -> bool:
        number = int(address)
        return any(
            version == address.version and number >> shift in starts
            for (version, shift), starts in self._by_prefix.items()
        )


@dataclass(frozen=True, slots=True)
class _Lists:
    """The two lists of one scope."""

    allow: _Networks = field(default_factory=_Networks)
    deny: _Networks = field(default_factory=_Networks)

    def admit(self, address: Address | None) -> bool:
        """Deny wins; an allow list closes the scope for whoever is not on it, the unknown included."""
        if address is None:
            return not self.allow
        return address not in self.deny and (not self.allow or address in self.allow)


class RuleSet:
    """All rules in force at one moment."""

    def __init__(self, rules: list[IPRule]) -> None:
        """Sort the rules by whom they are about."""
        self._lists: dict[tuple[str, str], _Lists] = defaultdict(_Lists)
        for rule in rules:
            lists = self._lists[rule.scope, rule.role or str(rule.user_id or "")]
            (lists.deny if rule.effect == RuleEffect.DENY else lists.allow).add(rule.network)
        self._has_roles = any(scope == RuleScope.ROLE for scope, _ in self._lists)

    def admit_everybody(self, address: str) -> bool:
        """Tell whether the rules for everybody let an address in."""
        return self._admit(RuleScope.GLOBAL, "", address_parse(address))

    def admit(self, user: User, address: str) -> bool:
        """Tell whether every rule lets this account in from an address."""
        found = address_parse(address)
        if not self._admit(RuleScope.GLOBAL, "", found) or not self._admit(
            RuleScope.USER, str(user.pk), found
        ):
            return False
        roles = user.groups.values_list("name", flat=True) if self._has_roles else ()
        return all(self._admit(RuleScope.ROLE, role, found) for role in roles)

    def _admit(self, scope: str, name: str, address: Address | None) -> bool:
        lists = self._lists.get((scope, name))
        return lists is None or lists.admit(address)


@dataclass(frozen=True, slots=True)
class _Held:
    rules: RuleSet
    until: float


_held: _Held | None = None
_loading = threading.Lock()


def address_may_enter(address: str) -> bool:
    """Tell whether the rules for everybody let an address in."""
    return _current().admit_everybody(address)


def address_may(user: User, address: str) -> bool:
    """Tell whether an account may act from an address: rules for everybody, for its roles and for itself.

    A service account is asked for by the account it acts as.
    """
    return _current().admit(user, address)


def rules_load(at: dt.datetime) -> RuleSet:
    """Return the rules in force at a moment, from the database."""
    in_force = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    return RuleSet(list(IPRule.objects.filter(in_force, is_enabled=True).order_by()))


def rules_forget() -> None:
    """Make the next question ask the database."""
    global _held  # noqa: PLW0603 - one set a process
    _held = None


def _current() -> RuleSet:
    """Return the rules, at most `IP_RULES_HELD_SECONDS` old.

    One thread asks again while the others go on with what they have. Where the database does not answer, the
    last rules stay in force; where there never were any, nobody is let in on a guess: the error goes up.
    """
    held = _held
    if held is not None and (time.monotonic() < held.until or _loading.locked()):
        return held.rules
    with _loading:
        return _reload(held)


def _reload(held: _Held | None) -> RuleSet:
    global _held  # noqa: PLW0603 - one set a process
    if _held is not None and time.monotonic() < _held.until:
        return _held.rules
    try:
        rules = rules_load(timezone.now())
    except (DatabaseError, InterfaceError):
        if held is None:
            raise
        logger.exception("IP rules cannot be asked for; the last ones stay in force")
        rules = held.rules
    _held = _Held(rules, time.monotonic() + settings.IP_RULES_HELD_SECONDS)
    return rules
