"""Batches in the console: tried first, confirmed for exactly what was tried, followed, and one's own alone."""

import datetime as dt
import re
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import LogEntry
from documents import services
from documents.batching.runs import batch_run
from documents.models import Batch, Document
from documents.search import document_index
from tests.factories import CSV, document_from

pytestmark = pytest.mark.django_db
LIST = reverse("admin:documents_document_changelist")


@pytest.fixture
def three(owner, case):
    return [document_from(CSV + b"\n" * n, owner=owner, case=case, name=f"paper {n}.csv") for n in range(3)]


def _worked(answer):
    assert answer.status_code == 302, answer.content.decode()[:2000]
    batch_id = UUID(answer.url.rstrip("/").rpartition("/")[2])
    while batch_run(batch_id):
        pass
    return Batch.objects.get(pk=batch_id)


def _asked(client, verb, documents=None, *, query="", **terms):
    """Choose an action in the list and fill in what it asks."""
    chosen = {"_selected_action": [str(one.pk) for one in documents]} if documents else {}
    across = {} if documents else {"select_across": "1", "_selected_action": "x"}
    page = client.post(f"{LIST}{query}", {"action": f"batch_{verb}", **chosen, **across})
    if page.status_code == 302:
        return page
    text = page.content.decode().replace("&quot;", '"')
    given = dict(re.findall(r'type="hidden" name="(ids|search)" value="(.*?)" id=', text, re.DOTALL))
    return client.post(reverse("admin:documents_batch_new", args=[verb]), {**given, **terms})


def _page(client, batch):
    return client.get(reverse("admin:documents_batch_detail", args=[batch.pk])).content.decode()


def _confirmed(client, batch):
    return _worked(client.post(reverse("admin:documents_batch_confirm", args=[batch.pk])))


def test_what_was_ticked_is_tried_shown_and_done_when_confirmed(console, owner, three):
    client = console(owner)

    tried = _worked(_asked(client, "classify", three[:2], type="invoice"))
    assert (tried.is_dry_run, tried.done_count) == (True, 2)
    assert not Document.objects.filter(type="invoice").exists()
    assert "Set the type: all 2 now" in _page(client, tried)

    done = _confirmed(client, tried)
    assert (done.is_dry_run, done.state, done.done_count) == (False, "done", 2)
    assert set(Document.objects.filter(type="invoice")) == set(three[:2])
    assert _confirmed(client, tried).pk == done.pk  # twice is once


def test_all_that_match_are_those_of_the_search_and_what_comes_later_is_none(console, owner, three):
    for one in three:
        document_index(one.pk, name=one.name, texts=[])
    Document.objects.filter(pk__in=[one.pk for one in three[:2]]).update(type="receipt")
    client = console(owner)

    tried = _worked(_asked(client, "tag", query="?type__exact=receipt&q=paper", add="checked, old"))
    late = document_from(CSV + b"\n\n\n\n", owner=owner, name="paper late.csv")
    Document.objects.filter(pk=late.pk).update(type="receipt")
    done = _confirmed(client, tried)

    assert (tried.total, done.total, done.done_count) == (2, 2, 2)
    assert [sorted(one.taggings.values_list("tag__name", flat=True)) for one in (*three, late)] == [
        ["checked", "old"],
        ["checked", "old"],
        [],
        [],
    ]


def test_a_day_of_the_list_narrows_a_batch(console, owner, three):
    Document.objects.filter(pk=three[0].pk).update(created_at=timezone.now() - dt.timedelta(days=9))
    since = (timezone.now() - dt.timedelta(days=2)).isoformat(" ").replace("+", "%2B")

    tried = _worked(_asked(console(owner), "delete", query=f"?created_at__gte={since}"))

    assert tried.total == 2


def test_why_something_is_not_done_is_shown_by_name(console, owner, officer, three):
    services.hold_place(actor=officer, document=three[1], reason="A dispute.", at=timezone.now())
    client = console(owner)

    tried = _worked(_asked(client, "delete", three))
    shown = _page(client, tried)

    assert (tried.done_count, tried.refused_count) == (2, 1)
    assert "paper 1.csv" in shown
    assert "paper 0.csv" not in shown
    assert "hold" in shown[shown.index("paper 1.csv") :]
    assert LogEntry.objects.filter(event="batch.viewed").count() == 1


