"""Who acts, from where and why: one context for requests, commands and tasks alike."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from getpass import getuser


@dataclass(frozen=True, slots=True)
class Acting:
    """The identity behind whatever happens now. `actor_id` None means the system itself."""

    actor_id: uuid.UUID | None = None
    request_id: str = ""
    address: str | None = None
    purpose: str = ""
    interface: str = "system"  # api, console, command, task, system
    session_id: uuid.UUID | None = None
    os_user: str = ""  # of a command: who ran it on the machine

    def headers(self) -> dict[str, str]:
        """Return what travels with a queued task."""
        return {
            "muniment_actor": str(self.actor_id or ""),
            "muniment_request": self.request_id,
            "muniment_purpose": self.purpose,
            "muniment_session": str(self.session_id or ""),
            "muniment_os_user": self.os_user,
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


def acting_from(headers: Mapping[str, str]) -> Acting:
    """Return the identity that a queued task runs under: whoever caused it, by `Acting.headers`."""
    actor, session = headers.get("muniment_actor", ""), headers.get("muniment_session", "")
    return Acting(
        actor_id=uuid.UUID(actor) if actor else None,
        request_id=headers.get("muniment_request", "") or request_id_new(),
        purpose=headers.get("muniment_purpose", ""),
        interface="task",
        session_id=uuid.UUID(session) if session else None,
        os_user=headers.get("muniment_os_user", ""),
    )


@contextmanager
def acting_by_command(actor_id: uuid.UUID | None = None) -> Iterator[Acting]:
    """Act as a command: for `actor_id`, or for the system, and always in the name of the machine's user.

    A command within a command keeps the request id of the outer one.
    """
    outer = _current.get()
    request_id = outer.request_id if outer.interface == "command" else request_id_new()
    identity = Acting(
        actor_id=actor_id or outer.actor_id,
        request_id=request_id,
        purpose=outer.purpose,
        interface="command",
        os_user=os_user(),
    )
    with acting_as(identity):
        yield identity


def os_user() -> str:
    """Return the name of the user who runs this process; its number where it has no name."""
    try:
        return getuser()[:64]
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def actor_is(actor_id: uuid.UUID | None, purpose: str = "", session_id: uuid.UUID | None = None) -> None:
    """Complete the identity once authentication has told who it is."""
    now = _current.get()
    _current.set(
        replace(
            now,
            actor_id=actor_id,
            purpose=purpose or now.purpose,
            session_id=session_id or now.session_id,
        )
    )


def request_id_new() -> str:
    """Return a fresh request id."""
    return uuid.uuid4().hex
