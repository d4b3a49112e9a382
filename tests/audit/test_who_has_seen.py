"""Who has seen a person's data: one call, one query, an index; and who may ask."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import DataSubject
from audit import trail
from audit.context import Acting, acting_as
from audit.models import LogEntry
from audit.subject_access import who_has_seen
from tests.factories.subjects import subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(officer):
    return subject_of(officer)


def _seen_by(user, subject, count=1, purpose="Loan review", event="document.viewed"):
    with acting_as(Acting(actor_id=user.pk, purpose=purpose, interface="api")):
        for _ in range(count):
            trail.record_read(event, subject_refs=[subject.pk], count=2)


def _url(subject):
    return f"/api/v1/audit/subjects/{subject.pk}/access"


def test_it_is_grouped_by_actor_and_purpose_last_first(as_user, auditor, processor, colleague, subject):
    _seen_by(processor, subject, 3)
    _seen_by(processor, subject, 1, purpose="Complaint")
    _seen_by(colleague, subject, 2, event="subject.viewed")
    answer = as_user(auditor).get(_url(subject)).json()
    rows = {(row["actor"], row["purpose"]): row for row in answer["results"]}
    first = rows[str(processor.pk), "Loan review"]
    assert (first["count"], first["reads"], first["rows"]) == (3, 3, 6)
    assert (first["actor_name"], first["category"]) == ("Processor", "staff")
    assert first["events"] == ["document.viewed"]
    assert rows[str(processor.pk), "Complaint"]["count"] == 1
    assert answer["results"][0]["actor"] == str(colleague.pk)
    assert first["first"] < first["last"]


def test_pages_and_windows(as_user, auditor, processor, subject):
    for n in range(3):
        _seen_by(processor, subject, purpose=f"Purpose {n}")
    api = as_user(auditor)
    before = len(api.get(_url(subject)).json()["results"])
    one = api.get(_url(subject), {"page_size": 1, "offset": 1}).json()
    assert (one["next_offset"], len(one["results"])) == (2, 1)
    until = (timezone.now() - dt.timedelta(days=1)).isoformat()
    assert api.get(_url(subject), {"until": until}).json()["results"] == []
    assert before >= 3


def test_records_merged_into_the_person_count_as_theirs(auditor, as_user, officer, processor, subject):
    other = subject_of(officer, given="Thandeka", identifiers=(), contacts=())
    _seen_by(processor, other)
    DataSubject.objects.filter(pk=other.pk).update(merged_into=subject, state="merged")
    rows = as_user(auditor).get(_url(subject)).json()["results"]
    assert str(processor.pk) in {row["actor"] for row in rows}


def test_people_ask_for_themselves_and_learn_categories(as_user, customer, processor, subject):
    DataSubject.objects.filter(pk=subject.pk).update(login=customer)
    _seen_by(processor, subject)
    _seen_by(customer, subject, purpose="")
    answer = as_user(customer).get(_url(subject))
    assert answer.status_code == 200
    assert {row["category"] for row in answer.json()["results"]} >= {"staff", "yourself"}
    assert {row["actor"] for row in answer.json()["results"]} == {None}
    assert processor.full_name not in answer.content.decode()
    viewed = LogEntry.objects.get(event="trail.subject_access_viewed")
    assert (viewed.actor_id, viewed.subject_refs) == (customer.pk, [subject.pk])


@pytest.mark.parametrize("persona", ["customer", "processor", "admin"])
def test_nobody_else_learns_that_the_person_exists(as_user, persona, request, subject):
    answer = as_user(request.getfixturevalue(persona)).get(_url(subject))
    assert answer.status_code == 404
    assert not LogEntry.objects.filter(event="trail.subject_access_viewed").exists()


def test_a_superuser_is_no_reader_of_the_trail(as_user, admin, subject):
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=True)
    assert as_user(admin).get(_url(subject)).status_code == 404
    assert as_user(admin).get("/api/v1/audit/keys").status_code == 403


def test_one_query_by_the_index_on_subjects(django_assert_num_queries):
    subject, now = uuid.uuid4(), timezone.now()
    LogEntry.objects.bulk_create(
        (
            LogEntry(
                event="document.viewed",
                action=3,
                timestamp=now - dt.timedelta(seconds=n),
                subject_refs=[subject if n % 1000 == 0 else uuid.uuid4()],
            )
            for n in range(5000)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE audit_logentry")
    with django_assert_num_queries(1) as spent:
        rows, _ = who_has_seen([subject], size=50)
    assert rows[0].events == 5
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {spent.captured_queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Bitmap Index Scan on audit_logentry_" in plan
    assert "subject_refs_idx" in plan
    assert "Seq Scan on audit_logentry_" + now.strftime("%Y_%m") not in plan
