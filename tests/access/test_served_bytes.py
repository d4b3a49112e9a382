"""Nothing that somebody uploaded is served as something that a browser runs, by whatever route."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from PIL import Image

from documents import services
from documents.intake import Intake
from documents.models import Document
from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.world import World
from tests.factories import AT, document_read
from tests.factories.hostile import HOSTILE, HTML, SCRIPT, SVG

pytestmark = pytest.mark.django_db

# What says something about documents: nothing else of the site reaches what was uploaded.
ABOUT_DOCUMENTS = [
    door
    for door in doors()
    if not door.action
    and (door.method == "GET" or door.route.name.endswith("original"))
    and ("documents" in door.route.pattern or "search" in door.route.pattern or "cases" in door.route.pattern)
]
DATA = {"application/json", "application/problem+json"}
DOWNLOADS = {
    "application/octet-stream",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/x-mt940",
    "application/x-ofx",
    "application/x-qif",
    "application/zip",  # an export
    "image/jpeg",
    "image/png",
    "image/tiff",
    "multipart/byteranges",
    "text/csv",
    "text/plain",
}
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def _taken(world: World, name: str, content: bytes) -> Document:
    """Take a file in beneath every check of what it is, and read it."""
    owner = world.people["owner"]
    with Intake(at=AT) as intake:
        intake.write(content)
        made = services.document_create(
            actor=owner, intake=intake, file_name=name, case=world.objects["case"], at=AT
        )
    return document_read(made.document)


@pytest.fixture(params=sorted(HOSTILE))
def hostile(request: Any, world: World) -> Iterator[tuple[World, Document, bytes]]:
    name, content = HOSTILE[request.param]
    before = world.objects["document"]
    with transaction.atomic():
        document = _taken(world, name, content)
        world.objects["document"] = document
        yield world, document, content
        world.objects["document"] = before
        transaction.set_rollback(True)


def _body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_no_route_serves_what_a_browser_runs(hostile: tuple[World, Document, bytes]) -> None:
    world, _, content = hostile
    client = Client(raise_request_exception=False, headers={"Accept": "text/html,image/svg+xml,*/*"})
    answered = 0
    for door in ABOUT_DOCUMENTS:
        response = door_open(world, door, world.personas["owner"], client=client)
        if response.status_code == 200:
            answered += 1
            _inspect(door, response, _body(response), content)
    assert answered > 20


def _inspect(door: Door, response: Any, body: bytes, content: bytes) -> None:
    kind = response.get("Content-Type", "").partition(";")[0]
    assert response["X-Content-Type-Options"] == "nosniff", door.key
    if kind in DATA:
        return  # as data it is nothing but text
    if kind == "text/html":
        _inspect_page(door, response, body)
    elif response.get("Content-Disposition", "").startswith("attachment"):
        assert kind in DOWNLOADS, (door.key, kind)
        assert "\n" not in response["Content-Disposition"], door.key
        _inspect_policy(door, response)
    else:
        assert kind in PICTURES, (door.key, kind)
        assert body.startswith(PICTURES[kind]), door.key
        assert content != body, door.key
        assert b"<script" not in body, door.key
        _inspect_policy(door, response)
        Image.open(io.BytesIO(body)).verify()


def _inspect_page(door: Door, response: Any, body: bytes) -> None:
    """One of our own pages: what came from the file stands in it as text."""
    policy = response["Content-Security-Policy"]
    scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src")), policy)
    assert "unsafe" not in scripts, door.key
    for raw in (HTML, SVG, SCRIPT.encode(), b"<img src=x onerror"):
        assert raw not in body, door.key


def _inspect_policy(door: Door, response: Any) -> None:
    directives = {part.strip() for part in response["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "sandbox"} <= directives, door.key
    assert "no-store" in response["Cache-Control"], door.key


def test_the_walk_meets_every_door_that_gives_bytes_out() -> None:
    met = {door.key for door in ABOUT_DOCUMENTS}

    assert {
        "GET v1:document-content",
        "GET v1:document-page-image",
        "GET admin:documents_document_original",
        "GET admin:documents_document_version_original",
        "GET admin:documents_document_page",
    } <= met


@pytest.mark.parametrize("name", ["html_named_pdf", "html_named_html", "svg", "svg_named_png", "xhtml"])
def test_what_is_no_document_is_refused_at_the_door(world: World, name: str) -> None:
    headers = {"Authorization": f"Bearer {world.personas['owner'].token}"}
    file_name, content = HOSTILE[name]
    sent = {"file": SimpleUploadedFile(file_name, content, content_type="application/pdf")}

    with transaction.atomic():
        response = Client().post("/api/v1/documents", sent, headers=headers)
        transaction.set_rollback(True)

    assert response.status_code == 415


def test_the_picture_of_a_hostile_page_is_drawn_not_copied(world: World) -> None:
    with transaction.atomic():
        document = _taken(world, *HOSTILE["pdf_with_javascript"])
        headers = {"Authorization": f"Bearer {world.personas['owner'].token}"}
        address = f"/api/v1/documents/{document.pk}/pages/1/image"
        whole, narrow = (Client().get(address + width, headers=headers) for width in ("", "?width=120"))
        transaction.set_rollback(True)

    for response in (whole, narrow):
        assert response.status_code == 200
        assert b"JavaScript" not in response.content
        with Image.open(io.BytesIO(response.content)) as picture:
            assert picture.format in {"PNG", "JPEG"}
    assert Image.open(io.BytesIO(narrow.content)).width == 120
