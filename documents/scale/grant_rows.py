"""Grants as rows: on cases and documents, to people and groups, some over or taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.contrib.auth.models import Permission
from numpy.typing import NDArray
from psycopg import Cursor

from documents.constants import GrantEnd
from documents.models import (
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
)
from documents.scale.corpus import Corpus, Ranks
from documents.scale.keys import Keys, Micros, keys_at, moments, written
from documents.scale.loading import NULL, Table
from documents.scale.plan import NAMED, RARE, RESTRICTED, Plan
from documents.scale.progress import Progress

_SHAPE = "id content_object_id permission_id {} granted_by_id granted_at expires_at ended_at ended_because"
CASE_USER, DOCUMENT_USER = (
    Table(model, _SHAPE.format("user_id"))
    for model in (CaseUserObjectPermission, DocumentUserObjectPermission)
)
CASE_GROUP, DOCUMENT_GROUP = (
    Table(model, _SHAPE.format("group_id"))
    for model in (CaseGroupObjectPermission, DocumentGroupObjectPermission)
)
_DAY = 86_400_000_000
_MOST = 0.4  # of the documents: granted to one person one by one
_FEW = 0.2  # of the documents: below that it is quicker to draw with repeats and drop them
_STEP = 20_000
_ENDED, _OVER, _TIMED = 0.03, 0.05, 0.05  # shares


class Giver:
    """Gives grants."""

    def __init__(self, cursor: Cursor[Any], plan: Plan, corpus: Corpus, chance: np.random.Generator) -> None:
        """Take what there is to give and to whom."""
        self._cursor, self._plan, self._corpus, self._chance = cursor, plan, corpus, chance
        self._now = int(plan.until.timestamp() * 1_000_000)
        self._made = 0
        self._users = written(corpus.users)

    def give(self, groups: list[int], progress: Progress) -> None:
        """Load all grants."""
        plan, corpus = self._plan, self._corpus
        on_cases = _Grants(corpus.cases, corpus.case_times, corpus.case_owners, _permission("view_case"))
        on_documents = _Grants(corpus.keys, corpus.times, corpus.owners, _permission("view_document"))
        to_people, to_groups = plan.case_grants
        people, branches = self._users[len(NAMED) :], [str(group) for group in groups]
        self._share(CASE_USER, on_cases, people, to_people, progress)
        self._share(CASE_GROUP, on_cases, branches, to_groups, progress)
        self._share(DOCUMENT_GROUP, on_documents, branches, plan.group_grants, progress)
        self._share(DOCUMENT_USER, on_documents, people, plan.user_grants - plan.restricted, progress)
        self._restrict(on_documents, progress)

    def _share(
        self, table: Table, grants: _Grants, holders: list[str], total: int, progress: Progress
    ) -> None:
        """Load grants of one kind, shared out among their holders."""
        amounts = _shares(total, len(holders), int(len(grants.keys) * _MOST))
        for place, amount in zip(self._chance.permutation(len(holders)).tolist(), amounts, strict=True):
            places = distinct(len(grants.keys), amount, self._chance)
            self._load(table, grants, holders[place], places, progress)

    def _restrict(self, grants: _Grants, progress: Progress) -> None:
        """Load the grants of the one who sees nothing but by them."""
        plan, corpus, chance = self._plan, self._corpus, self._chance
        places = distinct(plan.documents, plan.restricted, chance)
        (rare,) = list(corpus.planted[RARE])[:1]
        if rare not in places:
            places[0] = rare  # so that there is something to find for everybody
        holder = self._users[NAMED.index(RESTRICTED)]
        self._load(DOCUMENT_USER, grants, holder, places, progress, is_lasting=True)

    def _load(
        self,
        table: Table,
        grants: _Grants,
        holder: str,
        places: Ranks,
        progress: Progress,
        *,
        is_lasting: bool = False,
    ) -> None:
        for begin in range(0, len(places), _STEP):
            part = places[begin : begin + _STEP]
            table.copy(self._cursor, self._rows(grants, holder, part, is_lasting=is_lasting))
            progress.add(len(part))

    def _rows(self, grants: _Grants, holder: str, places: Ranks, *, is_lasting: bool) -> Iterator[str]:
        chance, count = self._chance, len(places)
        # Keys in the order of loading: an index of keys that is written at its end stays in memory.
        keys = keys_at(np.arange(self._made, self._made + count) + self._now, chance)
        self._made += count
        given = np.minimum(grants.times[places] + chance.integers(0, 90 * _DAY, count), self._now)
        fates: NDArray[np.float64] = np.ones(count) if is_lasting else chance.random(count)
        ends = self._ends(given, fates)
        rows = zip(
            written(keys),
            written(grants.keys[places]),
            written(self._corpus.users[grants.owners[places]]),
            moments(given),
            ends,
            strict=True,
        )
        for key, target, giver, at, end in rows:
            yield f"{key}\t{target}\t{grants.permission}\t{holder}\t{giver}\t{at}\t{end}"

    def _ends(self, given: Micros, fates: NDArray[np.float64]) -> list[str]:
        """Return `expires_at`, `ended_at` and why it ended, of each."""
        ends = [f"{NULL}\t{NULL}\t"] * len(given)
        for place in np.flatnonzero(fates < _ENDED + _OVER + _TIMED).tolist():
            then = np.minimum(given[place : place + 1] + 30 * _DAY, self._now)
            if fates[place] < _ENDED:
                ends[place] = f"{NULL}\t{moments(then)[0]}\t{GrantEnd.REVOKED}"
            elif fates[place] < _ENDED + _OVER:
                ends[place] = f"{moments(then)[0]}\t{NULL}\t"
            else:
                later = self._chance.integers(1, 700, 1) * _DAY + self._now
                ends[place] = f"{moments(later)[0]}\t{NULL}\t"
        return ends


class _Grants:
    """What grants of one kind are on."""

    __slots__ = ("keys", "owners", "permission", "times")

    def __init__(self, keys: Keys, times: Micros, owners: Ranks, permission: int) -> None:
        self.keys, self.times, self.owners, self.permission = keys, times, owners, permission


def distinct(of: int, count: int, chance: np.random.Generator) -> Ranks:
    """Return different places."""
    if count > of * _FEW:
        return np.asarray(chance.choice(of, count, replace=False))
    found = np.unique(chance.integers(0, of, count + count // 4 + 20))
    return chance.permutation(found)[:count]


def _shares(total: int, holders: int, most: int) -> list[int]:
    """Share grants out: few have most of them, and nobody more than `most`."""
    weights = 1.0 / (np.arange(holders) + 5.0) ** 0.8
    amounts = np.minimum((total * weights / weights.sum()).astype(np.int64), most)
    while left := total - int(amounts.sum()):
        room = np.flatnonzero(amounts < most)
        if not len(room):
            raise ValueError("There are more grants than people and documents to give them on.")
        more = np.full(len(room), left // len(room))
        more[: left % len(room)] += 1
        amounts[room] = np.minimum(amounts[room] + more, most)
    found: list[int] = amounts.tolist()
    return found


def _permission(codename: str) -> int:
    return Permission.objects.get(content_type__app_label="documents", codename=codename).pk
