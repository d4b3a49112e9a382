"""Machines and webhooks in the console: secrets shown once, verbs posted, refusals that change nothing."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import webhook_delivery
from accounts.models import ServiceAccount, WebhookDelivery, WebhookEndpoint, WebhookEvent
from accounts.services import webhooks
from audit.models import LogEntry
from tests.factories import document_from
from tests.factories.machines import as_machine, machine_of

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Scoring bridge",
    "contact": "ops@lender.example",
    "scopes": ["documents:read", "webhooks"],
    "rate_limit_per_minute": "60",
}
HOOK = {"url": "https://hooks.lender.com/S3CRET", "description": "Loans", "events": ["document.received"]}


@pytest.fixture
def machine(admin):
    return machine_of(admin)


@pytest.fixture
def endpoint(machine, admin):
    return webhooks.webhook_create(
        actor=admin,
        account=machine.account,
        at=timezone.now(),
        url="https://hooks.lender.com/S3CRET",
        events=["document.received"],
    ).endpoint


@pytest.fixture
def delivery(endpoint, machine):
    document_from(owner=machine.account.user)
    webhook_delivery.event_fan_out(WebhookEvent.objects.get().pk, at=timezone.now())
    return WebhookDelivery.objects.get()


def _at(verb, *ids, model="serviceaccount"):
    return reverse(f"admin:accounts_{model}_{verb}", args=ids)


def _verbs(machine, endpoint, delivery):
    account = machine.account.pk
    return {
        _at("rotate", account): {"overlap": "3600"},
        _at("tokens_revoke", account): {},
        _at("secret_revoke", account, machine.secret.pk): {},
        _at("deactivate", account): {},
        _at("activate", account): {},
        _at("test", endpoint.pk, model="webhookendpoint"): {},
        _at("rotate", endpoint.pk, model="webhookendpoint"): {"overlap": "3600"},
        _at("replay", endpoint.pk, model="webhookendpoint"): {"hours": "24"},
        _at("delivery_replay", endpoint.pk, delivery.pk, model="webhookendpoint"): {},
        _at("disable", endpoint.pk, model="webhookendpoint"): {},
        _at("enable", endpoint.pk, model="webhookendpoint"): {},
        _at("remove", endpoint.pk, model="webhookendpoint"): {},
    }


def _state(machine):
    return (
        list(ServiceAccount.objects.order_by("pk").values()),
        list(WebhookEndpoint.objects.order_by("pk").values()),
        list(WebhookDelivery.objects.order_by("pk").values()),
        list(machine.account.secrets.order_by("pk").values()),
        ServiceAccount.objects.get(pk=machine.account.pk).is_active,
    )


def test_a_machine_is_added_and_its_secret_is_on_that_page_alone(admin, console):
    browser = console(admin)
    made = browser.post(_at("add"), FORM)

    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    (secret,) = re.findall(r'value="(muniment_sk_[\w-]{43})"', made.content.decode())
    account = ServiceAccount.objects.get()
    later = browser.get(_at("change", account.pk)).content.decode()
    assert secret not in later
    assert account.secrets.get().prefix in later
    assert secret not in str(dict(browser.session))
    assert secret not in "".join(str(e.__dict__) for e in LogEntry.objects.all())
    assert browser.post(_at("add"), FORM).context["form"].errors == {
        "name": ["Another service account has this name."]
    }


def test_the_pages_hold_no_inline_script_or_style(admin, console, machine, endpoint, delivery):
    browser = console(admin)
    pages = [
        browser.get(_at("add")),
        browser.get(_at("changelist")),
        browser.get(_at("change", machine.account.pk)),
        browser.get(_at("change", endpoint.pk, model="webhookendpoint")),
        browser.post(_at("rotate", machine.account.pk), {"overlap": "0"}),
    ]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text) == []
        assert re.findall(r"\sstyle=|\son\w+=", text) == []


def test_changes_and_verbs_go_through_the_services(admin, console, machine, endpoint, delivery):
    browser = console(admin)
    saved = browser.post(_at("change", machine.account.pk), FORM | {"scopes": ["webhooks"]})
    assert saved.status_code == 302
    account = ServiceAccount.objects.get()
    assert (account.name, account.scopes, account.rate_limit_per_minute) == (
        "Scoring bridge",
        ["webhooks"],
        60,
    )
    browser.post(_at("change", account.pk), FORM)
    for address, body in _verbs(machine, endpoint, delivery).items():
        assert browser.post(address, body).status_code in {200, 302}, address

    events = set(LogEntry.objects.values_list("event", flat=True))
    assert events >= {
        "service_account.updated",
        "service_account.secret_created",
        "service_account.secret_revoked",
        "service_account.deactivated",
        "service_account.activated",
        "service_account.tokens_revoked",
        "webhook.tested",
        "webhook.secret_rotated",
        "webhook.failures_replayed",
        "webhook.replayed",
        "webhook.disabled",
        "webhook.enabled",
        "webhook.deleted",
    }
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_added_and_shown_with_its_log(admin, console, machine, delivery, endpoint):
    browser = console(admin)
    made = browser.post(_at("add", model="webhookendpoint"), HOOK | {"account": str(machine.account.pk)})
    assert len(re.findall(r'value="(whsec_[\w+/=]+)"', made.content.decode())) == 1
    refused = browser.post(
        _at("add", model="webhookendpoint"),
        HOOK | {"account": str(machine.account.pk), "url": "https://10.0.0.1/"},
    )
    assert refused.context["form"].non_field_errors() == ["The address is not on the public internet."]

    one = _at("change", endpoint.pk, model="webhookendpoint")
    assert delivery.event.message_id in browser.get(one).content.decode()
    assert delivery.event.message_id not in browser.get(one, {"state": "failed"}).content.decode()
    assert browser.get(one, {"state": "'; --"}).status_code == 200


def test_what_a_receiver_answered_is_shown_as_text(admin, console, endpoint, delivery):
    delivery.tries.create(
        number=1, at=timezone.now(), status=500, duration_ms=3, response="<script>alert(1)</script>"
    )

    page = console(admin).get(_at("change", endpoint.pk, model="webhookendpoint")).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(("persona", "reads"), [("officer", 200), ("auditor", 200), ("processor", 403)])
def test_who_may_not_change_is_refused_and_nothing_changes(  # noqa: PLR0917 - fixtures
    request, console, machine, endpoint, delivery, persona, reads
):
    browser = console(request.getfixturevalue(persona))
    before = _state(machine)

    for model, row in (("serviceaccount", machine.account.pk), ("webhookendpoint", endpoint.pk)):
        assert browser.get(_at("changelist", model=model)).status_code == reads
        assert browser.get(_at("change", row, model=model)).status_code in {reads, 404}
        assert browser.post(_at("change", row, model=model), FORM | HOOK).status_code in {403, 404}
        assert browser.post(_at("add", model=model), FORM | HOOK).status_code == 403
        assert browser.post(_at("delete", row, model=model), {"post": "yes"}).status_code in {403, 404}
    for address, body in _verbs(machine, endpoint, delivery).items():
        assert browser.post(address, body).status_code in {403, 404}, address
    assert _state(machine) == before


def test_no_verb_answers_to_get(admin, console, machine, endpoint, delivery):
    before = _state(machine)

    for address in _verbs(machine, endpoint, delivery):
        assert console(admin).get(address).status_code == 405
    assert _state(machine) == before


def test_a_machine_cannot_enter_the_console(client, machine):
    client.force_login(machine.account.user)

    assert client.get("/admin/").status_code == 302


def test_a_machines_limit_counts_all_its_requests(machine):
    ServiceAccount.objects.update(rate_limit_per_minute=3)
    api = as_machine(machine)

    answers = [api.get(path).status_code for path in ("/api/v1/documents", "/api/v1/cases") * 2]

    assert answers == [200, 200, 200, 429]
    refused = api.get("/api/v1/documents")
    assert int(refused["Retry-After"]) >= 1
