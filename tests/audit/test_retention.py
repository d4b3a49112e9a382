"""How long the trail is kept: every condition refuses alone; then a month goes, and the rest still proves."""

import datetime as dt
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit.anchoring import anchor_newest
from audit.archiving import archive_check, month_archive, month_state, months_to_archive
from audit.exceptions import ArchiveInvalid, MonthKept, RetentionRefused
from audit.merkle import inclusion_root
from audit.models import Archive, DroppedMonth, LogEntry, TrailHold
from audit.partitions import months, months_ensure
from audit.proofs import inclusion_of
from audit.services import month_drop, trail_hold_place, trail_hold_release, trail_rule_set
from audit.tasks import trail_archive_task
from audit.verifier import Head
from tests.database import as_owner
from tests.factories.trail import checkpoint_made, entry_written, rule_present

pytestmark = pytest.mark.django_db
OLD = dt.date(2017, 3, 1)
WHEN = dt.datetime(2017, 3, 14, 12, tzinfo=dt.UTC)


@pytest.fixture
def old(db):
    """Three sealed entries of March 2017, and the rule of seven years."""
    rule_present()
    months_ensure(first=OLD, count=1)
    return checkpoint_made(3, at=WHEN)


@pytest.fixture
def ready(old):
    """The month could go: it is sealed, anchored and archived."""
    anchor_newest(at=timezone.now())
    return month_archive(month=OLD, at=timezone.now())


def _drop(month=OLD):
    with as_owner():
        return month_drop(month=month, actor=None, at=timezone.now())


def _drop_past_the_service(month=OLD):
    """Call the owner's function as a program would that leaves our checks out."""
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_month_drop(%s)", [month])


def _refused(sentence, month=OLD):
    with pytest.raises(MonthKept, match=sentence):
        _drop(month)
    with pytest.raises(DatabaseError, match=sentence):
        _drop_past_the_service(month)
    assert month in months()
    assert not DroppedMonth.objects.exists()


def test_a_month_that_is_not_old_enough_stays(db):
    rule_present()
    young = (timezone.now() - dt.timedelta(days=366 * 6)).date().replace(day=1)
    months_ensure(first=young, count=1)
    checkpoint_made(3, at=dt.datetime.combine(young, dt.time(12), dt.UTC))
    anchor_newest(at=timezone.now())
    month_archive(month=young, at=timezone.now())

    _refused("not older than the rule of 7 years", young)


def test_a_month_with_an_entry_that_is_not_sealed_stays(ready):
    entry_written(WHEN)

    _refused("1 entries are not sealed")


def test_a_month_that_no_anchor_covers_stays(old):
    month_archive(month=OLD, at=timezone.now())

    _refused("No anchored checkpoint covers it")


def test_a_month_without_an_archive_stays(old):
    anchor_newest(at=timezone.now())

    _refused("No archive holds its 3 entries")


def test_a_month_whose_archive_lacks_an_entry_stays(ready):
    checkpoint_made(1, at=WHEN)
    anchor_newest(at=timezone.now())

    _refused("No archive holds its 4 entries")


def test_a_held_month_stays_until_the_hold_is_released(ready, officer):
    hold = trail_hold_place(
        since=dt.date(2017, 3, 31),
        until=dt.date(2017, 5, 1),
        reason="Court order 7",
        actor=officer,
        at=timezone.now(),
    )

    _refused("Court order 7|It is held")
    trail_hold_release(hold=hold, reason="Order lifted", actor=officer, at=timezone.now())

    assert _drop() == 3


def test_a_month_whose_archive_was_changed_stays(ready):
    path = Path(urlsplit(ready.place).path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(ArchiveInvalid, match="not what was written"):
        _drop()
    assert OLD in months()


def test_a_month_whose_archive_is_gone_stays(ready):
    Path(urlsplit(ready.place).path).unlink()

    with pytest.raises(ArchiveInvalid, match="cannot be read back"):
        _drop()
    assert OLD in months()


def test_a_month_goes_and_the_trail_says_so(ready, officer):
    kept = entry_written()
    checkpoint_made(2)

    with as_owner():
        assert month_drop(month=OLD, actor=officer, at=timezone.now()) == 3

    said = LogEntry.objects.get(event="trail.month_dropped")
    assert OLD not in months()
    assert not LogEntry.objects.filter(timestamp__year=2017).exists()
    assert DroppedMonth.objects.get().entries == 3
    assert (said.count, said.additional_data["month"], said.additional_data["by"]) == (
        3,
        "2017-03",
        str(officer.pk),
    )
    proof = inclusion_of(kept.pk)
    root = inclusion_root(proof.leaf.index, proof.checkpoint.size, bytes(proof.leaf.hash), proof.path)
    assert root == bytes(proof.checkpoint.root)
    archive_check(ready)


def test_the_application_takes_no_month_out_by_itself(old):
    for statement in (
        "DROP TABLE audit_logentry_2017_03",
        "ALTER TABLE audit_logentry DETACH PARTITION audit_logentry_2017_03",
        "INSERT INTO audit_logentry_2017_03 SELECT * FROM audit_logentry",
        "DELETE FROM audit_hold",
        "UPDATE audit_rule SET years = 1",
        "DELETE FROM audit_archive",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_hold_is_released_once_and_not_moved(db, officer):
    hold = trail_hold_place(
        since=dt.date(2017, 3, 1), until=dt.date(2017, 5, 1), reason="Audit", actor=officer, at=timezone.now()
    )

    for moved in (
        {"until": dt.date(2017, 3, 2)},
        {"until": dt.date(2017, 3, 2), "released_at": timezone.now(), "release_reason": "x"},
        {"released_at": timezone.now()},
    ):
        with pytest.raises(ProgrammingError, match="released once"), transaction.atomic():
            TrailHold.objects.update(**moved)
    trail_hold_release(hold=hold, reason="Closed", actor=officer, at=timezone.now())
    with pytest.raises(RetentionRefused, match="released already"):
        trail_hold_release(hold=hold, reason="Again", actor=officer, at=timezone.now())
    with pytest.raises(ProgrammingError, match="released once"), transaction.atomic():
        TrailHold.objects.update(released_at=None)
    events = LogEntry.objects.filter(event__startswith="trail.hold").order_by("id")
    assert list(events.values_list("event", flat=True)) == ["trail.hold_placed", "trail.hold_released"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"reason": " "}, "A reason is needed"),
        ({"until": dt.date(2017, 1, 1)}, "ends after it begins"),
    ],
)
def test_a_hold_needs_a_period_and_a_reason(db, officer, wanted, sentence):
    given = {"since": dt.date(2017, 1, 1), "until": dt.date(2018, 1, 1), "reason": "Audit", **wanted}

    with pytest.raises(RetentionRefused, match=sentence):
        trail_hold_place(**given, actor=officer, at=timezone.now())


