"""How long the trail is kept: rules, holds, and the going of months."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, connections, transaction

from audit import trail
from audit.anchoring import anchor_check
from audit.archiving import archive_check, month_state
from audit.constants import SHORTER_AFTER_DAYS
from audit.database_roles import owner_alias
from audit.exceptions import MonthKept, RetentionRefused
from audit.models import Archive, TrailHold, TrailRule
from audit.selectors import rule_in_force

_WAITS = "SET LOCAL lock_timeout = '5s'"  # whoever waits for the table must not make everybody wait


def month_drop(*, month: dt.date, actor: AbstractBaseUser | None, at: dt.datetime) -> int:
    """Let the entries of a month go; its leaves, nodes and checkpoints stay. Return how many went.

    Done as the tables' owner: the application's role cannot, for it could have written the rows of
    archives and anchors. A function of the database looks at every condition again; what it cannot see
    is read back first: the archive, which must hold this month whole, and an anchor.

    Raises:
        MonthKept: something stands against it.
        ArchiveInvalid: its archive is gone, was changed, or is of something else.
    """
    month = month.replace(day=1)
    state = month_state(month, at)
    if state.against:
        raise MonthKept(" ".join(state.against))
    archive = Archive.objects.filter(month=month, entries=state.entries).order_by("-created_at")[0]
    archive_check(archive)
    anchor_check(archive.checkpoint)
    using = owner_alias()
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(_WAITS)
            cursor.execute("SELECT audit_month_drop(%s)", [month])
            (dropped,) = cursor.fetchone()
            trail.record(
                "trail.month_dropped",
                target=archive,
                details={"month": f"{month:%Y-%m}", "sha256": archive.sha256, "by": _by(actor)},
                count=max(dropped, 1),
                using=using,
            )
    except DatabaseError as error:
        raise MonthKept(str(error).splitlines()[0]) from error
    return int(dropped)


@transaction.atomic
def trail_hold_place(
    *, since: dt.date, until: dt.date, reason: str, actor: AbstractBaseUser | None, at: dt.datetime
) -> TrailHold:
    """Keep the entries of [since, until) whatever their age, until the hold is released.

    Raises:
        RetentionRefused: the period is empty, or no reason is given.
    """
    if until <= since:
        raise RetentionRefused("A hold ends after it begins.")
    hold = TrailHold.objects.create(
        since=since, until=until, reason=_reason(reason), placed_by=_key(actor), placed_at=at
    )
    trail.record(
        "trail.hold_placed",
        target=hold,
        details={"since": since.isoformat(), "until": until.isoformat(), "by": _by(actor)},
    )
    return hold


@transaction.atomic
def trail_hold_release(
    *, hold: TrailHold, reason: str, actor: AbstractBaseUser | None, at: dt.datetime
) -> TrailHold:
    """Release a hold; it stays in the books with who released it and why.

    Raises:
        RetentionRefused: it is released already, or no reason is given.
    """
    held = TrailHold.objects.select_for_update().get(pk=hold.pk)
    if held.released_at is not None:
        raise RetentionRefused("This hold is released already.")
    held.released_at, held.released_by, held.release_reason = at, _key(actor), _reason(reason)
    held.save(update_fields=["released_at", "released_by", "release_reason"])
    trail.record("trail.hold_released", target=held, details={"by": _by(actor)})
    return held


@transaction.atomic
def trail_rule_set(
    *, years: int, in_force_from: dt.date, reason: str, actor: AbstractBaseUser | None, at: dt.datetime
) -> TrailRule:
    """Set how long the trail is kept from a day on.

    A longer period may start at once, a shorter one in thirty days at the earliest: whoever could set it
    must not be able to empty the trail the same day. The database holds to that, too.

    Raises:
        RetentionRefused: no reason, a period of less than one year or more than a hundred, or too soon.
    """
    if not 1 <= years <= 100:
        raise RetentionRefused("The trail is kept between 1 and 100 years.")
    now = rule_in_force(at)
    earliest = at.date() + dt.timedelta(days=SHORTER_AFTER_DAYS)
    if now is not None and years < now.years and in_force_from < earliest:
        raise RetentionRefused(
            f"{years} years are fewer than the {now.years} in force: on {earliest} at the earliest."
        )
    rule = TrailRule.objects.create(
        years=years, reason=_reason(reason), in_force_from=in_force_from, created_at=at
    )
    trail.record(
        "trail.rule_set",
        target=rule,
        details={"years": years, "from": in_force_from.isoformat(), "by": _by(actor)},
    )
    return rule


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise RetentionRefused("A reason is needed; it is kept in the trail's books.")
    return text[:300]


def _key(actor: AbstractBaseUser | None) -> UUID | None:
    return actor.pk if actor else None


def _by(actor: AbstractBaseUser | None) -> str | None:
    return str(actor.pk) if actor else None
