"""Who has access to one case or document: owner, grants, offers, as one list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from documents.constants import GrantEnd, GrantTarget, OfferState
from documents.holdings import Target
from documents.models import Case, Document, GrantOffer
from documents.selectors import grant_tables

NAMELESS = "somebody without a name"


@dataclass(frozen=True, slots=True)
class Entry:
    """One grant or offer as people read it."""

    id: UUID
    kind: str  # user, group, address
    holder_id: str
    holder: str
    verb: str
    via: str  # case, document
    state: str  # live, offered, revoked, expired, replaced
    granted_by: str
    granted_by_id: UUID | None
    granted_at: dt.datetime
    expires_at: dt.datetime | None
    reason: str
    is_break_glass: bool
    row: Any


def access_list(
    target: Target, *, at: dt.datetime, shows_addresses: bool, with_ended: bool = False
) -> list[Entry]:
    """Return the grants on a target and, for a document, on its case, newest first; offers among them.

    Args:
        target: the case or document.
        at: when.
        shows_addresses: name people without a name by their address; otherwise they stay nameless.
        with_ended: also what expired or was taken back.
    """
    levels: list[tuple[Target, GrantTarget]] = [(target, _kind(target))]
    if isinstance(target, Document) and target.case is not None:
        levels.append((target.case, GrantTarget.CASE))
    found = [
        entry
        for level, via in levels
        for entry in [
            *_grants(level, via, at, shows_addresses=shows_addresses, with_ended=with_ended),
            *_offers(level, via, at, shows_addresses=shows_addresses),
        ]
    ]
    return sorted(found, key=lambda entry: (entry.granted_at, str(entry.id)), reverse=True)


def entry_of(row: Any, target: Target, *, at: dt.datetime, shows_addresses: bool) -> Entry:
    """Return one grant or offer as people read it."""
    if isinstance(row, GrantOffer):
        return _offer(row, _kind(target), shows_addresses=shows_addresses)
    return _grant(row, _kind(target), at, shows_addresses=shows_addresses)


def _grants(
    target: Target, via: GrantTarget, at: dt.datetime, *, shows_addresses: bool, with_ended: bool
) -> list[Entry]:
    entries = []
    for model in grant_tables(target):
        holder = "user" if hasattr(model, "user") else "group"
        rows = model._default_manager.filter(content_object=target)
        rows = rows if with_ended else rows.live(at)
        rows = rows.select_related(holder, "permission", "granted_by")
        entries += [_grant(row, via, at, shows_addresses=shows_addresses) for row in rows]
    return entries


def _grant(row: Any, via: GrantTarget, at: dt.datetime, *, shows_addresses: bool) -> Entry:
    is_person = hasattr(row, "user_id")
    return Entry(
        id=row.pk,
        kind="user" if is_person else "group",
        holder_id=str(row.user_id if is_person else row.group_id),
        holder=name_of(row.user, shows_addresses=shows_addresses) if is_person else row.group.name,
        verb=row.verb,
        via=via.value,
        state=_state(row, at),
        granted_by=name_of(row.granted_by, shows_addresses=shows_addresses)
        if row.granted_by
        else "the system",
        granted_by_id=row.granted_by_id,
        granted_at=row.granted_at,
        expires_at=row.expires_at,
        reason=row.reason,
        is_break_glass=row.is_break_glass,
        row=row,
    )


def _offers(target: Target, via: GrantTarget, at: dt.datetime, *, shows_addresses: bool) -> list[Entry]:
    on = Q(case=target) if isinstance(target, Case) else Q(document=target)
    rows = GrantOffer.objects.filter(on, state=OfferState.OPEN, offer_until__gt=at)
    return [_offer(row, via, shows_addresses=shows_addresses) for row in rows.select_related("offered_by")]


def _offer(row: GrantOffer, via: GrantTarget, *, shows_addresses: bool) -> Entry:
    return Entry(
        id=row.pk,
        kind="address",
        holder_id="",
        holder=row.email,
        verb=row.verb,
        via=via.value,
        state="offered",
        granted_by=name_of(row.offered_by, shows_addresses=shows_addresses),
        granted_by_id=row.offered_by_id,
        granted_at=row.offered_at,
        expires_at=row.expires_at,
        reason=row.reason,
        is_break_glass=False,
        row=row,
    )


def name_of(user: User, *, shows_addresses: bool) -> str:
    """Return how a person is called before somebody who may or may not see addresses."""
    return user.full_name or (user.email if shows_addresses else NAMELESS)


def _state(row: Any, at: dt.datetime) -> str:
    if row.ended_at is not None:
        return str(row.ended_because)
    is_over = row.expires_at is not None and row.expires_at <= at
    return GrantEnd.EXPIRED.value if is_over else "live"


def _kind(target: Target) -> GrantTarget:
    return GrantTarget.CASE if isinstance(target, Case) else GrantTarget.DOCUMENT
