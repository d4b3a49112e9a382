"""D12: no POST of the console without its token. On its own: the world's people are not those of other tests."""

from __future__ import annotations

import pytest
from django.test import Client

from audit.models import LogEntry
from documents.models import Case, Document
from tests.access.requests import door_open
from tests.access.routes import doors
from tests.access.world import Persona

pytestmark = pytest.mark.django_db

POSTING = {
    door.key: door
    for door in doors()
    if door.method == "POST" and door.route.name.startswith("admin") and not door.route.is_api
}


@pytest.mark.parametrize("key", sorted(POSTING))
def test_another_site_posts_nothing_into_the_console(world, key):
    before = (Case.objects.count(), Document.objects.count(), LogEntry.objects.count())
    for persona in (world.personas["admin"], world.personas["officer"], world.personas["owner"], Persona()):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        response = door_open(world, POSTING[key], persona, client=client)
        assert response.status_code == 403 or response.headers.get("Location", "").startswith("/admin/login/")
    assert (Case.objects.count(), Document.objects.count(), LogEntry.objects.count()) == before
