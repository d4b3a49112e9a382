"""Every door of the site is tried by every persona and answers what table.txt says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from tests.access.bodies import BODIES, QUERIES
from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.snapshot import counts, digests
from tests.access.table import PERSONAS, row, table
from tests.access.world import Persona, World

pytestmark = pytest.mark.django_db  # inside the transaction that holds the world

TABLE = table()
DOORS = {door.key: door for door in doors()}
# Refusals that write on purpose.
WRITES_WHEN_REFUSED: set[str] = set()


@pytest.mark.parametrize("key", sorted(DOORS))
def test_a_door_answers_each_persona_as_declared(world: World, key: str) -> None:
    answers = _answers(world, DOORS[key])
    declared = TABLE.get(key)

    assert declared is not None, (
        f"{key} has no row in tests/access/table.txt. If these answers are right, paste:\nROW {row(key, answers)}"
    )
    assert answers == declared, (
        f"{key} answers otherwise than tests/access/table.txt says:\nROW {row(key, answers)}"
    )


def test_every_row_has_its_door() -> None:
    assert sorted(TABLE.keys() - DOORS.keys()) == []
    assert sorted((BODIES.keys() | QUERIES.keys()) - DOORS.keys()) == []


def test_rows_are_sorted() -> None:
    assert list(TABLE) == sorted(TABLE, key=_order)


def test_no_refusal_and_no_read_writes() -> None:
    writes = [
        key
        for key, cells in TABLE.items()
        for cell in cells.values()
        if cell.endswith("!") and (key.startswith("GET ") or int(cell[:3]) >= HTTPStatus.BAD_REQUEST)
    ]
    assert set(writes) == WRITES_WHEN_REFUSED


def _order(key: str) -> tuple[str, str]:
    method, name = key.split(" ")
    return name, method


def _answers(world: World, door: Door) -> dict[str, str]:
    """Return every cell; whoever sends the same as somebody before is answered the same."""
    told: dict[tuple[str, str], str] = {}
    answers = {}
    for name in PERSONAS:
        persona = world.personas[name]
        sent = (persona.token, "") if door.route.is_api else ("", persona.cookie)
        if sent not in told:
            told[sent] = _answer(world, door, name)
        answers[name] = told[sent]
    return answers


def _answer(world: World, door: Door, name: str) -> str:
    """Send one request as one persona, undo it, and return the cell."""
    persona = world.personas[name]
    cache.clear()
    with transaction.atomic():
        said, written, after = _send_and_look(world, door, persona)
        transaction.set_rollback(True)
    changed = after != digests(written) if written else False
    return said + ("!" if changed else "")


def _send_and_look(world: World, door: Door, persona: Persona) -> tuple[str, list[str], dict[str, str]]:
    before = counts()
    said = _said(door_open(world, door, persona))
    if connection.needs_rollback:
        return said, [], {}
    now = counts()
    written = [name for name in now if now[name] != before.get(name, 0)]
    return said, written, digests(written)


def _said(response: Any) -> str:
    if response.streaming:
        b"".join(response.streaming_content)
    location = response.headers.get("Location", "")
    if location.startswith(reverse("admin:login")):
        return "login"
    return str(response.status_code)
