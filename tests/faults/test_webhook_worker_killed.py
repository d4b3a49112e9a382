"""Kill -9 a worker between sending a webhook and noting so: it goes out again, under the same id."""

import datetime as dt
import signal
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook

from accounts import webhook_delivery, webhook_sending
from accounts.constants import WEBHOOK_LEASE
from accounts.models import WebhookDelivery, WebhookEvent
from accounts.services import webhooks
from accounts.tasks import webhooks_sweep_task
from tests.database import environment_here
from tests.factories import document_from
from tests.factories.machines import machine_of
from tests.factories.receiver import receiving

WORKER = """
import ipaddress, os, signal, ssl, sys, uuid
import django
django.setup()
from accounts import webhook_delivery, webhook_sending
from accounts.webhook_sending import Rules
delivery, port, ca = sys.argv[1:]
home = ipaddress.ip_address("127.0.0.1")
webhook_sending.RULES = Rules(
    is_allowed=lambda address: address == home,
    ports=frozenset({int(port)}),
    resolve=lambda *_: [home],
    tls=lambda: ssl.create_default_context(cafile=ca),
)
webhook_delivery._record = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
webhook_delivery.delivery_send(uuid.UUID(delivery))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_noting_so_loses_nothing(admin, tmp_path, monkeypatch):
    with receiving(tmp_path) as receiver:
        monkeypatch.setattr(webhook_sending, "RULES", receiver.rules())
        monkeypatch.setattr(webhooks, "target_of", lambda _: None)
        machine = machine_of(admin)
        opened = webhooks.webhook_create(
            actor=admin,
            account=machine.account,
            url=receiver.url,
            events=["document.received"],
            at=timezone.now(),
        )
        document_from(owner=machine.account.user)
        (delivery_id,) = webhook_delivery.event_fan_out(WebhookEvent.objects.get().pk, at=timezone.now())

        environment = environment_here()
        killed = subprocess.run(
            [sys.executable, "-c", WORKER, str(delivery_id), str(receiver.port), str(receiver.ca)],
            cwd=settings.BASE_DIR,
            env=environment,
            check=False,
            timeout=100,
        )
        assert killed.returncode == -signal.SIGKILL
        assert len(receiver.requests) == 1
        assert webhook_delivery.delivery_send(delivery_id) == "not due"  # the dead worker's lease still runs

        with time_machine.travel(timezone.now() + WEBHOOK_LEASE + dt.timedelta(seconds=1)):
            assert webhooks_sweep_task.run() == 1
            assert webhook_delivery.delivery_send(delivery_id) == "delivered"
            first, second = receiver.requests
            Webhook(opened.plain).verify(second.body, second.headers)

    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.tries.count()) == ("delivered", 2, 1)
