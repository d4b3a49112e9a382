"""A month that went as the rule wants it leaves a trail that holds; one that was made to go does not."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit import trail
from audit.anchoring import anchor_newest
from audit.archiving import month_archive
from audit.models import Checkpoint
from audit.partitions import months, months_ensure
from audit.proofs import consistency_between
from audit.services import month_drop
from audit.verifier import consistency_check
from tests.database import as_owner
from tests.database import owner as owner_cursor
from tests.factories.trail import everything_sealed, rule_present

OLD = dt.date(2018, 2, 1)
WHEN = dt.datetime(2018, 2, 14, 12, tzinfo=dt.UTC)


@pytest.fixture
def old(transactional_db, time_machine):
    """All months from January 2018, five entries of February, five of today; sealed, anchored, archived."""
    rule_present()
    before = months()
    now = timezone.now()
    count = (now.year - OLD.year) * 12 + now.month - OLD.month + 1
    months_ensure(first=dt.date(2018, 1, 1), count=count)
    time_machine.move_to(WHEN)
    for n in range(5):
        trail.record("document.viewed", details={"page": n})
    everything_sealed()
    time_machine.move_to(now)
    for n in range(5):
        trail.record("document.viewed", details={"page": n})
    everything_sealed()
    anchor_newest(at=timezone.now())
    month_archive(month=OLD, at=timezone.now())
    yield
    with owner_cursor() as cursor:
        for month in set(months()) - set(before):
            cursor.execute(f"DROP TABLE audit_logentry_{month:%Y_%m}")


def test_the_trail_holds_after_a_month_went(old, findings, capsys):
    assert findings() == {}

    with as_owner():
        month_drop(month=OLD, actor=None, at=timezone.now())
    everything_sealed()

    first, *_, last = Checkpoint.objects.order_by("size")
    path = consistency_between(first.size, last.size)
    consistency_check((first.size, bytes(first.root)), (last.size, bytes(last.root)), path)
    assert findings() == {}
    call_command("audit_verify", json=True)
    assert json.loads(capsys.readouterr().out)["holds"] is True


def test_a_month_that_a_superuser_dropped_shows_even_with_the_row_that_says_it_went(old, findings):
    with owner_cursor() as cursor:
        cursor.execute("DROP TABLE audit_logentry_2018_02")
        cursor.execute("SET session_replication_role = replica")
        before = findings()
        cursor.execute(
            "INSERT INTO audit_dropped (id, month, entries, archive_id, dropped_at) "
            "SELECT gen_random_uuid(), month, entries, id, now() FROM audit_archive"
        )

    assert before["deleted"] == 5
    assert findings() == {"month": 1}


@pytest.mark.parametrize(("table", "trigger"), [("audit_hold", "hold_check"), ("audit_rule", "rule_check")])
def test_switched_off_triggers_of_retention_show(old, findings, table, trigger):
    with owner_cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        try:
            assert findings() == {"trigger": 1}
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def test_a_young_month_said_to_have_gone_shows(old, findings):
    with owner_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO audit_dropped (id, month, entries, archive_id, dropped_at) "
            "SELECT gen_random_uuid(), date_trunc('month', now())::date, 5, id, now() FROM audit_archive"
        )
        cursor.execute("DELETE FROM audit_logentry WHERE timestamp > now() - interval '1 day'")

    assert findings() == {"month": 2}  # before its time, and its table is here
