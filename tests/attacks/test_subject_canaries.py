"""Personal values seeded as canaries: none is found in the trail, the logs, the cache, addresses or messages."""

import logging

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_redis import get_redis_connection

from audit.models import LogEntry
from tests.factories.subjects import SA_ID

pytestmark = pytest.mark.django_db
URL = "/api/v1/subjects"
CANARIES = [SA_ID, "Kanarienvogel", "kanarienvogel", "827779911", "0827779911", "Canary Lane", "C4N4RY77"]
BODY = {
    "kind": "natural",
    "name": {"given": "Kanarienvogel", "family": "Gelb"},
    "identifiers": [
        {"kind": "sa_id", "value": SA_ID},
        {"kind": "passport", "value": "C4N4RY77", "country": "NA"},
    ],
    "contacts": [
        {"kind": "email", "value": "kanarienvogel@example.org"},
        {"kind": "phone", "value": "082 777 9911"},
        {"kind": "address", "value": "1 Canary Lane"},
    ],
}


def _walk(api, browser):
    """Do everything that handles values, rightly and wrongly."""
    made = api.post(URL, BODY).json()
    url = f"{URL}/{made['id']}"
    api.post(URL, BODY)  # taken
    api.post(URL, {**BODY, "identifiers": [{"kind": "sa_id", "value": "Kanarienvogel"}]})
    api.post(f"{URL}/search", {"email": "kanarienvogel@example.org"})
    api.post(f"{URL}/search", {"phone": "Kanarienvogel"})
    api.patch(url, {"name": {"given": "Kanarienvogel", "family": "Blau"}}, headers={"If-Match": '"1"'})
    api.delete(f"{url}/identifiers/{made['identifiers'][1]['id']}")
    api.post(f"{url}/contacts", {"kind": "email", "value": "Kanarienvogel"})
    api.get(url)
    answer = api.post(f"{url}/reveal", {"fields": ["name", "identifiers", "contacts"], "purpose": "identify"})
    page = reverse("admin:accounts_datasubject_reveal", args=[made["id"]])
    shown = browser.post(page, {"fields_wanted": ["name", "identifiers"], "purpose": "contact"})
    browser.post(reverse("admin:accounts_datasubject_search"), {"by": "sa_id", "value": SA_ID})
    browser.post(reverse("admin:accounts_datasubject_add"), {"kind": "natural", "given": "Kanarienvogel"})
    return answer.content.decode() + shown.content.decode(), browser.get(url.replace("/api/v1", "/admin"))


def test_no_canary_is_found_outside_the_answer_to_a_reveal(as_user, console, officer, caplog):
    cache.set("here", 1)
    with caplog.at_level(logging.DEBUG):
        revealed, _ = _walk(as_user(officer), console(officer))

    assert all(value in revealed for value in (SA_ID, "Kanarienvogel"))
    trail = " ".join(str(entry) for row in LogEntry.objects.values() for entry in row.values())
    redis = get_redis_connection("default")
    kept = " ".join(f"{key} {redis.dump(key)!r}" for key in redis.scan_iter("*"))
    logged = " ".join(
        record.getMessage() + str(record.exc_text) for record in caplog.records if "sql" not in vars(record)
    )
    for canary in CANARIES:
        assert canary not in trail
        assert canary not in kept
        assert canary not in logged
