"""Which events there are. The app whose rows they speak of declares them in its `apps.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from accounts.models import User

PING = "webhook.ping"


def _nobody(_user: User, _object_id: UUID) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event.

    The message carries ids and states only: whoever receives it asks the API for more, under its own rights.

    Attributes:
        name: dotted, past tense.
        meaning: one sentence for the list of events.
        scope: what an account must hold to be told.
        fields: what `data` of the message holds, name to meaning.
        is_visible: tells whether a user may see the object, by `visible_to`.
    """

    name: str
    meaning: str
    scope: str
    fields: Mapping[str, str] = field(default_factory=dict)
    is_visible: Callable[[User, UUID], bool] = _nobody


_declared: dict[str, EventKind] = {}


def event_declare(kind: EventKind) -> EventKind:
    """Add a kind of event; declaring the same again changes nothing.

    Raises:
        ValueError: another kind has this name.
    """
    if _declared.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Another event is called {kind.name}.")
    return kind


def events_declared() -> Mapping[str, EventKind]:
    """Return every kind of event by name, in the order of declaration."""
    return MappingProxyType(_declared)


def data_check(kind: EventKind, data: Mapping[str, object]) -> None:
    """Make sure that a message holds what its kind declares, and no text that a person wrote.

    Raises:
        ValueError: a field is missing or not declared, or holds more than an id, a state or a number.
    """
    if set(data) != set(kind.fields):
        raise ValueError(f"{kind.name} declares {sorted(kind.fields)}, not {sorted(data)}.")
    for name, value in data.items():
        is_plain = value is None or isinstance(value, bool | int)
        if not is_plain and not (isinstance(value, str) and _is_token(value)):
            raise ValueError(f"{kind.name}.{name} holds more than an id, a state or a number.")


def _is_token(text: str) -> bool:
    return len(text) <= 60 and all(character.isalnum() or character in "_-.:" for character in text)