def test_everything_in_the_bin_is_restored(console, owner, three):
    for one in three:
        services.document_bin(actor=owner, document=one, at=timezone.now())
    client = console(owner)

    tried = _worked(client.post(reverse("admin:documents_batch_new", args=["restore"]), {"search": "{}"}))
    done = _confirmed(client, tried)

    assert done.done_count == 3
    assert not Document.objects.filter(binned_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("verb", "terms"),
    [
        ("grant", {"email": "friend@example.com", "right": "view", "expires_at": "2031-01-01T00:00"}),
        ("revoke", {"email": "friend@example.com"}),
        ("move", {"case": "Loan 2"}),
        ("hold", {"reason": "A dispute."}),
        ("export", {"values": "on"}),
        ("read", {}),
    ],
)
def test_every_verb_is_tried_from_the_list(console, officer, three, verb, terms):
    services.case_create(actor=officer, name="Loan 2", at=timezone.now())

    tried = _worked(_asked(console(officer), verb, three, **terms))

    assert (tried.state, tried.total, tried.error) == ("done", 3, "")


def test_an_export_is_fetched_in_the_console(console, owner, three):
    client = console(owner)
    done = _confirmed(client, _worked(_asked(client, "export", three)))

    answer = client.get(reverse("admin:documents_batch_file", args=[done.pk]))

    assert answer["Content-Type"] == "application/zip"
    assert len(b"".join(answer.streaming_content)) == done.file_size


def test_a_batch_that_waits_is_looked_at_again_and_cancelled(console, owner, three):
    client = console(owner)
    made = _asked(client, "delete", three)
    batch = Batch.objects.get()

    assert "data-waiting" in _page(client, batch)
    client.post(reverse("admin:documents_batch_cancel", args=[batch.pk]))
    assert "data-waiting" not in _page(client, batch)
    assert _worked(made).state == "cancelled"
    refused = client.post(reverse("admin:documents_batch_confirm", args=[batch.pk]), follow=True)
    assert "Only a dry run that has ended" in refused.content.decode()


def test_a_batch_is_its_makers_alone_in_the_console(console, owner, officer, three):
    batch = _worked(_asked(console(owner), "delete", three))
    client = console(officer)

    for name in ("detail", "file"):
        assert client.get(reverse(f"admin:documents_batch_{name}", args=[batch.pk])).status_code == 404
    for name in ("confirm", "cancel"):
        assert client.post(reverse(f"admin:documents_batch_{name}", args=[batch.pk])).status_code == 404
    assert str(batch.pk) not in client.get(reverse("admin:documents_batch_list")).content.decode()


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("classify", {"ids": "x", "type": "invoice"}),
        ("classify", {"search": '{"typ": ["invoice"]}', "type": "invoice"}),
        ("classify", {"search": "[]", "type": "invoice"}),
        ("delete", {}),
        ("delete", {"search": '{"confirms": ["1"]}'}),
        ("tag", {"search": "{}"}),
        ("move", {"search": "{}", "case": "Nowhere"}),
        ("grant", {"search": "{}", "right": "view"}),
    ],
)
def test_what_cannot_be_understood_makes_no_batch(console, owner, three, verb, body):
    answer = console(owner).post(reverse("admin:documents_batch_new", args=[verb]), body)

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_filter_that_no_batch_understands_is_not_dropped(console, owner, three):
    client = console(owner)

    answer = client.post(
        f"{LIST}?created_at__isnull=False",
        {"action": "batch_delete", "select_across": "1", "_selected_action": "x"},
    )

    assert answer.status_code == 302
    assert not Batch.objects.exists()


def test_holds_are_offered_to_roles_that_place_them(console, owner, officer, three):
    address, body = reverse("admin:documents_batch_new", args=["hold"]), {"search": "{}", "reason": "x"}

    assert "batch_hold" not in console(owner).get(LIST).content.decode()
    assert "batch_hold" in console(officer).get(LIST).content.decode()
    assert console(owner).post(address, body).status_code == 403
