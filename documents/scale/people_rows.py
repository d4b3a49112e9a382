"""People, their groups, and cases as rows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import numpy as np
from django.contrib.auth.models import Group
from psycopg import Cursor

from accounts.models import User
from accounts.roles import Role
from documents.models import Case
from documents.sample.names import names
from documents.scale.corpus import Corpus
from documents.scale.keys import moments, written
from documents.scale.loading import Table
from documents.scale.plan import ADMINISTRATOR, NAMED, OFFICER, RESTRICTED, Plan

USERS = Table(
    User, "id email full_name password is_superuser is_staff created_at email_verified_at password_id"
)
CASES = Table(Case, "id name owner_id created_at")
_MEMBERS = "COPY accounts_user_groups (user_id, group_id) FROM STDIN"
_ROLES = {ADMINISTRATOR: Role.ADMIN, OFFICER: Role.COMPLIANCE_OFFICER, RESTRICTED: Role.PROCESSOR}
_NOBODY = "!scale"  # a password that no hash equals


def people_load(
    cursor: Cursor[Any], plan: Plan, corpus: Corpus, chance: np.random.Generator, hashed: str
) -> list[int]:
    """Load users with their roles and groups; return the groups' ids. The named ones get the password."""
    at = plan.until.astimezone(dt.UTC).isoformat()
    keys = written(corpus.users)
    USERS.copy(cursor, (_user(n, key, at, hashed) for n, key in enumerate(keys)))
    groups = _groups(cursor, plan)
    roles = dict(Group.objects.filter(name__in=Role.values).values_list("name", "pk"))
    pairs = {
        (key, roles[_ROLES[NAMED[n]] if n < len(NAMED) else Role.PROCESSOR]) for n, key in enumerate(keys)
    }
    for places in (chance.integers(0, len(groups), len(keys)) for _ in range(2)):
        pairs |= {(key, groups[place]) for key, place in list(zip(keys, places, strict=True))[len(NAMED) :]}
    with cursor.copy(_MEMBERS) as copy:
        copy.write("".join(f"{key}\t{group}\n" for key, group in sorted(pairs)))
    return groups


def cases_load(cursor: Cursor[Any], corpus: Corpus) -> None:
    """Load cases."""
    families = names("ZA", "families")
    keys, at, users = written(corpus.cases), moments(corpus.case_times), written(corpus.users)
    CASES.copy(
        cursor,
        (
            f"{key}\t{families[n % len(families)]} loan {n:06d}\t{users[owner]}\t{at[n]}"
            for n, (key, owner) in enumerate(zip(keys, corpus.case_owners.tolist(), strict=True))
        ),
    )


def _user(place: int, key: str, at: str, hashed: str) -> str:
    email = NAMED[place] if place < len(NAMED) else f"person{place:05d}@scale.example"
    password = hashed if place < len(NAMED) and hashed else _NOBODY
    is_superuser = "t" if email == ADMINISTRATOR else "f"
    return f"{key}\t{email}\tPerson {place}\t{password}\t{is_superuser}\tt\t{at}\t{at}\t{uuid4()}"


def _groups(cursor: Cursor[Any], plan: Plan) -> list[int]:
    cursor.execute(
        "INSERT INTO auth_group (name) SELECT 'scale branch ' || n FROM generate_series(1, %s) n "
        "RETURNING id",
        [plan.groups],
    )
    return [number for (number,) in cursor.fetchall()]
