"""Whoever acts, by whichever way, is in the entry: console, API, machine, command, task, bulk action."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection

from audit import trail
from audit.context import Acting, acting, acting_as, acting_by_command, acting_from, os_user
from audit.models import LogEntry
from config.celery import identity_attach, identity_leave, identity_take
from documents.models import Case
from tests.factories.machines import machine_of, token_of

pytestmark = pytest.mark.django_db


def _last(event):
    return LogEntry.objects.filter(event=event).latest("id")


def test_the_console_names_person_session_and_request(console, owner, document):
    answer = console(owner).get("/admin/documents/document/")
    entry = _last("documents.listed")

    assert (entry.actor_id, entry.interface, entry.cid) == (owner.pk, "console", answer["X-Request-Id"])
    assert entry.session_id == owner.sessions.get(kind="console").pk


def test_a_bulk_action_names_its_person_in_every_entry(console, owner, document):
    console(owner).post(
        "/admin/documents/document/", {"action": "batch_read", "_selected_action": str(document.pk)}
    )

    assert (_last("batch.asked").actor_id, _last("batch.asked").interface) == (owner.pk, "console")


def test_a_machine_acts_as_itself_without_a_session(admin, client):
    machine = machine_of(admin)
    client.get("/api/v1/documents", headers={"Authorization": f"Bearer {token_of(machine)}"})
    entry = _last("documents.listed")

    assert (entry.actor_id, entry.interface, entry.session_id) == (machine.account.user_id, "api", None)


def test_a_command_names_its_actor_and_the_machines_user(owner, tmp_path):
    file = tmp_path / "statement.csv"
    file.write_bytes(b"Date,Amount\n2026-01-01,1.00\n")
    call_command("ingest", str(file), owner=owner.email)
    entry = _last("document.received")

    assert (entry.actor_id, entry.interface, entry.cid != "") == (owner.pk, "command", True)
    assert entry.additional_data["os_user"] == os_user()
    assert _last("documents.document.created").additional_data["os_user"] == os_user()


def test_a_command_within_a_command_is_one_request():
    with acting_by_command() as outer, acting_by_command() as inner:
        assert inner.request_id == outer.request_id


def test_a_task_acts_as_whoever_caused_it(owner):
    request = SimpleNamespace()
    with acting_by_command(owner.pk) as sent:
        headers: dict[str, str] = {}
        identity_attach(headers=headers)
    for name, value in headers.items():
        setattr(request, name, value)
    identity_take(task_id="one", task=SimpleNamespace(request=request))
    entry = trail.record("document.read")
    identity_leave(task_id="one")

    assert (entry.actor_id, entry.cid, entry.interface) == (owner.pk, sent.request_id, "task")
    assert entry.additional_data == {"os_user": os_user()}
    assert acting_from({}).interface == "task"


def test_a_relation_is_told_by_keys_alone(owner):
    group = Group.objects.create(name="Mokoena family")
    owner.groups.add(group)
    entry = LogEntry.objects.filter(object_pk=str(owner.pk), changes__has_key="groups").latest("id")

    assert entry.changes["groups"]["objects"] == [str(group.pk)]
    assert (entry.object_repr, entry.event) == (f"accounts.user:{owner.pk}", "accounts.user.updated")


def test_a_password_is_told_as_changed_and_never_shown(owner):
    owner.set_password("another-long-word-for-tests")
    owner.save()
    entry = LogEntry.objects.filter(object_pk=str(owner.pk), changes__has_key="password").latest("id")

    assert entry.changes["password"] == ["hidden", "hidden"]


@pytest.mark.django_db(transaction=True)
def test_a_save_that_fails_leaves_no_entry_of_it(owner, stranger, monkeypatch):
    before = LogEntry.objects.count()
    case = Case.objects.create(owner=owner, name="Loan 1")
    Case.objects.create(owner=stranger, name="Loan 1")
    made = LogEntry.objects.count()
    case.owner = stranger
    with pytest.raises(DatabaseError):
        case.save()

    assert made == before + 2
    assert LogEntry.objects.count() == made
    assert connection.in_atomic_block is False


def test_an_identity_ends_with_its_block(owner):
    before = acting()
    with acting_as(Acting(actor_id=owner.pk)):
        assert trail.record("document.read").actor_id == owner.pk

    assert acting() == before
