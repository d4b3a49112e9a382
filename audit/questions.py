"""What the trail is asked for: a window of time, narrowed by who, what, about whom, why and from where."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from audit.exceptions import CursorInvalid, WindowMissing

LONGEST = dt.timedelta(days=92)
PAGE = 50
LARGEST_PAGE = 200
_ADVICE = (
    f"Add since and until, at most {LONGEST.days} days apart, like since=2026-10-01T00:00:00Z&until="
    "2026-11-01T00:00:00Z; or narrow to one subject, one actor, or one object by object_type and object_id."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries; empty means any. The window is half-open: since <= time < until."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    actor: UUID | None = None
    subject: UUID | None = None
    object_type: str = ""  # app.model, as in documents.document
    object_id: str = ""
    event: str = ""  # whole, or its beginning and a star: document.*
    action: str = ""
    purpose: str = ""  # part of it, in any case
    address: str = ""
    interface: str = ""
    request_id: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it is about one subject, one actor or one object: an index finds these in any window."""
        return bool(self.subject or self.actor or (self.object_type and self.object_id))

    @property
    def subject_refs(self) -> list[UUID]:
        """The data subject that whoever asks looks at, for the trail."""
        return [self.subject] if self.subject else []

    def check(self) -> None:
        """Refuse a question that would read the whole trail.

        Raises:
            WindowMissing: there is no window, it ends before it begins, or it is longer than 92 days.
        """
        if self.since and self.until and self.until <= self.since:
            raise WindowMissing("until must come after since.")
        if self.object_id and not self.object_type:
            raise WindowMissing("Add object_type to object_id, like object_type=documents.document.")
        if self.is_narrowed:
            return
        if self.since is None or self.until is None:
            raise WindowMissing(f"The trail is asked for a window of time. {_ADVICE}")
        if self.until - self.since > LONGEST:
            raise WindowMissing(f"The window is longer than {LONGEST.days} days. {_ADVICE}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last entry of the page before."""

    at: dt.datetime
    entry_id: UUID

    def text(self) -> str:
        """Return it as it stands in an address."""
        return (
            base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.entry_id}".encode()).decode().rstrip("=")
        )

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Return the cursor.

        Raises:
            CursorInvalid: it is none of ours.
        """
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            at, _, entry_id = plain.partition(" ")
            found = cls(dt.datetime.fromisoformat(at).astimezone(dt.UTC), UUID(entry_id))
        except (ValueError, OverflowError) as error:
            raise CursorInvalid("This cursor is not one of ours. Begin again without it.") from error
        return found
