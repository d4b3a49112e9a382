"""Sends one request through a door."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT, encode_multipart

from tests.access.bodies import FORMS, QUERIES, RAW, body_of
from tests.access.routes import ARGUMENT, Door, Route
from tests.access.world import Persona, World


def door_open(
    world: World,
    door: Door,
    persona: Persona,
    *,
    arguments: Mapping[str, Any] | None = None,
    client: Client | None = None,
) -> Any:
    """Send what the door asks for as this persona, and return the response.

    Args:
        world: whose objects stand in address and body.
        door: where to.
        persona: who asks.
        arguments: what stands in the address instead of objects of the owner.
        client: a client of another make.
    """
    given = world.arguments(door.route) if arguments is None else arguments
    address = _address(door.route, given) + (f"?{QUERIES[door.key]}" if door.key in QUERIES else "")
    client = client or Client(raise_request_exception=False)
    return _send(client, door, address, body_of(door.key, world), persona)


def _address(route: Route, arguments: Mapping[str, Any]) -> str:
    """Fill the pattern itself: also with what no converter would take."""
    filled = ARGUMENT.sub(lambda found: str(arguments[found[1] or found[2]]), route.pattern)
    return "/" + re.sub(r"[\^$]", "", filled).lstrip("/")


def _send(client: Client, door: Door, address: str, body: dict[str, Any], persona: Persona) -> Any:
    headers = {}
    if door.route.is_api and persona.token:
        headers["Authorization"] = f"Bearer {persona.token}"
    elif persona.cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = persona.cookie
    if door.key in RAW:
        raw = RAW[door.key]
        return client.generic(door.method, address, raw.content, raw.kind, headers={**headers, **raw.headers})
    if door.method == "GET":
        return client.get(address, headers=headers)
    if door.key in FORMS:
        return client.post(address, urlencode(body), "application/x-www-form-urlencoded", headers=headers)
    is_form = not door.route.is_api or any(isinstance(value, UploadedFile) for value in body.values())
    if is_form:
        content, kind = encode_multipart("BoUnDaRyStRiNg", body), MULTIPART_CONTENT
    else:
        content, kind = json.dumps(body).encode(), "application/json"
    return client.generic(door.method, address, content, kind, headers=headers)
