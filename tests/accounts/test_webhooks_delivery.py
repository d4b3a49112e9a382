"""Deliveries: signed, tried again, given up, switched off, sent again; at least once whatever dies."""

import base64
import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from accounts import webhook_delivery, webhook_sending
from accounts.constants import WEBHOOK_LEASE, WEBHOOK_RETRIES
from accounts.exceptions import WebhookDisabled, WebhookInFlight
from accounts.letters import compose
from accounts.models import Mail, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from accounts.services import service_accounts, webhooks
from accounts.tasks import webhooks_prune_task, webhooks_sweep_task
from accounts.webhook_addresses import address_is_public
from audit.models import LogEntry
from documents.models import CaseUserObjectPermission
from tests.factories import case_of, document_from, grant_case
from tests.factories.machines import machine_of
from tests.factories.receiver import receiving

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def machine(admin):
    return machine_of(admin)


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    with receiving(tmp_path) as running:
        monkeypatch.setattr(webhook_sending, "RULES", running.rules())
        # The receiver's port is any free one; the address is checked by the public rules when it is given.
        monkeypatch.setattr(webhooks, "target_of", lambda _: None)
        yield running


@pytest.fixture
def opened(machine, admin, receiver):
    return webhooks.webhook_create(
        actor=admin,
        account=machine.account,
        url=receiver.url,
        events=["document.received"],
        at=timezone.now(),
    )


@pytest.fixture
def delivery(opened, machine):
    return _delivery(opened, machine)


def _delivery(opened, machine, content=b"a,b\n1,2\n"):
    document_from(content, owner=machine.account.user)
    event = WebhookEvent.objects.latest("occurred_at")
    webhook_delivery.event_fan_out(event.pk, at=timezone.now())
    return WebhookDelivery.objects.get(event=event, endpoint=opened.endpoint)


def _due(delivery):
    """Send at the time the delivery waits for."""
    delivery.refresh_from_db()
    at = max(delivery.next_attempt_at or timezone.now(), timezone.now())
    with time_machine.travel(at + dt.timedelta(milliseconds=1)):
        state = webhook_delivery.delivery_send(delivery.pk)
    delivery.refresh_from_db()
    return state


def test_a_message_is_signed_so_that_the_standards_library_takes_it(delivery, opened, receiver):
    assert webhook_delivery.delivery_send(delivery.pk) == "delivered"

    (got,) = receiver.requests
    message = Webhook(opened.plain).verify(got.body, got.headers)
    event = delivery.event
    assert message == {
        "type": "document.received",
        "timestamp": event.occurred_at.isoformat(),
        "data": {"document": str(event.object_id), "case": None, "status": "received"},
    }
    assert got.headers["webhook-id"] == f"msg_{event.pk.hex}"
    assert got.headers["Content-Type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(opened.plain).verify(got.body.replace(b"received", b"ready"), got.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(opened.plain).verify(got.body, {**got.headers, "webhook-id": "msg_other"})
    attempt = WebhookAttempt.objects.get()
    assert (attempt.number, attempt.status, attempt.error) == (1, 204, "")


def test_while_secrets_overlap_each_of_the_two_verifies(delivery, opened, admin, receiver):
    new = webhooks.webhook_secret_rotate(
        actor=admin, endpoint=opened.endpoint, at=timezone.now(), overlap=DAY
    )
    webhook_delivery.delivery_send(delivery.pk)

    (got,) = receiver.requests
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    for secret in (opened.plain, new.plain):
        Webhook(secret).verify(got.body, got.headers)


def test_after_the_overlap_the_old_secret_signs_no_more(delivery, opened, admin, receiver):
    webhooks.webhook_secret_rotate(
        actor=admin, endpoint=opened.endpoint, at=timezone.now() - DAY, overlap=DAY
    )
    webhook_delivery.delivery_send(delivery.pk)

    (got,) = receiver.requests
    assert len(got.headers["webhook-signature"].split(" ")) == 1
    with pytest.raises(WebhookVerificationError):
        Webhook(opened.plain).verify(got.body, got.headers)


def test_rotating_twice_leaves_two_secrets(opened, admin):
    for _ in range(3):
        webhooks.webhook_secret_rotate(actor=admin, endpoint=opened.endpoint, at=timezone.now())

    assert opened.endpoint.secrets.count() == 2


@pytest.mark.parametrize("status", [199, 301, 302, 307, 400, 404, 429, 500, 503])
def test_anything_but_success_is_tried_again_later_under_the_same_id(delivery, receiver, status):
    if status == 199:
        receiver.handle = lambda handler: handler.wfile.write(b"HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n")
    receiver.status = status

    assert _due(delivery) == "pending"

    wait = delivery.next_attempt_at - delivery.tries.get().at
    assert WEBHOOK_RETRIES[0] <= wait <= WEBHOOK_RETRIES[0] * 1.2
    receiver.status, receiver.handle = 200, None
    assert _due(delivery) == "delivered"
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert int(second.headers["webhook-timestamp"]) > int(first.headers["webhook-timestamp"])


def test_the_waits_grow_over_three_days_and_then_it_is_given_up(delivery, receiver):
    receiver.status = 500
    planned = [delivery.next_attempt_at]
    while _due(delivery) == "pending":
        planned.append(delivery.next_attempt_at)

    waits = [b - a for a, b in pairwise(planned)]
    assert len(planned) == len(WEBHOOK_RETRIES) + 1 == 10
    assert waits == sorted(waits)
    assert 3 * DAY <= planned[-1] - planned[0] <= 4 * DAY
    assert (delivery.state, delivery.next_attempt_at) == ("failed", None)
    assert [a.number for a in delivery.tries.order_by("number")] == list(range(1, 11))


def test_the_receivers_wish_to_wait_is_heeded_up_to_a_day(delivery, receiver):
    receiver.status = 503
    receiver.answer_headers = {"Retry-After": "600"}
    _due(delivery)
    assert delivery.next_attempt_at - delivery.tries.get().at == dt.timedelta(minutes=10)

    receiver.answer_headers = {"Retry-After": "9999999"}
    _due(delivery)
    assert delivery.next_attempt_at - delivery.tries.latest("at").at == DAY


def test_after_three_days_of_failures_only_the_endpoint_is_switched_off(opened, machine, receiver):
    receiver.status = 500
    now = timezone.now()
    delivery = _delivery(opened, machine)
    WebhookEndpoint.objects.update(failures_in_row=50, failing_since=now - 3 * DAY + SECOND * 60)
    assert _due(delivery) == "pending"

    WebhookEndpoint.objects.update(failing_since=now - 3 * DAY)
    other = _delivery(opened, machine, b"a,b\n3,4\n")
    assert _due(delivery) == "failed"

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.state, endpoint.disabled_because) == ("disabled", "failures")
    other.refresh_from_db()
    assert (other.state, other.reason) == ("failed", "endpoint_disabled")
    mail = Mail.objects.get(kind="webhook_disabled")
    letter = compose(mail, at=now)
    assert letter is not None
    assert letter.to == "ops@lender.example"
    assert "hooks.lender.com" in letter.text
    assert "/hooks/muniment" not in letter.text
    entry = LogEntry.objects.get(event="webhook.disabled")
    assert entry.additional_data == {"because": "failures", "failures": 52, "ended": 2}