def test_a_longer_rule_starts_at_once_and_a_shorter_one_in_thirty_days(ready, officer):
    today = timezone.now().date()
    trail_rule_set(years=10, in_force_from=today, reason="Court", actor=officer, at=timezone.now())
    _refused("not older than the rule of 10 years")

    with pytest.raises(RetentionRefused, match="fewer than the 10 in force"):
        trail_rule_set(years=9, in_force_from=today, reason="Less", actor=officer, at=timezone.now())
    later = trail_rule_set(
        years=9, in_force_from=today + dt.timedelta(days=30), reason="Less", actor=officer, at=timezone.now()
    )

    assert later.years == 9
    assert LogEntry.objects.filter(event="trail.rule_set").count() == 2


def test_the_database_takes_no_shorter_rule_before_its_time_whoever_writes_it(old):
    for day in ("2000-01-01", f"{timezone.now():%Y-%m-%d}"):
        with (
            pytest.raises(DatabaseError, match="30 days"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO audit_rule (id, years, reason, in_force_from, created_at) "
                "VALUES (gen_random_uuid(), 1, 'x', %s, '2000-01-01')",
                [day],
            )


def test_months_are_archived_once_they_are_three_months_old(db):
    at = dt.datetime(2017, 6, 1, tzinfo=dt.UTC)
    months_ensure(first=OLD, count=2)

    assert months_to_archive(at - dt.timedelta(days=1)) == []
    assert months_to_archive(at) == []
    assert months_to_archive(at + dt.timedelta(days=30)) == [OLD]


def test_a_month_is_not_archived_before_it_is_sealed_or_over(db):
    with pytest.raises(ArchiveInvalid, match="is not over"):
        month_archive(month=timezone.now().date(), at=timezone.now())
    months_ensure(first=OLD, count=1)
    entry_written(WHEN)
    with pytest.raises(ArchiveInvalid, match=r"2017-03 cannot be archived.*no checkpoint yet"):
        month_archive(month=OLD, at=timezone.now())
    checkpoint_made(1)
    entry_written(WHEN)
    with pytest.raises(ArchiveInvalid, match="1 entries of 2017-03 are not sealed"):
        month_archive(month=OLD, at=timezone.now())
    assert not Archive.objects.exists()


def test_the_task_queues_what_is_due(old, monkeypatch):
    queued = []
    monkeypatch.setattr("audit.tasks.trail_month_archive_task.delay", lambda **given: queued.append(given))

    assert trail_archive_task() == 1
    assert queued == [{"month": "2017-03-01"}]


def test_the_command_plans_by_default_and_applies_when_told(old, capsys):
    def told(*arguments):
        call_command("audit_retention", *arguments, json=True)
        return json.loads(capsys.readouterr().out)

    anchor_newest(at=timezone.now())
    plan = told()
    archived = told("--archive")
    with as_owner():
        applied = told("--apply")

    assert plan["months"] == [
        {"month": "2017-03", "entries": 3, "against": ["No archive holds its 3 entries."]}
    ]
    assert len(archived["archived"]) == 1
    assert (archived["months"][0]["against"], archived["dropped"]) == ([], [])
    assert applied["dropped"] == ["2017-03"]
    assert OLD not in months()
    call_command("audit_retention")
    assert "No month is older than the rule." in capsys.readouterr().out


def test_the_command_holds_releases_and_sets_rules(ready, capsys):
    def told(*arguments):
        call_command("audit_retention", *arguments, "--json")
        return json.loads(capsys.readouterr().out)

    held = told("--hold", "2017-01-01", "2017-12-31", "--reason", "Court order 7")
    (hold,) = held["holds"]
    assert "Court order 7" in held["months"][0]["against"][0]
    assert told("--release", hold["id"], "--reason", "Lifted")["holds"] == []
    assert told("--rule", "12", "--reason", "Court")["months"] == []
    with pytest.raises(CommandError, match="fewer than the 12"):
        told("--rule", "7", "--reason", "Back")
    with pytest.raises(CommandError, match="A reason is needed"):
        told("--hold", "2017-01-01", "2017-12-31")
    assert OLD in months()


def test_what_the_command_says_is_what_the_database_decides(ready):
    assert month_state(OLD, timezone.now()).against == ()
    assert Head.parse(ready.checkpoint.note.partition("\n\n")[0] + "\n").size == ready.checkpoint.size
    _drop_past_the_service()
    assert OLD not in months()
