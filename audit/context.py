"""Who acts, from where and why: one context for requests, commands and tasks alike."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Acting:
    """The identity behind whatever happens now. `actor_id` None means the system itself."""

    actor_id: uuid.UUID | None = None
    request_id: str = ""
    address: str | None = None
    purpose: str = ""
    interface: str = "system"  # api, console, command, task, system

    def headers(self) -> dict[str, str]:
        """Return what travels with a queued task."""
        return {
            "muniment_actor": str(self.actor_id or ""),
            "muniment_request": self.request_id,
            "muniment_purpose": self.purpose,
        }


_current: ContextVar[Acting] = ContextVar("acting", default=Acting())


def acting() -> Acting:
    """Return the identity that acts now."""
    return _current.get()


@contextmanager
def acting_as(identity: Acting) -> Iterator[Acting]:
    """Act as `identity` within the block."""
    token = _current.set(identity)
    try:
        yield identity
    finally:
        _current.reset(token)


def actor_is(actor_id: uuid.UUID | None, purpose: str = "") -> None:
    """Complete the identity once authentication has told who it is."""
    now = _current.get()
    _current.set(replace(now, actor_id=actor_id, purpose=purpose or now.purpose))


def request_id_new() -> str:
    """Return a fresh request id."""
    return uuid.uuid4().hex
