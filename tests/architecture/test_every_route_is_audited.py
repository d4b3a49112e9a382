"""Walks every door: whoever reads leaves one entry that says who and about whom; whoever writes, at least one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from audit.models import LogEntry
from documents.models import Case
from tests.access.conftest import world  # noqa: F401 - the fixture
from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.table import table
from tests.access.world import World
from tests.factories.subjects import subject_of

pytestmark = pytest.mark.django_db

DOORS = {door.key: door for door in doors()}
PERSONAS = ("owner", "officer", "admin", "auditor", "customer", "service")
_FORM = "an empty form: it shows nothing about anybody"
_SELF = "shows people what they are about to enter or enrol for themselves"
EXEMPT_READS = {
    "GET account-accept": _FORM,
    "GET account-reset": _FORM,
    "GET account-verify": _FORM,
    "GET admin_password_reset": _FORM,
    **{
        f"GET admin:accounts_datasubject_{form}": _FORM
        for form in ("add", "contact", "correct", "identifier", "merge", "search")
    },
    "GET admin:accounts_invitation_add": _FORM,
    "GET admin:accounts_iprule_add": _FORM,
    "GET admin:audit_reviewterms_add": _FORM,
    "GET admin:documents_document_add": _FORM,
    "GET admin:accounts_serviceaccount_add": _FORM,
    "GET admin:accounts_webhookendpoint_add": _FORM,
    "GET admin:documents_breakglass_break": _FORM,
    "GET admin:documents_case_add": _FORM,
    "GET admin:documents_product_add": _FORM,
    "GET admin:enrol": _SELF,
    "GET admin:password_change": _SELF,
    "GET admin:password_change_done": _SELF,
    "GET admin:second_factor": _SELF,
    "GET admin:app_list": "names of tables, no rows",
    "GET admin:jsi18n": "translations",
    "GET admin:login": _FORM,
    "GET docs": "the documentation of the API",
    "GET health-live": "says that the service runs",
    "GET health-ready": "says what the service waits for",
    "GET upload-link": "an empty form, and names that this very browser sent",
    "GET v1:auth-keys": "public keys",
    "GET v1:schema": "the description of the API",
    "GET v1:service-account-scopes": "names of scopes, the same for everybody",
    "GET v1:webhook-events": "names of events, the same for everybody",
}
# What is about the owner's document or case, whose subject its entries must name.
ABOUT = ("document", "case")
ABOUT_NOBODY = {
    "GET v1:document-facets": "counts over thousands of documents, and nobody's data",
    "GET v1:document-suggestions": "asked without the beginning of a name it gives none",
}


@pytest.fixture(scope="module")
def about(world: World) -> Any:  # noqa: F811 - the fixture
    """A subject that the owner's case, and through it the document, is about."""
    subject = subject_of(world.people["owner"], identifiers=(), contacts=())
    Case.objects.filter(pk=world.objects["case"].pk).update(subject=subject)
    return subject


@pytest.mark.parametrize(
    "key", sorted(key for key in DOORS if key.startswith("GET ") and key not in EXEMPT_READS)
)
def test_a_read_leaves_one_entry(world: World, about: Any, key: str) -> None:  # noqa: F811 - the fixture
    found = _first_success(world, DOORS[key])
    if found is None:
        return  # nobody gets anything here
    user, response, entries = found
    reads = [entry for entry in entries if entry.action == LogEntry.Action.ACCESS]

    assert [entry.event for entry in reads] != [], f"{key} shows something and records nothing"
    assert len(reads) == 1, [entry.event for entry in reads]
    _attributed(reads[0], user, response, DOORS[key])
    if key not in ABOUT_NOBODY and any(
        word in key.replace("-", "_").replace(":", "_").split("_") for word in ABOUT
    ):
        assert about.pk in reads[0].subject_refs


def _attributed(entry: LogEntry, user: User, response: Any, door: Door) -> None:
    assert entry.actor_id == user.pk
    assert entry.cid == response.headers["X-Request-Id"]
    assert entry.interface == ("api" if door.route.is_api else "console")
    assert entry.remote_addr == "127.0.0.1"
    assert user.is_service or entry.session_id is not None


def _first_success(world: World, door: Door) -> tuple[User, Any, list[LogEntry]] | None:  # noqa: F811
    """Send the request as one persona after the other until one is answered with 200; undo each."""
    for name in PERSONAS:
        cache.clear()
        with transaction.atomic():
            known = set(LogEntry.objects.values_list("pk", flat=True))
            response = door_open(world, door, world.personas[name])
            if response.streaming:
                b"".join(response.streaming_content)
            entries = list(LogEntry.objects.exclude(pk__in=known)) if response.status_code == 200 else []
            transaction.set_rollback(True)
        if response.status_code == 200:
            user = world.people.get(name) or world.objects["machine"].account.user
            return user, response, entries
    return None


_CHALLENGE = "a challenge for a passkey, good for one answer: the answer is the event"
_LETTER = "queues a letter, the same for every address: what is done with its link is the event"
_CHUNK = "a piece of an upload: upload.opened, ended, refused and document.received tell of it"
EXEMPT_WRITES = {
    "PATCH v1:upload-detail": _CHUNK,
    "POST admin:enrol_passkey_options": _CHALLENGE,
    "POST admin:second_factor_passkey": _CHALLENGE,
    "POST v1:mfa-webauthn": _CHALLENGE,
    "POST v1:mfa-webauthn-register-options": _CHALLENGE,
    "POST admin_password_reset": _LETTER,
    "POST v1:auth-password-reset": _LETTER,
    "POST v1:auth-verify-resend": _LETTER,
    "POST v1:auth-refresh": "renews the tokens of a session whose opening is an event, as a replay is one",
}
WRITES = sorted(
    key
    for key, cells in table().items()
    if key in DOORS and key not in EXEMPT_WRITES and any(cell.endswith("!") for cell in cells.values())
)


@pytest.mark.parametrize("key", WRITES)
def test_a_write_leaves_an_entry(world: World, about: Any, key: str) -> None:  # noqa: F811 - the fixture
    """Send what the table of doors says writes, as each persona for whom it does."""
    for name, cell in table()[key].items():
        if not cell.endswith("!"):
            continue
        cache.clear()
        with transaction.atomic():
            known = set(LogEntry.objects.values_list("pk", flat=True))
            response = door_open(world, DOORS[key], world.personas[name])
            entries = list(LogEntry.objects.exclude(pk__in=known).exclude(action=LogEntry.Action.ACCESS))
            transaction.set_rollback(True)

        assert entries, f"{key} as {name} writes and records nothing"
        assert {entry.cid for entry in entries} == {response.headers["X-Request-Id"]}


def test_every_exemption_names_a_door_and_a_reason() -> None:
    assert sorted((EXEMPT_READS.keys() | EXEMPT_WRITES.keys()) - DOORS.keys()) == []
    assert all([*EXEMPT_READS.values(), *EXEMPT_WRITES.values()])