def test_few_failures_over_a_long_time_switch_nothing_off(delivery, receiver):
    receiver.status = 500
    WebhookEndpoint.objects.update(failures_in_row=8, failing_since=timezone.now() - 30 * DAY)

    assert _due(delivery) == "pending"
    assert WebhookEndpoint.objects.get().is_enabled


def test_gone_switches_off_at_once(delivery, receiver):
    receiver.status = 410

    assert _due(delivery) == "failed"
    assert WebhookEndpoint.objects.get().disabled_because == "gone"


def test_one_success_ends_a_row_of_failures(delivery, receiver):
    WebhookEndpoint.objects.update(failures_in_row=9, failing_since=timezone.now() - DAY)

    _due(delivery)

    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.failures_in_row, endpoint.failing_since) == (0, None)
    assert endpoint.delivered_at is not None


def test_what_the_machine_may_no_longer_see_is_not_sent(opened, machine, owner, receiver):
    case = case_of(owner)
    grant_case(case, machine.account.user)
    document_from(owner=owner, case=case)
    event = WebhookEvent.objects.get()
    (delivery_id,) = webhook_delivery.event_fan_out(event.pk, at=timezone.now())
    CaseUserObjectPermission.objects.all().delete()

    webhook_delivery.delivery_send(delivery_id)

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.reason) == ("withheld", "not_visible")
    assert receiver.requests == []


def test_a_machine_switched_off_in_between_is_sent_nothing(delivery, machine, admin, receiver):
    service_accounts.service_account_deactivate(actor=admin, account=machine.account)

    assert _due(delivery) == "not due"
    assert delivery.state == "withheld"
    assert receiver.requests == []


def test_a_name_that_has_come_to_point_inside_is_refused_and_logged(delivery, receiver, monkeypatch):
    rules = receiver.rules(is_allowed=address_is_public)
    monkeypatch.setattr(webhook_sending, "RULES", rules)

    assert _due(delivery) == "pending"
    assert delivery.tries.get().error == "address_refused"
    assert receiver.requests == []


def test_the_answers_beginning_is_kept_and_no_more(delivery, receiver):
    receiver.status = 500
    receiver.answer = b"<script>alert(1)</script>\x00" + b"y" * 100_000
    _due(delivery)

    kept = delivery.tries.get().response
    assert len(kept) == 1000
    assert kept.startswith("<script>alert(1)</script>�yyy")


def test_a_message_that_comes_too_early_or_twice_does_nothing(delivery, receiver):
    receiver.status = 500
    webhook_delivery.delivery_send(delivery.pk)

    assert webhook_delivery.delivery_send(delivery.pk) == "not due"
    assert webhook_delivery.delivery_send(uuid4()) == "not due"
    assert len(receiver.requests) == 1


def test_while_one_worker_has_the_lease_no_other_sends(delivery, receiver):
    now = timezone.now()
    claim = webhook_delivery._claim(delivery.pk, at=now)

    assert claim is not None
    assert webhook_delivery.delivery_send(delivery.pk) == "not due"
    assert receiver.requests == []


