"""How long the trail is kept, in the console and over the API: what it shows, and what officers decide."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.models import Session
from audit.anchoring import anchor_newest
from audit.archiving import month_archive
from audit.models import LogEntry, TrailHold, TrailRule
from audit.partitions import months_ensure
from audit.retention_overview import retention_overview
from audit.services import month_drop, trail_hold_place
from tests.database import as_owner
from tests.factories.trail import checkpoint_made, entry_written, rule_present

pytestmark = pytest.mark.django_db
OLD = dt.date(2017, 3, 1)
WHEN = dt.datetime(2017, 3, 14, 12, tzinfo=dt.UTC)
PAGE = "/admin/audit/trailhold/"
API = "/api/v1/audit/retention"
HOLD = {"since": "2017-03-01", "until": "2017-05-01", "reason": "Court order 7"}


@pytest.fixture
def old(db):
    """Three sealed entries of March 2017, and the rule of seven years."""
    rule_present()
    months_ensure(first=OLD, count=1)
    return checkpoint_made(3, at=WHEN)


@pytest.fixture
def hold(officer):
    return trail_hold_place(
        since=OLD, until=dt.date(2017, 5, 1), reason="Audit", actor=officer, at=timezone.now()
    )


def _month(month=OLD):
    found = retention_overview(timezone.now())
    return next(one for one in found.months if one.month == month)


def _event(name, actor):
    return LogEntry.objects.get(event=name, actor_id=actor.pk)


def test_a_month_goes_from_sealed_to_anchored_to_archived_to_gone(old):
    sealed = _month()
    anchor_newest(at=timezone.now())
    anchored = _month()
    month_archive(month=OLD, at=timezone.now())
    archived = _month()
    with as_owner():
        month_drop(month=OLD, actor=None, at=timezone.now())
    gone = retention_overview(timezone.now())

    assert (sealed.is_sealed, sealed.is_anchored, sealed.archive, sealed.is_due) == (True, False, None, True)
    assert sealed.against == ("No anchored checkpoint covers it.", "No archive holds its 3 entries.")
    assert (anchored.is_anchored, anchored.against) == (True, ("No archive holds its 3 entries.",))
    assert (archived.archive.entries, archived.entries, archived.is_exact, archived.against) == (
        3,
        3,
        True,
        (),
    )
    assert OLD not in {one.month for one in gone.months}
    assert [(one.month, one.entries) for one in gone.dropped] == [(OLD, 3)]


def test_a_month_with_an_entry_that_waits_is_neither_sealed_nor_anchored(old):
    anchor_newest(at=timezone.now())
    entry_written(WHEN)

    assert (_month().is_sealed, _month().is_anchored) == (False, False)


def test_an_entry_sealed_after_the_anchor_leaves_its_month_without_one(old):
    anchor_newest(at=timezone.now())
    checkpoint_made(1, at=WHEN)

    assert (_month().is_sealed, _month().is_anchored) == (True, False)


def test_this_month_is_not_over_not_due_and_goes_seven_years_after_its_end(old):
    now = timezone.now()
    month = _month(now.date().replace(day=1))
    end = (month.month + dt.timedelta(days=32)).replace(day=1)

    assert (month.is_over, month.is_sealed, month.is_anchored, month.is_due) == (False, False, False, False)
    assert month.goes_at == end.replace(year=end.year + 7)


def test_the_page_shows_months_holds_and_rules_and_is_recorded(console, auditor, officer, old, hold):
    text = console(auditor).get(PAGE).content.decode()

    assert "2017-03" in text
    assert "Held since" in text
    assert f"by {officer}" in text
    assert "7 years" in text
    assert "Hold these days" not in text
    assert "Release</button>" not in text
    assert _event("trail.retention_viewed", auditor).count >= 1
    assert "Set the rule" in console(officer).get(PAGE).content.decode()


def test_one_hold_is_shown_and_recorded(console, auditor, hold):
    page = console(auditor).get(f"{PAGE}{hold.pk}/change/")

    assert page.status_code == 200
    assert _event("trail.hold_viewed", auditor).object_pk == str(hold.pk)


def test_an_officer_places_and_releases_a_hold_in_the_console(console, officer, old):
    browser = console(officer)
    placed = browser.post(f"{PAGE}place/", HOLD)
    hold = TrailHold.objects.get()
    released = browser.post(f"{PAGE}{hold.pk}/release/", {"reason": "Order lifted"})
    again = browser.post(f"{PAGE}{hold.pk}/release/", {"reason": "Order lifted"}, follow=True)
    hold.refresh_from_db()

    assert (placed.status_code, released.status_code) == (302, 302)
    assert (hold.placed_by, hold.released_by, hold.release_reason) == (officer.pk, officer.pk, "Order lifted")
    assert "released already" in again.content.decode()
    assert _event("trail.hold_placed", officer).object_pk == str(hold.pk)
    assert _event("trail.hold_released", officer).object_pk == str(hold.pk)
    assert browser.post(f"{PAGE}{uuid.uuid4()}/release/", {"reason": "x"}).status_code == 404


def test_what_is_missing_is_said_beside_what_was_typed(console, officer, hold):
    browser = console(officer)
    empty = browser.post(f"{PAGE}place/", HOLD | {"reason": " "}).content.decode()
    backwards = browser.post(f"{PAGE}place/", HOLD | {"until": "2017-01-01"}).content.decode()
    released = browser.post(f"{PAGE}{hold.pk}/release/", {"reason": " "}, follow=True).content.decode()

    assert "This field is required" in empty
    assert 'value="2017-05-01"' in empty
    assert "A hold ends after it begins." in backwards
    assert "Give a reason." in released
    assert TrailHold.objects.filter(released_at=None).count() == 1


def test_an_officer_sets_a_longer_rule_and_is_refused_a_shorter_one(console, officer, old):
    browser, today = console(officer), f"{timezone.now():%Y-%m-%d}"
    longer = browser.post(f"{PAGE}rule/", {"years": "10", "in_force_from": today, "reason": "Court"})
    shorter = browser.post(f"{PAGE}rule/", {"years": "9", "in_force_from": today, "reason": "Less"})

    assert longer.status_code == 302
    assert "fewer than the 10 in force" in shorter.content.decode()
    assert _event("trail.rule_set", officer).additional_data["years"] == 10
    assert TrailRule.objects.filter(years=9).count() == 0


@pytest.mark.parametrize(
    ("door", "sent"),
    [
        ("{hold}/release/", {"reason": "x"}),
        ("rule/", {"years": "1", "in_force_from": "2030-01-01", "reason": "x"}),
    ],
)
def test_what_lets_months_go_asks_for_a_fresh_second_factor(console, officer, hold, door, sent):
    browser = console(officer)
    Session.objects.update(mfa_at=timezone.now() - dt.timedelta(minutes=11))

    answer = browser.post(PAGE + door.format(hold=hold.pk), sent)

    assert "second-factor" in answer.headers.get("Location", str(answer.status_code))
    assert TrailHold.objects.filter(released_at=None).count() == 1
    assert not LogEntry.objects.filter(event="trail.rule_set").exists()


def test_the_api_tells_the_same(as_user, auditor, old, hold):
    told = as_user(auditor).get(API).json()
    month = next(one for one in told["months"] if one["month"] == "2017-03-01")

    assert (month["entries"], month["is_exact"], month["is_sealed"], month["is_due"]) == (3, True, True, True)
    assert (month["archived_at"], month["held_by"]) == (None, [str(hold.pk)])
    assert told["rule"]["years"] == 7
    assert [one["id"] for one in told["holds"]] == [str(hold.pk)]
    assert told["dropped"] == []
    assert _event("trail.retention_viewed", auditor).interface == "api"


def test_the_api_places_and_releases_a_hold_and_sets_a_rule(as_user, officer, old):
    api = as_user(officer)
    placed = api.post(f"{API}/holds", HOLD)
    address = f"{API}/holds/{placed.json()['id']}/release"
    released = api.post(address, {"reason": "Lifted"})
    again = api.post(address, {"reason": "Lifted"})
    rule = api.post(f"{API}/rules", {"years": 10, "in_force_from": "2026-01-01", "reason": "Court"})

    assert (placed.status_code, released.status_code, rule.status_code) == (201, 200, 201)
    assert released.json()["released_by"] == str(officer.pk)
    assert (again.status_code, again.json()["code"]) == (409, "retention_refused")
    assert api.post(f"{API}/holds", HOLD | {"until": "2017-01-01"}).json()["code"] == "retention_refused"
    assert api.post(f"{API}/holds", HOLD | {"until": "soon"}).status_code == 400
    assert api.post(f"{API}/holds/{uuid.uuid4()}/release", {"reason": "x"}).status_code == 404
    names = ("trail.hold_placed", "trail.hold_released", "trail.rule_set")
    assert [_event(name, officer).interface for name in names] == ["api", "api", "api"]
