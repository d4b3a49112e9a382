"""What was done with a document, as much of it as the asker may know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from audit.models import LogEntry

_WORDS = {
    LogEntry.Action.CREATE: "created",
    LogEntry.Action.UPDATE: "updated",
    LogEntry.Action.DELETE: "deleted",
    LogEntry.Action.ACCESS: "read",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a document's history as it is told."""

    id: UUID
    at: dt.datetime
    event: str
    action: str
    category: str
    actor: UUID | None
    actor_name: str
    interface: str


def told(entry: LogEntry, *, asker: User, shows_names: bool) -> Told:
    """Return one entry for this asker: others than themselves are named only where names are shown."""
    actor = entry.actor
    is_named = shows_names or (actor is not None and actor.pk == asker.pk)
    return Told(
        id=entry.pk,
        at=entry.timestamp,
        event=entry.event,
        action=_WORDS.get(entry.action, "updated"),
        category=_category(actor, asker),
        actor=actor.pk if actor is not None and is_named else None,
        actor_name=actor.full_name if actor is not None and is_named else "",
        interface=entry.interface,
    )


def _category(actor: User | None, asker: User) -> str:
    if actor is None:
        return "system"
    if actor.pk == asker.pk:
        return "yourself"
    if actor.is_service:
        return "service account"
    return "staff" if actor.is_staff else "other person"
