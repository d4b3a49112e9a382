"""How much of what a seeded installation holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MIN_DOCUMENTS, MIN_USERS = 100, 10
ADMINISTRATOR, OFFICER, RESTRICTED = (
    "admin@scale.example",
    "officer@scale.example",
    "restricted@scale.example",
)
NAMED = (ADMINISTRATOR, OFFICER, RESTRICTED)
# Words that no other document holds: how many documents each is in, and the share it may not pass.
RARE, SOME, MANY = "quagga", "bontebok", "springbok"
_PLANTED = {RARE: (1, 1), SOME: (1_000, 20), MANY: (100_000, 10)}
_RESTRICTED = 50_000  # documents granted to `RESTRICTED` one by one
YEARS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made.

    Args:
        documents, users, grants: how many of each; grants are those on cases and documents together.
        seed: another number makes another installation.
        until: the newest document is of about this time, the oldest five years older.
        files: how many of the newest documents get bytes in the storage.
    """

    documents: int
    users: int
    grants: int
    seed: int
    until: dt.datetime
    files: int = 0

    def __post_init__(self) -> None:
        """Refuse what is too small to be skewed."""
        if self.documents < MIN_DOCUMENTS or self.users < MIN_USERS or self.grants < self.documents // 4:
            raise ValueError(
                f"At least {MIN_DOCUMENTS} documents, {MIN_USERS} users and a grant for four documents."
            )

    @property
    def cases(self) -> int:
        """How many cases."""
        return max(5, self.documents // 12)

    @property
    def groups(self) -> int:
        """How many groups beside those of the roles."""
        return max(2, self.users // 25)

    @property
    def restricted(self) -> int:
        """How many documents are granted to the one who sees these alone."""
        return min(_RESTRICTED, self.documents // 4, self.grants // 2)

    @property
    def planted(self) -> dict[str, int]:
        """Word > how many documents hold it, exactly."""
        return {word: max(1, min(hits, self.documents // share)) for word, (hits, share) in _PLANTED.items()}

    @property
    def case_grants(self) -> tuple[int, int]:
        """How many grants on cases, to people and to groups."""
        return min(self.cases * 2, self.grants // 30), min(self.cases // 2, self.grants // 100)

    @property
    def group_grants(self) -> int:
        """How many grants on documents to groups."""
        return self.grants // 30

    @property
    def user_grants(self) -> int:
        """How many grants on documents to people, those of `RESTRICTED` among them."""
        return self.grants - sum(self.case_grants) - self.group_grants
