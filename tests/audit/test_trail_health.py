"""The trail's health: what is told, to whom, and that no load balancer is troubled by it."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from audit.anchoring import anchor_newest
from audit.health import trail_parts
from audit.models import LogEntry
from config import health
from documents.models import Case
from tests.database import owner
from tests.factories.trail import checkpoint_made, entry_written

pytestmark = pytest.mark.django_db


def _told(at):
    return {part.name: part.is_well for part in trail_parts(at)}


def test_a_trail_without_an_entry_is_well(db):
    assert _told(timezone.now()) == {
        "trail_sealing": True,
        "trail_months": True,
        "trail_role": True,
        "trail_anchor_file": True,
    }


def test_an_entry_that_waits_over_a_minute_shows(db):
    checkpoint_made()
    entry = entry_written()

    assert _told(entry.timestamp + dt.timedelta(seconds=59))["trail_sealing"] is True
    (part,) = [
        p for p in trail_parts(entry.timestamp + dt.timedelta(seconds=61)) if p.name == "trail_sealing"
    ]
    assert (part.is_well, part.age) == (False, 61.0)
    assert part.sentence == "Entries have waited for their seal for 61 seconds."


def test_a_missing_month_shows(db):
    far = timezone.now() + dt.timedelta(days=200)

    assert _told(far)["trail_months"] is False


def test_a_checkpoint_that_no_anchor_took_in_two_hours_shows(db):
    at = checkpoint_made().created_at

    assert _told(at + dt.timedelta(minutes=119))["trail_anchor_file"] is True
    assert _told(at + dt.timedelta(minutes=121))["trail_anchor_file"] is False
    anchor_newest(at=timezone.now())
    assert _told(at + dt.timedelta(days=9))["trail_anchor_file"] is True


def test_a_trail_without_any_anchor_shows(settings):
    settings.TRAIL_ANCHORS = []

    assert _told(timezone.now())["trail_anchors"] is False


def test_a_role_that_owns_the_trail_shows_and_is_no_deployment(db, monkeypatch):
    assert _found("audit.E004") == []

    monkeypatch.setattr("audit.database_roles.owns_trail", lambda **_: True)
    monkeypatch.setattr("audit.health.owns_trail", lambda **_: True)

    assert _told(timezone.now())["trail_role"] is False
    assert len(_found("audit.E004")) == 1


def test_the_superuser_is_known_to_own_the_trail(db):
    with owner() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE relname = 'audit_logentry'"
        )
        assert cursor.fetchone() == (True,)


def test_ready_is_degraded_and_still_taken_where_only_the_trail_is_not_well(client, monkeypatch):
    monkeypatch.setitem(health._CHECKS, "workers", lambda: None)
    assert client.get("/health/ready").json()["status"] == "ready"

    entry_written(timezone.now() - dt.timedelta(minutes=5))
    response = client.get("/health/ready")

    assert (response.status_code, response.json()["status"]) == (200, "degraded")
    assert response.json()["parts"]["trail_sealing"]["ok"] is False
    assert response.json()["parts"]["trail_sealing"]["age"] >= 300


@pytest.mark.parametrize(("persona", "is_told"), [("admin", True), ("officer", True), ("processor", False)])
def test_the_console_tells_those_who_look_after_it(request, console, time_machine, persona, is_told):
    browser = console(request.getfixturevalue(persona))
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=5))

    page = browser.get(reverse("admin:index")).content.decode()

    assert ("Entries have waited for their seal" in page) is is_told


@pytest.mark.parametrize("command", ["flush", "sqlflush", "auditlogflush", "auditlogmigratejson"])
def test_commands_that_would_empty_the_trail_refuse(settings, command):
    settings.FLUSH_ALLOWED = False
    entry_written()

    with pytest.raises(CommandError, match=r"never flushed|append-only"):
        call_command(command)
    assert LogEntry.objects.exists()


def test_fixtures_are_told_to_the_trail_and_bring_none_of_it(owner_case, tmp_path):
    path = tmp_path / "cases.json"
    call_command("dumpdata", "documents.Case", output=str(path), verbosity=0)

    call_command("loaddata", str(path), verbosity=0)

    said = LogEntry.objects.get(event="fixtures.loaded")
    assert (said.count, said.additional_data["models"]) == (Case.objects.count(), ["documents.Case"])
    forged = tmp_path / "forged.json"
    forged.write_text(
        f'[{{"model": "audit.logentry", "pk": "{said.pk}", "fields": {{"event": "x", "action": 0}}}}]'
    )
    with pytest.raises(CommandError, match="never by a fixture"):
        call_command("loaddata", str(forged), verbosity=0)


@pytest.fixture
def owner_case(case):
    return case


def _found(code):
    return [
        m
        for m in run_checks(include_deployment_checks=True, databases=["default"], tags=["database"])
        if m.id == code
    ]
