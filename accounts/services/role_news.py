"""News of powerful roles: whoever runs or watches the installation hears when somebody is given one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from accounts.constants import MailKind
from accounts.models import User
from accounts.roles import Role
from accounts.services.mail import mail_queue

POWERFUL = frozenset({Role.ADMIN, Role.COMPLIANCE_OFFICER})


def powerful_roles_tell(*, user: User, roles: Iterable[str], by: User, at: dt.datetime) -> int:
    """Write to every administrator and officer that a powerful role was given; return to how many.

    Whoever gave it is written to as well: it may have been somebody else in their name. Call it within the
    transaction that gives the role: the mails go out with it or not at all.
    """
    given = sorted(Role(name).label.lower() for name in set(roles) & POWERFUL)
    if not given:
        return 0
    said = {"at": at.isoformat(), "who": by.get_full_name(), "whom": user.email, "role": " and ".join(given)}
    watching = Q(groups__name__in=POWERFUL) | Q(is_superuser=True)
    told = User.objects.filter(watching, is_active=True).distinct().order_by("pk")
    for person in told:
        mail_queue(kind=MailKind.ROLE_GIVEN, user=person, context=said)
    return len(told)
