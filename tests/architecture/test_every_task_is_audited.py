"""Walks every Celery task: what touches audited data leaves an event in the name of whoever asked for the work."""

import datetime as dt
import os
import uuid
from pathlib import Path

import pytest
from celery.app.trace import build_tracer
from django.conf import settings as configured
from django.utils import timezone

from accounts.constants import MailKind, MailState
from accounts.models import Mail, Registration, User, WebhookEvent
from accounts.outbox import mail_write
from accounts.roles import Role, Verb
from audit.anchoring import anchor_newest
from audit.context import Acting, acting_as
from audit.models import LogEntry
from audit.partitions import months_ensure
from config.celery import app as current_app
from documents import services
from documents.constants import BatchVerb, LineageKind
from documents.models import CaseUserObjectPermission
from tests.factories import blank_png, case_of, document_from, document_read, person
from tests.factories.subjects import subject_of
from tests.factories.trail import checkpoint_made, reconciles_alone, rule_present
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db

_QUEUES = "finds what is due and queues a task for each, which is walked here"
EXEMPT = {
    **dict.fromkeys(
        [
            "accounts.tasks.mails_sweep_task",
            "accounts.tasks.registrations_sweep_task",
            "accounts.tasks.webhooks_sweep_task",
            "audit.tasks.trail_archive_task",
            "documents.tasks.batches_sweep_task",
            "documents.tasks.derivations_sweep_task",
            "documents.tasks.documents_sweep_task",
            "documents.tasks.scans_sweep_task",
        ],
        _QUEUES,
    ),
    "accounts.tasks.rate_hits_prune_task": "counters of guessing: each refusal is an event of its own",
    "accounts.tasks.webhook_deliver_task": "each attempt is a row of the delivery's own log, kept and shown; "
    "what switches an endpoint off is an event (accounts/test_webhook_delivery.py)",
    "accounts.tasks.webhook_event_fan_out_task": "plans deliveries, which are rows of the log themselves",
    "audit.tasks.trail_months_ensure_task": "makes empty months: tables, no rows",
    "documents.tasks.batches_forget_task": "batch.file_destroyed, batch.forgotten: documents/test_batch_files.py",
    "documents.tasks.mails_fetch_task": "mail.taken and document.received: documents/test_mailbox.py has a mailbox",
    "documents.tasks.scan_task": "document.scanned: documents/test_scanning.py has a scanner",
    "documents.tasks.upload_finish_task": "the rest of a request that was killed: faults/test_upload_killed.py",
    "audit.tasks.trail_seal_task": "seals entries: leaves and signed checkpoints are the record themselves",
}


class _World:
    """Somebody whose case is about a person, and who asks for work from a session."""

    def __init__(self):
        self.owner = person("owner", Role.PROCESSOR)
        self.subject = subject_of(self.owner)
        self.case = case_of(self.owner)
        services.subject_set(actor=self.owner, target=self.case, subject=self.subject)
        self.asks = Acting(
            actor_id=self.owner.pk,
            request_id="request-of-the-owner",
            purpose="Loan review",
            interface="api",
            session_id=uuid.uuid4(),
        )


def _read(world):
    document = document_from(owner=world.owner, case=world.case)
    return {"run_id": str(document.versions.get().runs.get().pk)}


def _expired(world):
    friend = person("friend", Role.PROCESSOR)
    now = timezone.now()
    services.grant_give(actor=world.owner, target=world.case, to=friend, verb=Verb.VIEW, at=now)
    CaseUserObjectPermission.objects.filter(user=friend).update(expires_at=now - dt.timedelta(hours=1))
    return {}


def _orphan(_):
    path = Path(configured.VAULT_SPOOL_DIR) / f"sealing-{uuid.uuid4()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left by a crash")
    long_ago = (timezone.now() - dt.timedelta(hours=2)).timestamp()
    os.utime(path, (long_ago, long_ago))
    return {}


def _mail(world):
    return {"mail_id": str(mail_write(kind=MailKind.PASSWORD_CHANGED, user=world.owner).pk)}


