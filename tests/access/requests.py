"""Sends one request through a door."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.access.bodies import FORMS, QUERIES, body_of
from tests.access.routes import Door, Route
from tests.access.world import Persona, World


def door_open(world: World, door: Door, persona: Persona) -> Any:
    """Send what the door asks for as this persona, and return the response."""
    address = address_of(world, door.route) + (f"?{QUERIES[door.key]}" if door.key in QUERIES else "")
    return _send(door, address, body_of(door.key, world), persona)


def address_of(world: World, route: Route) -> str:
    """Return the address of a route, with objects of the owner in it."""
    arguments = world.arguments(route)
    if route.name != (route.pattern or "/"):
        return reverse(route.name, kwargs=arguments)
    # A route without a name: fill the pattern itself.
    filled = re.sub(
        r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda m: str(arguments[m[1] or m[2]]), route.pattern
    )
    return "/" + re.sub(r"[\^$]", "", filled).lstrip("/")


def _send(door: Door, address: str, body: dict[str, Any], persona: Persona) -> Any:
    client = Client(raise_request_exception=False)
    headers = {}
    if door.route.is_api and persona.token:
        headers["Authorization"] = f"Bearer {persona.token}"
    elif persona.cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = persona.cookie
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
