"""Webhooks over the API: a machine sees its own, whatever ids it knows."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import webhook_delivery
from accounts.models import Session, WebhookDelivery, WebhookEndpoint, WebhookEvent
from accounts.services import webhooks
from audit.models import LogEntry
from tests.factories import document_from
from tests.factories.machines import as_machine, machine_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/webhooks"
ADDRESS = "https://hooks.lender.com/a"
EVENTS = ["document.received"]
BODY = {"url": ADDRESS, "events": EVENTS}


@pytest.fixture
def machine(admin):
    return machine_of(admin)


@pytest.fixture
def other(admin):
    return machine_of(admin, name="Another lender")


@pytest.fixture
def endpoint(machine, admin):
    return webhooks.webhook_create(
        actor=admin, account=machine.account, at=timezone.now(), url=ADDRESS, events=EVENTS
    ).endpoint


@pytest.fixture
def delivery(endpoint, machine):
    document_from(owner=machine.account.user)
    webhook_delivery.event_fan_out(WebhookEvent.objects.get().pk, at=timezone.now())
    return WebhookDelivery.objects.get()


def _routes(endpoint, delivery):
    one = f"{URL}/{endpoint.pk}"
    return [
        ("get", one, None),
        ("patch", one, {"description": "mine"}),
        ("post", f"{one}/rotate-secret", {}),
        ("post", f"{one}/test", None),
        ("post", f"{one}/replay", {"since": "2026-01-01T00:00:00Z"}),
        ("get", f"{one}/deliveries", None),
        ("get", f"{one}/deliveries/{delivery.pk}", None),
        ("post", f"{one}/deliveries/{delivery.pk}/replay", None),
        ("delete", one, None),
    ]


def _state():
    return (
        list(WebhookEndpoint.objects.order_by("pk").values()),
        list(WebhookDelivery.objects.order_by("pk").values()),
        [e.secrets.count() for e in WebhookEndpoint.objects.all()],
    )


def test_a_machine_looks_after_its_own_endpoints_from_first_to_last(machine):
    api = as_machine(machine, "webhooks", "documents:read")
    made = api.post(URL, BODY | {"description": "Loans"}, format="json")

    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    assert made.json()["secret"].startswith("whsec_")
    one = made["Location"]
    assert api.get(one).json()["service_account"] == str(machine.account.pk)
    assert made.json()["secret"] not in api.get(one).content.decode()
    changed = api.patch(one, {"events": ["document.read"], "enabled": False}, format="json").json()
    assert (changed["events"], changed["state"], changed["disabled_because"]) == (
        ["document.read"],
        "disabled",
        "by_hand",
    )
    assert api.post(f"{one}/test").json()["code"] == "webhook_disabled"
    assert api.patch(one, {"enabled": True}, format="json").json()["state"] == "enabled"
    rotated = api.post(f"{one}/rotate-secret", {"overlap_seconds": 600}, format="json")
    assert rotated.status_code == 201
    assert rotated.json()["secret"] != made.json()["secret"]
    assert rotated.json()["webhook"]["has_old_secret"] is True
    ping = api.post(f"{one}/test")
    assert (ping.status_code, ping.json()["event"]) == (202, "webhook.ping")
    assert len(api.get(f"{one}/deliveries").json()["results"]) == 1
    assert api.delete(one).status_code == 204
    assert api.get(one).status_code == 404


def test_another_machine_finds_nothing_of_it_at_any_address(other, endpoint, delivery):
    api = as_machine(other)
    before = _state()

    assert api.get(URL).json()["results"] == []
    for method, path, body in _routes(endpoint, delivery):
        assert getattr(api, method)(path, body, format="json").status_code == 404, path
    assert _state() == before


def test_a_delivery_is_not_reached_through_ones_own_endpoint(other, admin, delivery):
    own = webhooks.webhook_create(
        actor=admin, account=other.account, at=timezone.now(), url=ADDRESS, events=EVENTS
    ).endpoint
    api = as_machine(other)

    assert api.get(f"{URL}/{own.pk}/deliveries/{delivery.pk}").status_code == 404
    assert api.post(f"{URL}/{own.pk}/deliveries/{delivery.pk}/replay").status_code == 404


def test_without_the_scope_nothing_opens(machine, endpoint, delivery):
    api = as_machine(machine, "documents:read")
    before = _state()

    for method, path, body in [("get", URL, None), ("post", URL, BODY), *_routes(endpoint, delivery)]:
        answer = getattr(api, method)(path, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path
    assert _state() == before


@pytest.mark.parametrize(
    ("persona", "reads", "writes"),
    [("officer", 200, 403), ("auditor", 200, 403), ("processor", 403, 403), ("customer", 403, 403)],
)
def test_people_read_by_role_and_only_administrators_change(  # noqa: PLR0917
    request, as_user, endpoint, delivery, persona, reads, writes
):
    api = as_user(request.getfixturevalue(persona))
    before = _state()

    for method, path, body in [("get", URL, None), ("post", URL, BODY), *_routes(endpoint, delivery)]:
        answer = getattr(api, method)(path, body, format="json")
        assert answer.status_code == (reads if method == "get" else writes), (method, path)
    assert _state() == before


def test_an_administrator_names_the_machine_and_a_machine_never_another(admin, as_user, machine, other):
    named = as_user(admin).post(URL, BODY | {"service_account": str(machine.account.pk)}, format="json")
    unnamed = as_user(admin).post(URL, BODY, format="json")
    foreign = as_machine(other).post(URL, BODY | {"service_account": str(machine.account.pk)}, format="json")
    own = as_machine(other).post(URL, BODY | {"service_account": str(other.account.pk)}, format="json")

    assert (named.status_code, unnamed.status_code) == (201, 400)
    assert (foreign.status_code, own.status_code) == (400, 201)
    assert {e.account_id for e in WebhookEndpoint.objects.all()} == {machine.account.pk, other.account.pk}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "http://hooks.lender.com/"}, "webhook_url_refused"),
        ({"url": "https://10.0.0.1/"}, "webhook_url_refused"),
        ({"events": ["document.exploded"]}, "webhook_event_unknown"),
        ({"events": []}, "invalid_input"),
        ({"state": "enabled"}, "invalid_input"),
        ({"failures_in_row": 0}, "invalid_input"),
        ({"account": "x"}, "invalid_input"),
    ],
)
def test_bad_input_is_refused_by_name(machine, change, code):
    answer = as_machine(machine).post(URL, BODY | change, format="json")

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not WebhookEndpoint.objects.exists()


def test_deliveries_are_filtered_and_the_reading_is_recorded(machine, endpoint, delivery):
    api, url = as_machine(machine), f"{URL}/{endpoint.pk}/deliveries"

    def found(**filters):
        return [row["id"] for row in api.get(url, filters).json()["results"]]

    assert found() == [str(delivery.pk)]
    assert found(state="pending", event="document.received") == [str(delivery.pk)]
    assert found(object=str(delivery.event.object_id)) == [str(delivery.pk)]
    assert found(state="failed") == []
    assert found(event="document.read") == []
    assert found(since=(timezone.now() + dt.timedelta(hours=1)).isoformat()) == []
    assert LogEntry.objects.filter(event="webhook.deliveries_listed").count() == 6


def test_events_are_listed_with_what_their_messages_hold(machine):
    rows = {row["name"]: row for row in as_machine(machine).get(f"{URL}/events").json()}

    assert rows["document.read"]["scope"] == "documents:read"
    assert set(rows["document.read"]["payload"]) == {"document", "case", "status"}


def test_what_reveals_or_destroys_asks_people_for_a_fresh_second_factor(admin, as_user, endpoint):
    api = as_user(admin)
    Session.objects.filter(user=admin).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))

    for method, path in (
        ("post", URL),
        ("post", f"{URL}/{endpoint.pk}/rotate-secret"),
        ("delete", f"{URL}/{endpoint.pk}"),
    ):
        assert getattr(api, method)(path, {}, format="json").json()["code"] == "step_up_required"
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize("path", ["-" * 36, "0" * 36])
def test_an_id_that_is_none_is_not_found(machine, path):
    assert as_machine(machine).get(f"{URL}/{path}/deliveries").status_code == 404
    assert as_machine(machine).get(f"{URL}/nothing").status_code == 404