def _old_mail(world):
    mail = mail_write(kind=MailKind.PASSWORD_CHANGED, user=world.owner)
    long_ago = timezone.now() - dt.timedelta(days=40)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, created_at=long_ago)
    return {}


def _registration(_):
    now = timezone.now()
    row = Registration.objects.create(
        email="new@example.com", full_name="New", password_hash="!", created_at=now, queued_at=now
    )
    return {"registration_id": str(row.pk)}


def _old_event(_):
    long_ago = timezone.now() - dt.timedelta(days=40)
    WebhookEvent.objects.create(name="ping", data={}, occurred_at=long_ago, fanned_out_at=long_ago)
    return {}


def _old_month(_):
    rule_present()
    month = dt.date(2017, 3, 1)
    months_ensure(first=month, count=1)
    checkpoint_made(1, at=dt.datetime(2017, 3, 14, tzinfo=dt.UTC))
    anchor_newest(at=timezone.now())
    return {"month": month.isoformat()}


def _sink_away(_):
    checkpoint_made(1)
    return {}


def _past_the_trail(world):
    User.objects.filter(pk=world.owner.pk).update(is_superuser=True)
    return {}


def _turned(world):
    page = blank_png()
    document = document_from(owner=world.owner, case=world.case, content=page, name="page.png")
    document.versions.update(format="png")
    document_read(document)
    asked = services.derivation_ask(
        actor=world.owner,
        documents=[document],
        kind=LineageKind.ROTATION,
        terms={"turns": {"1": 90}},
        at=timezone.now(),
    )
    return {"derivation_id": str(asked.pk)}


def _batch(world):
    document = document_from(owner=world.owner, case=world.case)
    ask = services.BatchAsk(BatchVerb.DELETE, {}, ids=[document.pk])
    with acting_as(world.asks):  # a batch keeps who asked for it
        asked = services.batch_create(actor=world.owner, ask=ask, at=timezone.now(), wakes_worker=False)
    return {"batch_id": str(asked.batch.pk)}


def _old_bin(world):
    document = document_from(owner=world.owner, case=world.case)
    long_ago = timezone.now() - dt.timedelta(days=400)
    services.document_bin(actor=world.owner, document=document, at=long_ago)
    return {}


def _file_gone(world):
    document = document_from(owner=world.owner, case=world.case)
    documents_storage().delete(document.versions.get().storage_key)
    return {}


def _old_upload(world):
    long_ago = timezone.now() - dt.timedelta(days=40)
    services.upload_open(actor=world.owner, file_name="slow.csv", length=64, case=world.case, at=long_ago)
    return {}


# By task: what makes it due, the event, and whether that is about the person.
RUNS = {
    "accounts.tasks.mail_send_task": (_mail, "mail.sent", False),
    "accounts.tasks.mails_forget_task": (_old_mail, "mails.forgotten", False),
    "accounts.tasks.registration_settle_task": (_registration, "user.registered", False),
    "accounts.tasks.webhooks_prune_task": (_old_event, "webhook_log.pruned", False),
    "audit.tasks.trail_anchor_task": (_sink_away, "trail.anchor_failed", False),
    "audit.tasks.trail_month_archive_task": (_old_month, "trail.month_archived", False),
    "audit.tasks.trail_reconcile_task": (_past_the_trail, "trail.unrecorded_change", False),
    "audit.tasks.trail_review_task": (lambda _: {}, "trail.reviewed", False),
    "documents.tasks.batch_run_task": (_batch, "document.binned", True),
    "documents.tasks.bin_empty_task": (_old_bin, "document.destroyed", True),
    "documents.tasks.document_derive_task": (_turned, "derivation.done", True),
    "documents.tasks.files_verify_task": (_file_gone, "file.fault_found", True),
    "documents.tasks.uploads_sweep_task": (_old_upload, "upload.expired", True),
    "documents.tasks.document_read_task": (_read, "document.read", True),
    "documents.tasks.grants_expire_task": (_expired, "grant.expired", True),
    "documents.tasks.orphans_remove_task": (_orphan, "orphans.removed", False),
}


@pytest.fixture(autouse=True)
def _every_task_is_known():
    current_app.loader.import_default_modules()