def test_a_worker_killed_after_sending_leaves_a_second_message_with_the_same_id(delivery, receiver):
    """At least once: the send happened, its record did not; the lease runs out and another worker sends."""
    now = timezone.now()
    claim = webhook_delivery._claim(delivery.pk, at=now)
    assert claim is not None
    webhook_sending.send(claim.delivery.endpoint.url, claim.body, claim.headers)
    # ... killed here

    with time_machine.travel(now + WEBHOOK_LEASE + SECOND):
        assert webhook_delivery.deliveries_wake(at=timezone.now(), limit=10) == [delivery.pk]
        assert webhook_delivery.delivery_send(delivery.pk) == "delivered"
        # The first worker was only slow, and comes back: its word no longer counts.
        late = webhook_delivery._record(claim, webhook_sending.Answer(status=500), at=timezone.now())

    assert late == "lease lost"
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert delivery.attempts == 2


def test_a_delivery_that_kills_every_worker_is_given_up(delivery, receiver):
    WebhookDelivery.objects.update(attempts=10)

    assert webhook_delivery.delivery_send(delivery.pk) == "not due"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", "attempts_used_up")


def test_one_account_cannot_hold_more_than_two_workers(opened, machine, receiver):
    several = [_delivery(opened, machine, b"a,b\n1,%d\n" % n) for n in range(3)]
    now = timezone.now()
    held = [webhook_delivery._claim(delivery.pk, at=now) for delivery in several]

    assert [claim is not None for claim in held] == [True, True, False]
    several[2].refresh_from_db()
    assert several[2].state == "pending"
    assert several[2].wake_at > now


@pytest.mark.django_db(transaction=True)
def test_ten_workers_with_one_message_send_it_once(opened, machine, receiver):
    delivery = _delivery(opened, machine)

    def work(_):
        try:
            return webhook_delivery.delivery_send(delivery.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        states = sorted(pool.map(work, range(10)))

    assert states == ["delivered"] + ["not due"] * 9
    assert len(receiver.requests) == 1


def test_a_replay_sends_the_same_message_again_with_all_attempts(delivery, opened, admin, receiver):
    _due(delivery)

    webhooks.webhook_delivery_replay(actor=admin, delivery=delivery, at=timezone.now())
    _due(delivery)

    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert delivery.attempts == 1
    assert delivery.tries.count() == 2
    assert LogEntry.objects.filter(event="webhook.replayed").count() == 1


def test_nothing_is_replayed_to_an_endpoint_that_is_off_or_while_it_is_sent(delivery, opened, admin):
    webhook_delivery._claim(delivery.pk, at=timezone.now())
    with pytest.raises(WebhookInFlight):
        webhooks.webhook_delivery_replay(actor=admin, delivery=delivery, at=timezone.now())
    webhooks.webhook_disable(actor=admin, endpoint=opened.endpoint, at=timezone.now())
    for replay in (
        lambda: webhooks.webhook_delivery_replay(actor=admin, delivery=delivery, at=timezone.now()),
        lambda: webhooks.webhook_failures_replay(
            actor=admin, endpoint=opened.endpoint, since=timezone.now(), at=timezone.now()
        ),
        lambda: webhooks.webhook_test(actor=admin, endpoint=opened.endpoint, at=timezone.now()),
    ):
        with pytest.raises(WebhookDisabled):
            replay()


def test_a_test_event_goes_to_the_one_endpoint(opened, machine, admin, receiver):
    webhooks.webhook_create(
        actor=admin, account=machine.account, url=receiver.url, events=["document.read"], at=timezone.now()
    )
    delivery = webhooks.webhook_test(actor=admin, endpoint=opened.endpoint, at=timezone.now())

    assert webhook_delivery.delivery_send(delivery.pk) == "delivered"
    message = json.loads(receiver.requests[0].body)
    assert message["type"] == "webhook.ping"
    assert message["data"] == {"endpoint": str(opened.endpoint.pk)}
    assert WebhookDelivery.objects.count() == 1


def test_the_sweep_finds_lost_messages_and_does_not_repeat_itself(opened, machine):
    document_from(owner=machine.account.user)  # on_commit never runs here: as if the broker had lost it
    assert webhooks_sweep_task.run() == 0

    with time_machine.travel(timezone.now() + 11 * SECOND):
        webhooks_sweep_task.run()
        assert WebhookDelivery.objects.count() == 1
    with time_machine.travel(timezone.now() + 30 * SECOND):
        assert [webhooks_sweep_task.run(), webhooks_sweep_task.run()] == [1, 0]


def test_the_log_is_kept_for_thirty_days(delivery, receiver):
    _due(delivery)
    assert webhooks_prune_task.run() == 0

    with time_machine.travel(timezone.now() + 31 * DAY):
        assert webhooks_prune_task.run() == 1
    assert not WebhookAttempt.objects.exists()


def test_secrets_are_32_random_bytes(opened):
    assert len(base64.b64decode(opened.plain.removeprefix("whsec_"))) == 32
