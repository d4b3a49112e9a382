"""Webhook endpoints and the outbox: who may be told of what, and when an event exists at all."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import webhook_delivery
from accounts.exceptions import (
    ServiceAccountInactive,
    TooManyWebhooks,
    WebhookEventUnknown,
    WebhookUrlRefused,
)
from accounts.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookSecret
from accounts.scopes import SCOPES
from accounts.services import service_accounts, webhooks
from accounts.webhook_events import EventKind, data_check, event_declare, events_declared
from audit.models import LogEntry
from documents import services as documents
from documents.constants import ReviewState
from tests.factories import case_of, document_from, document_read, grant_case, grant_document
from tests.factories.machines import machine_of

pytestmark = pytest.mark.django_db

URL = "https://hooks.lender.com/T0P/S3CRET"
EVENTS = ["document.received", "document.read", "document.ready", "document.needs_review", "document.failed"]


@pytest.fixture
def machine(admin):
    return machine_of(admin)


def _endpoint(machine, admin, events=EVENTS, url=URL):
    return webhooks.webhook_create(
        actor=admin, account=machine.account, url=url, events=events, at=timezone.now()
    ).endpoint


def _fan_out():
    for event in WebhookEvent.objects.filter(fanned_out_at__isnull=True).order_by("id"):
        webhook_delivery.event_fan_out(event.pk, at=timezone.now())
    return [
        d.event.name for d in WebhookDelivery.objects.select_related("event").order_by("created_at", "id")
    ]


def test_an_endpoint_is_opened_with_a_sealed_secret_and_its_address_is_not_in_the_trail(machine, admin):
    opened = webhooks.webhook_create(
        actor=admin, account=machine.account, url=URL, events=EVENTS, at=timezone.now()
    )

    assert opened.plain.startswith("whsec_")
    sealed = bytes(WebhookSecret.objects.get().sealed)
    assert opened.plain.encode() not in sealed
    told = "".join(str(entry.__dict__) for entry in LogEntry.objects.all())
    assert "hooks.lender.com" in told
    assert "S3CRET" not in told
    assert opened.plain.removeprefix("whsec_") not in told
    assert opened.plain not in repr(opened)


@pytest.mark.parametrize("events", [[], ["document.exploded"], ["document.read", "webhook.ping"], ["*"]])
def test_only_declared_events_can_be_asked_for(machine, admin, events):
    with pytest.raises(WebhookEventUnknown):
        _endpoint(machine, admin, events=events)
    assert not WebhookEndpoint.objects.exists()


def test_an_event_needs_the_scope_that_opens_its_object(admin):
    machine = machine_of(admin, scopes=["webhooks", "cases:read"])

    with pytest.raises(WebhookEventUnknown, match="none"):
        _endpoint(machine, admin)


def test_an_address_inside_is_refused_when_made_and_when_changed(machine, admin):
    with pytest.raises(WebhookUrlRefused):
        _endpoint(machine, admin, url="https://169.254.169.254/latest")
    endpoint = _endpoint(machine, admin)
    with pytest.raises(WebhookUrlRefused):
        webhooks.webhook_update(actor=admin, endpoint=endpoint, url="http://hooks.lender.com/")
    endpoint.refresh_from_db()
    assert endpoint.url == URL


def test_a_machine_has_twenty_endpoints_at_most(machine, admin):
    for _ in range(20):
        _endpoint(machine, admin)
    with pytest.raises(TooManyWebhooks):
        _endpoint(machine, admin)


def test_a_machine_that_is_off_opens_none(machine, admin):
    service_accounts.service_account_deactivate(actor=admin, account=machine.account)

    with pytest.raises(ServiceAccountInactive):
        _endpoint(machine, admin)


def test_the_life_of_a_document_is_told_by_ids_and_states_alone(machine, admin):
    _endpoint(machine, admin)
    user = machine.account.user
    document = document_from(owner=user, case=case_of(user), name="Nomvula Dlamini payslip.csv")
    document_read(document)

    events = {event.name: event.data for event in WebhookEvent.objects.all()}
    document.refresh_from_db()
    about = {"document": str(document.pk), "case": str(document.case_id)}
    expected = {"document.received": {**about, "status": "received"}}
    for name in ("document.read", f"document.{document.status}"):
        expected[name] = {**about, "status": document.status}
    assert events == expected
    assert "Nomvula" not in str(events)


def test_a_review_that_ends_tells_that_the_document_is_ready(machine, admin):
    user = machine.account.user
    document = document_from(b"not a statement at all", owner=user, name="note.csv")
    document = document_read(document)
    task = document.review_tasks.filter(state=ReviewState.OPEN).first()
    assert task is not None
    document.status = "needs_review"
    document.save()
    document.review_tasks.exclude(pk=task.pk).delete()
    _endpoint(machine, admin)

    documents.review_close(actor=admin, task=task, at=timezone.now())

    assert [event.name for event in WebhookEvent.objects.all()] == ["document.ready"]


def test_without_anybody_who_asked_nothing_is_written(machine, admin, owner):
    _endpoint(machine, admin, events=["document.failed"])

    document_from(owner=owner)

    assert not WebhookEvent.objects.exists()


def test_an_event_of_a_change_that_is_rolled_back_never_was(machine, admin):
    _endpoint(machine, admin)
    with transaction.atomic():
        document_from(owner=machine.account.user)
        assert WebhookEvent.objects.count() == 1
        transaction.set_rollback(True)

    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(machine):
    with pytest.raises(RuntimeError):
        webhooks.webhook_event_create(
            name="document.read", object_id=machine.account.pk, data={}, at=timezone.now()
        )


def test_only_what_the_machine_may_see_is_told(machine, admin, owner, stranger):
    endpoint = _endpoint(machine, admin, events=["document.received"])
    user = machine.account.user
    case = case_of(owner)
    grant_case(case, user)
    mine = document_from(b"a,b\n1,2\n", owner=user)
    shared = document_from(b"a,b\n1,3\n", owner=owner, case=case)
    document_from(b"a,b\n1,4\n", owner=stranger)
    granted_later = document_from(b"a,b\n1,5\n", owner=stranger)
    grant_document(granted_later, user)

    _fan_out()

    told = {d.event.object_id for d in endpoint.deliveries.select_related("event")}
    assert told == {mine.pk, shared.pk, granted_later.pk}


def test_fanning_out_twice_plans_each_delivery_once(machine, admin):
    _endpoint(machine, admin, events=["document.received"])
    document_from(owner=machine.account.user)
    event = WebhookEvent.objects.get()

    first = webhook_delivery.event_fan_out(event.pk, at=timezone.now())
    event.fanned_out_at = None
    event.save()
    webhook_delivery.event_fan_out(event.pk, at=timezone.now())

    assert len(first) == 1
    assert WebhookDelivery.objects.count() == 1


def test_a_machine_that_is_off_or_has_lost_the_scope_is_told_nothing(machine, admin):
    endpoint = _endpoint(machine, admin, events=["document.received"])
    document_from(owner=machine.account.user)
    service_accounts.service_account_update(actor=admin, account=machine.account, scopes=["webhooks"])
    assert _fan_out() == []

    service_accounts.service_account_update(actor=admin, account=machine.account, scopes=["documents:read"])
    service_accounts.service_account_deactivate(actor=admin, account=machine.account)
    document_from(b"a,b\n1,6\n", owner=machine.account.user)
    assert _fan_out() == []
    assert not endpoint.deliveries.exists()


def test_an_endpoint_that_is_off_gets_a_failed_delivery_to_replay(machine, admin):
    endpoint = _endpoint(machine, admin, events=["document.received"])
    webhooks.webhook_disable(actor=admin, endpoint=endpoint, at=timezone.now())
    document_from(owner=machine.account.user)
    _fan_out()

    missed = endpoint.deliveries.get()
    assert (missed.state, missed.reason, missed.attempts) == ("failed", "endpoint_disabled", 0)
    webhooks.webhook_enable(actor=admin, endpoint=endpoint)
    count = webhooks.webhook_failures_replay(
        actor=admin, endpoint=endpoint, since=timezone.now() - dt.timedelta(hours=1), at=timezone.now()
    )
    missed.refresh_from_db()
    assert (count, missed.state) == (1, "pending")


@pytest.mark.parametrize(
    "data",
    [
        {"document": "x"},
        {"document": "x", "case": None, "status": "ready", "name": "Nomvula"},
        {"document": "x", "case": None, "status": "Nomvula Dlamini"},
        {"document": "x", "case": None, "status": "a@b.example"},
        {"document": "x", "case": None, "status": ["ready"]},
        {"document": "x", "case": None, "status": "x" * 61},
    ],
)
def test_a_message_holds_what_its_kind_declares_and_no_text_of_a_person(data):
    with pytest.raises(ValueError, match=r"document\.read"):
        data_check(events_declared()["document.read"], data)


def test_two_kinds_cannot_share_a_name():
    with pytest.raises(ValueError, match="Another event"):
        event_declare(EventKind("document.read", "Something else.", "documents:read"))


def test_each_declared_event_says_what_it_means_and_which_scope_opens_it():
    kinds = events_declared()
    assert set(EVENTS) <= set(kinds)
    assert [kind.name for kind in kinds.values() if kind.scope not in SCOPES or not kind.meaning] == []