@pytest.fixture
def sent(monkeypatch):
    """What would go to the broker: task, arguments and headers, as a worker receives them."""
    messages = []

    real = current_app.amqp.send_task_message

    class Producer:
        auto_declare = False
        connection = current_app.connection_for_write()

        def publish(self, body, headers=None, **_):
            messages.append((headers["task"], body[1], dict(headers)))

    monkeypatch.setattr(
        current_app.amqp, "send_task_message", lambda _, *args, **more: real(Producer(), *args, **more)
    )
    return messages


def _run(message):
    """Run a message as a worker does, under whatever its headers say and nothing of ours."""
    name, arguments, headers = message
    task = current_app.tasks[name]
    request = {**headers, "id": headers["id"], "is_eager": True, "delivery_info": {"is_eager": True}}
    with acting_as(Acting()):
        tracer = build_tracer(name, task, eager=True, propagate=True, app=current_app)
        return tracer(headers["id"], [], arguments, request)


def _entries(event, known):
    return LogEntry.objects.exclude(pk__in=known).filter(event=event)


_COMMITS = {"audit.tasks.trail_reconcile_task"}  # looks at what other transactions committed


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.django_db(transaction=True)] if name in _COMMITS else [])
        for name in sorted(RUNS)
    ],
)
def test_a_task_leaves_an_entry_of_whoever_asked_for_it(name, sent, settings, monkeypatch):
    reconciles_alone(monkeypatch)
    world = _World()
    make_due, event, is_about = RUNS[name]
    settings.TRAIL_ANCHORS = (
        ["file:/proc/nowhere"] if event == "trail.anchor_failed" else settings.TRAIL_ANCHORS
    )
    arguments = make_due(world)
    known = set(LogEntry.objects.values_list("pk", flat=True))
    with acting_as(world.asks):
        current_app.tasks[name].apply_async(kwargs=arguments)
    _run(sent.pop())
    entries = list(_entries(event, known))

    assert entries, sorted(LogEntry.objects.exclude(pk__in=known).values_list("event", flat=True))
    for entry in entries:
        assert (entry.actor_id, entry.cid, entry.interface) == (world.owner.pk, world.asks.request_id, "task")
        if (
            name != "documents.tasks.batch_run_task"
        ):  # goes on for days: purpose and session are in batch.asked
            assert (entry.purpose, entry.session_id) == (world.asks.purpose, world.asks.session_id)
        assert (world.subject.pk in entry.subject_refs) == is_about


def test_what_the_clock_starts_is_the_systems_and_has_an_id_of_its_own(sent):
    world = _World()
    _expired(world)
    for _ in range(2):
        current_app.send_task("documents.tasks.grants_expire_task")
        _run(sent.pop())
        _expired_again(world)
    first, second = LogEntry.objects.filter(event="grant.expired").order_by("id")[:2]

    assert (first.actor_id, first.purpose, first.interface) == (None, "", "task")
    assert first.cid
    assert second.cid
    assert first.cid != second.cid


def _expired_again(world):
    CaseUserObjectPermission.objects.filter(content_object=world.case).exclude(user=world.owner).update(
        ended_at=None, ended_because=""
    )


def test_work_that_a_task_queues_is_still_of_whoever_asked(sent):
    world = _World()
    _registration(world)
    Registration.objects.update(queued_at=timezone.now() - dt.timedelta(hours=1))
    with acting_as(world.asks):
        current_app.send_task("accounts.tasks.registrations_sweep_task")
    for _ in range(3):  # the sweep, the settling, the mail
        _run(sent.pop())

    told = LogEntry.objects.filter(event__in=["user.registered", "mail.sent"])
    assert set(told.values_list("actor_id", "cid")) == {(world.owner.pk, world.asks.request_id)}
    assert told.count() == 2


def test_every_task_is_walked_or_says_why_not():
    ours = sorted(name for name in current_app.tasks if not name.startswith("celery."))

    assert sorted(RUNS.keys() & EXEMPT.keys()) == []
    assert sorted([*RUNS, *EXEMPT]) == ours
    assert all(len(reason) > 20 for reason in EXEMPT.values())
