"""D1-D3: an id of somebody else, one of nobody and no id at all are told apart by nobody who may not see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.table import table
from tests.access.world import World

pytestmark = pytest.mark.django_db

TAKES_IDS = {door.key: door for door in doors() if door.route.is_api and door.route.arguments}
# What is named by numbers alone.
NUMBERED = {
    key
    for key, door in TAKES_IDS.items()
    if door.route.pattern.count("<int:") == door.route.pattern.count("<") > 0
}
OUTSIDERS = ["stranger", "customer", "service"]
# What the table opens to them, such as an offer made to them, is theirs.
HIDDEN = [
    (key, persona)
    for key in sorted(TAKES_IDS)
    for persona in OUTSIDERS
    if not table().get(key, {}).get(persona, "").startswith("2")
]
MALFORMED = ["0", "null", "undefined", "-1", "%2e%2e", "1'%20OR%20'1'='1", "a" * 300, "*", "{}", "é"]


@pytest.fixture(params=sorted(TAKES_IDS))
def door(request: Any) -> Door:
    return TAKES_IDS[request.param]


def _told(world: World, door: Door, name: str, arguments: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return status and body of a request that is undone; what is different each time is left out."""
    cache.clear()
    with transaction.atomic():
        response = door_open(world, door, world.personas[name], arguments=arguments)
        transaction.set_rollback(True)
    if "json" not in response.headers.get("Content-Type", ""):
        return response.status_code, {}
    body = response.json()
    if isinstance(body, dict):
        body.pop("request_id", None)
    return response.status_code, body


def _with(arguments: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """Put a value in the place of the first id; a number is one where nothing else names the object."""
    ids = [name for name, held in arguments.items() if isinstance(held, UUID)]
    return {**arguments, **dict.fromkeys((ids or [*arguments])[:1], value)}


def _as_nobody(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Name what does not exist, in the way that the address names things."""
    is_numbered = all(isinstance(held, int) for held in arguments.values())
    return _with(arguments, 999_999 if is_numbered else uuid4())


@pytest.mark.parametrize(("key", "persona"), HIDDEN)
def test_the_id_of_somebody_else_is_answered_as_one_of_nobody(world: World, key: str, persona: str) -> None:
    door = TAKES_IDS[key]
    theirs = world.arguments(door.route)

    status, body = _told(world, door, persona, theirs)

    assert status in {401, 403, 404}, body
    assert (status, body) == _told(world, door, persona, _as_nobody(theirs))


@pytest.mark.parametrize("persona", ["owner", "officer", "admin"])
def test_an_id_of_nobody_is_no_failure_for_anybody(world: World, door: Door, persona: str) -> None:
    status, _ = _told(world, door, persona, _as_nobody(world.arguments(door.route)))

    assert status in {400, 403, 404}


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("key", sorted(NUMBERED))
def test_a_number_of_nothing_is_no_failure_for_anybody(world: World, key: str, number: int) -> None:
    door = TAKES_IDS[key]

    for name in world.arguments(door.route):
        status, _ = _told(world, door, "officer", {**world.arguments(door.route), name: number})
        assert status in {400, 403, 404}, name


def test_what_is_no_id_is_answered_as_one_of_nobody(world: World, door: Door) -> None:
    theirs = world.arguments(door.route)
    nobody = _told(world, door, "owner", _as_nobody(theirs))
    expected = {(404, "not_found"), (nobody[0], nobody[1].get("code", ""))}
    for odd in MALFORMED:
        status, body = _told(world, door, "owner", _with(theirs, odd))
        assert (status, body.get("code", "")) in expected, odd
    assert _told(world, door, "owner", _with(theirs, "%00"))[0] in {400, 403, 404}
