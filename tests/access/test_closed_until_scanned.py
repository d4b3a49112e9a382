"""What the malware scan has not let through is given out by no route: not its bytes, not a word of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from documents import reading_runs, scanning, services
from documents.batching.runs import batch_run
from documents.constants import BatchVerb, ItemOutcome
from documents.intake import Intake
from documents.models import Document, DocumentVersion, Page, Scan
from tests.access.bodies import QUERIES
from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.world import World
from tests.factories import CSV, document_from, document_read

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]  # hundreds of requests a test

_OPENERS = ("owner", "officer")  # whose screens show most

ASKED, WORD = b"quokkaword", b"zebrafinch"
CONTENT = CSV + b"2026-01-12," + ASKED + b" " + WORD + b",-1.00,17498.00\n"
# The logs of the trail and of health say nothing of what is in documents; everything else might.
REACHING = [
    door
    for door in doors()
    if any(part in door.route.pattern for part in ("document", "search", "case", "batch", "upload", "link"))
]
LOOKING_FOR = f"q={ASKED.decode()}&prefix={ASKED.decode()}&text={ASKED.decode()}"


def _about(world: World, document: Document, number: int) -> World:
    """Let whatever stands for a document in addresses and bodies be this one."""
    ids = set(Document.objects.values_list("pk", flat=True))
    for name, known in list(world.objects.items()):
        if isinstance(known, Document):
            world.objects[name] = document
        elif isinstance(known, type(document.pk)) and known in ids:
            world.objects[name] = document.pk
    world.objects["number"] = number
    return world


def _second(document: Document, owner: Any) -> DocumentVersion:
    with Intake(at=timezone.now()) as intake:
        intake.write(CONTENT)
        added = services.version_add(
            actor=owner, document=document, intake=intake, file_name="second.csv", at=timezone.now()
        )
    return added.version


def _made(world: World, state: str, patch: pytest.MonkeyPatch) -> World:
    """Return the world with a document in a state, after a worker was told to read what it can."""
    owner, case = world.people["owner"], world.objects["case"]
    number = 1
    if state.startswith("second"):
        document = document_read(document_from(owner=owner, case=case, name="first.csv"))
        patch.setattr(settings, "CLAMD_URI", "tcp://127.0.0.1:1")
        number = _second(document, owner).number
    else:
        patch.setattr(settings, "CLAMD_URI", "" if state == "clean" else "tcp://127.0.0.1:1")
        document = document_from(CONTENT, owner=owner, case=case, name="closed.csv")
    if state.endswith("found"):
        patch.setattr(scanning, "clamd_scan", lambda chunks: "Bad-Thing" if list(chunks) else "")
        assert (
            scanning.scan_run(Scan.objects.get(version__document=document).pk, at=timezone.now()) == "found"
        )
    run = document.versions.get(number=number).runs.latest("number")
    reading_runs.run_read(run.pk)
    document.refresh_from_db()
    return _about(world, document, number)


@pytest.fixture
def world_of(world: World) -> Iterator[Any]:
    before = dict(world.objects)
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        yield lambda state: _made(world, state, patch)
        world.objects = before
        transaction.set_rollback(True)


def _body(response: Any) -> bytes:
    body: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return body + str(response.headers).encode()


def _telling(world: World, persona: str) -> set[str]:
    """Return the doors that gave a word of the file to this persona."""
    return {door.key for door in REACHING if WORD in _opened(world, door, persona).lower()}


def _opened(world: World, door: Door, persona: str) -> bytes:
    said = b""
    for query in dict.fromkeys((QUERIES.get(door.key, ""), LOOKING_FOR)):
        if door.method != "GET" and query == LOOKING_FOR:
            continue
        with pytest.MonkeyPatch.context() as patch, transaction.atomic():
            patch.setitem(QUERIES, door.key, query)
            client = Client(raise_request_exception=False)
            said += _body(door_open(world, door, world.personas[persona], client=client))
            transaction.set_rollback(True)
    return said


@pytest.mark.parametrize(
    ("state", "persona"),
    [
        *(("waiting", persona) for persona in ("owner", "officer", "auditor", "colleague")),
        *((state, persona) for state in ("found", "second waiting", "second found") for persona in _OPENERS),
    ],
)
def test_no_route_gives_a_word_of_it(world_of: Any, state: str, persona: str) -> None:
    world = world_of(state)

    assert _telling(world, persona) == set()


def test_the_same_walk_meets_every_route_that_gives_words_of_what_is_clean(world_of: Any) -> None:
    assert _telling(world_of("clean"), "owner") >= {
        "GET v1:document-content",
        "GET v1:document-pages",
        "GET v1:document-lines",
        "GET v1:document-list",
        "GET admin:documents_document_original",
        "GET admin:documents_document_version_original",
    }


@pytest.mark.parametrize("state", ["waiting", "found", "second waiting", "second found", "clean"])
def test_no_export_holds_it_and_no_batch_has_it_read(world_of: Any, state: str) -> None:
    world = world_of(state)
    owner, document = world.people["owner"], world.objects["document"]

    def _batch(verb: BatchVerb) -> Any:
        ask = services.BatchAsk(verb=verb, terms={}, ids=[document.pk])
        batch = services.batch_create(actor=owner, ask=ask, at=timezone.now()).batch
        batch_run(batch.pk)
        return batch

    read, exported = _batch(BatchVerb.READ), _batch(BatchVerb.EXPORT)
    for run in document.versions.latest("number").runs.all():
        reading_runs.run_read(run.pk)
    headers = {"Authorization": f"Bearer {world.personas['owner'].token}"}
    answer = Client().get(f"/api/v1/batches/{exported.pk}/file", headers=headers)
    given = _body(answer)
    if answer.status_code == 200 and zipfile.is_zipfile(io.BytesIO(given)):
        with zipfile.ZipFile(io.BytesIO(given)) as archive:
            given = b"".join(archive.read(name) for name in archive.namelist())

    assert (WORD in given.lower()) is (state == "clean")
    outcome = ItemOutcome.DONE if state == "clean" else ItemOutcome.REFUSED
    assert [item.outcome for item in read.items.all()] == [outcome]
    assert (
        not Page.objects.filter(version__document=document, text__icontains=WORD.decode()).exists()
        or state == "clean"
    )
