"""How long a session lives, by role: idle and in all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Timeouts:
    """When a session ends: `idle` after the last request, `absolute` after sign-in."""

    idle: dt.timedelta
    absolute: dt.timedelta


# Source: NIST SP 800-63B-4 section 2.2.3 (AAL2: a definite end, at most 24 h; idle at most 1 h) and 2.3.3.
STAFF = Timeouts(idle=dt.timedelta(minutes=30), absolute=dt.timedelta(hours=12))
TIMEOUTS: dict[Role, Timeouts] = {
    Role.ADMIN: Timeouts(idle=dt.timedelta(minutes=15), absolute=dt.timedelta(hours=12)),
    Role.COMPLIANCE_OFFICER: STAFF,
    Role.PROCESSOR: STAFF,
    Role.AUDITOR: STAFF,
    Role.CUSTOMER: Timeouts(idle=dt.timedelta(hours=1), absolute=dt.timedelta(hours=24)),
}
# What a person has who has shown the password and still owes the second factor.
HALF_OPEN = dt.timedelta(minutes=10)
# A second factor is fresh this long: the verbs that destroy, reveal or export ask for a fresh one.
STEP_UP = dt.timedelta(minutes=10)
# How often a session's last use is written: once a minute is enough to end idle ones.
SEEN_EVERY = dt.timedelta(minutes=1)


def timeouts_for(roles: Iterable[str], *, is_superuser: bool) -> Timeouts:
    """Return the shortest limits among these roles; a superuser has an administrator's."""
    known = {role.value for role in TIMEOUTS}
    held = [TIMEOUTS[Role(role)] for role in roles if role in known]
    if is_superuser or not held:
        held.append(TIMEOUTS[Role.ADMIN])
    return Timeouts(idle=min(t.idle for t in held), absolute=min(t.absolute for t in held))
