"""The daily review: what each rule finds, that it runs twice without harm, and who signs off."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.constants import FindingState, ReviewRule
from audit.models import Finding, LogEntry, ReviewTerms
from audit.review import Seen, Terms, findings_of, usual_most
from audit.reviewing import day_review
from audit.tasks import trail_review_task

ANNA = uuid.UUID(int=1)
NOON = dt.datetime(2026, 3, 4, 10, 0, tzinfo=dt.UTC)  # a Wednesday, noon in Johannesburg
TERMS = Terms()


def _seen(event="document.viewed", *, at=NOON, actor=ANNA, is_read=True, count=1, **more):
    return Seen(
        id=uuid.uuid4(),
        at=at,
        event=event,
        actor=actor,
        is_read=is_read,
        count=count,
        interface="console",
        address="",
        **more,
    )


def _found(events, usual=None):
    rows = findings_of(events, usual=usual or {ANNA: [10] * 20}, terms=TERMS)
    return {found.rule: found for found in rows}


@pytest.mark.parametrize(
    ("days", "most"),
    [
        ([], 600.0),
        ([1000] * 4, 600.0),
        ([10] * 20, 200.0),
        ([400] * 20, 1200.0),
        ([100] * 9 + [2000], 2000.0),
    ],
)
def test_what_is_usual_comes_from_the_actors_own_days(days, most):
    assert usual_most(days, TERMS) == pytest.approx(most)


def test_volume_over_what_is_usual_is_found_and_what_equals_it_is_not():
    assert _found([_seen(count=200)]) == {}
    found = _found([_seen(count=150), _seen(count=51)])[ReviewRule.VOLUME]
    assert (found.actor, found.count, len(found.entry_ids)) == (ANNA, 201, 2)
    assert found.sentence == "201 rows read or changed in a day, where up to 200 were usual."
    assert _found([_seen(count=201)], {ANNA: [150] * 20}) == {}


@pytest.mark.parametrize(
    ("at", "is_found"),
    [
        (dt.datetime(2026, 3, 4, 3, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 3, 4, 4, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 3, 4, 17, 59, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 3, 4, 18, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 3, 7, 10, 0, tzinfo=dt.UTC), True),  # Saturday
    ],
)
def test_reads_out_of_hours_by_the_clock_of_the_house(at, is_found):
    assert (ReviewRule.OUT_OF_HOURS in _found([_seen(at=at)])) is is_found
    assert ReviewRule.OUT_OF_HOURS not in _found([_seen("document.created", at=at, is_read=False)])


def test_refusals_count_only_in_a_row():
    refused = [_seen("user.address_refused", is_read=False) for _ in range(4)]
    assert ReviewRule.DENIED not in _found([*refused, _seen(), *refused])
    found = _found([*refused, refused[0], _seen()])[ReviewRule.DENIED]
    assert (found.count, found.sentence) == (5, "5 attempts in a row were refused.")


def test_a_burst_of_failed_sign_ins_is_found_with_nobody_behind_it():
    events = [_seen("user.sign_in_failed", actor=None, is_read=False) for _ in range(10)]
    found = _found(events)[ReviewRule.SIGN_INS]
    assert (found.actor, found.count) == (None, 10)
    assert ReviewRule.SIGN_INS not in _found(events[1:])


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        ("security.glass_broken", ReviewRule.GLASS),
        ("ip_rule.broke_glass", ReviewRule.GLASS),
        ("trail.exported", ReviewRule.EXPORT),
        ("session.refresh_replayed", ReviewRule.REPLAY),
    ],
)
def test_each_such_event_is_a_finding(event, rule):
    assert _found([_seen(event, is_read=False)])[rule].count == 1


def test_a_verification_that_found_something_is_a_finding():
    assert _found([_seen("trail.verified", actor=None, is_read=False, has_failed=True)])[ReviewRule.TRAIL]
    assert _found([_seen("trail.verified", actor=None, is_read=False)]) == {}


@pytest.fixture
def yesterday(officer):
    """Somebody exported yesterday, and the officer did, too."""
    at = timezone.now() - dt.timedelta(days=1)
    at = at.replace(hour=10, minute=0)
    for actor in (ANNA, officer.pk):
        LogEntry.objects.create(
            event="trail.exported", action=3, timestamp=at, actor_id=actor, interface="api"
        )
    return at.date()


@pytest.mark.django_db
def test_the_review_runs_twice_without_harm(yesterday, officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert trail_review_task() >= 2
    before = list(Finding.objects.values_list("pk", "sentence"))
    assert trail_review_task() == 0
    assert day_review(yesterday, at=timezone.now()) == 0
    assert list(Finding.objects.values_list("pk", "sentence")) == before
    assert LogEntry.objects.filter(event="trail.reviewed").count() == 2


@pytest.mark.django_db
def test_terms_count_from_their_day_on(yesterday):
    day = yesterday
    ReviewTerms.objects.create(
        in_force_from=day,
        weekdays=[],
        reason="Closed this week.",
        created_at=timezone.now(),
    )
    day_review(day, at=timezone.now())
    assert Finding.objects.filter(rule="out_of_hours", actor_id=ANNA).exists()


@pytest.mark.django_db
def test_an_officer_signs_off_once_and_never_about_themselves(yesterday, officer, auditor, as_user):
    day_review(yesterday, at=timezone.now())
    other = Finding.objects.get(rule="export", actor_id=ANNA)
    own = Finding.objects.get(rule="export", actor_id=officer.pk)
    api = as_user(officer)
    path = "/api/v1/audit/findings/{}/sign-off"
    refused = api.post(path.format(own.pk), {"note": "It was me."})
    assert (refused.status_code, refused.json()["code"]) == (403, "finding_about_yourself")
    assert as_user(auditor).post(path.format(other.pk), {"note": "Fine."}).status_code == 403
    assert api.post(path.format(other.pk), {"note": " "}).status_code == 400
    assert Finding.objects.filter(state=FindingState.SIGNED_OFF).count() == 0

    done = api.post(path.format(other.pk), {"note": "Asked her: the auditor's request."})
    assert done.status_code == 200
    assert done.json()["signed_off_by"] == str(officer.pk)
    assert api.post(path.format(other.pk), {"note": "Again."}).status_code == 409
    signed = LogEntry.objects.get(event="finding.signed_off")
    assert (signed.actor_id, signed.object_pk) == (officer.pk, str(other.pk))
    assert "auditor" not in str(signed.additional_data)


@pytest.mark.django_db
def test_the_database_refuses_to_sign_off_about_oneself(yesterday, officer):
    day_review(yesterday, at=timezone.now())
    with pytest.raises(IntegrityError, match="trail_finding_not_by_oneself"), transaction.atomic():
        Finding.objects.filter(actor_id=officer.pk).update(
            state=FindingState.SIGNED_OFF, signed_off_by=officer, signed_off_at=timezone.now(), note="Me."
        )


@pytest.mark.django_db
def test_findings_come_page_by_page(yesterday, auditor, as_user):
    day_review(yesterday, at=timezone.now())
    api, seen, cursor = as_user(auditor), [], ""
    while True:
        page = api.get("/api/v1/audit/findings", {"page_size": 1, "cursor": cursor, "rule": "export"}).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 2
    assert api.get("/api/v1/audit/findings", {"cursor": "x"}).status_code == 400
