"""What somebody who speaks SQL as the application can do to the trail: add to it, and nothing else."""

import datetime as dt
import uuid

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit import trail
from audit.archiving import archive_check
from audit.exceptions import ArchiveInvalid, MonthKept, SealBroken
from audit.models import Anchor, Archive, Checkpoint, Leaf, LogEntry
from audit.sealing import seal
from audit.verifier import Head
from tests.database import owner as owner_cursor
from tests.factories.trail import everything_sealed, rule_present

TABLES = [
    "audit_logentry",
    f"audit_logentry_{timezone.now():%Y_%m}",
    "audit_leaf",
    "audit_node",
    "audit_checkpoint",
    "audit_anchor",
    "audit_archive",
    "audit_dropped",
    "audit_rule",
    "audit_hold",
    "audit_rowchange",
    "audit_unrecorded",
]
REFUSED = r"denied|append-only|owner|released once"


def _run(statement, parameters=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "DROP TABLE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE TRIGGER no_truncate",
        "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "ALTER TABLE {} RENAME TO x",
        "ALTER TABLE {} ADD COLUMN x integer",
        "CREATE RULE x AS ON INSERT TO {} DO INSTEAD NOTHING",
        "CREATE TRIGGER x BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "DROP TRIGGER no_truncate ON {}",
        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_nothing_of_the_trail_is_changed_or_stopped(db, table, statement):
    if table == "audit_hold" and statement.startswith("LOCK"):
        pytest.skip("Holds are released, so that they can be locked.")
    with pytest.raises(DatabaseError, match=REFUSED):
        _run(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP FUNCTION audit_own_transaction() CASCADE",
        "CREATE FUNCTION public.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "INSERT INTO audit_dropped (id) VALUES (gen_random_uuid())",
        "INSERT INTO audit_rowchange SELECT * FROM audit_rowchange",
        "SELECT audit_month_drop('2018-02-01')",
        "CREATE TABLE audit_logentry_2031_01 PARTITION OF audit_logentry FOR VALUES FROM ('2031-01-01') TO ('2031-02-01')",
        "ALTER TABLE audit_logentry DETACH PARTITION audit_logentry_2018_02",
    ],
)
def test_neither_functions_nor_months_are_the_applications(db, statement):
    with pytest.raises(ProgrammingError, match=r"denied|owner|permission"):
        _run(statement)


@pytest.mark.parametrize(
    ("first", "count"),
    [("0044-01-01 BC", 1), ("0001-01-01", 240), ("2090-01-01", 1), ("now", 240), ("now", 10_000)],
)
def test_months_are_made_for_the_present_only(db, first, count):
    """Months of another age would have verification report every month between as missing."""
    with pytest.raises(DatabaseError, match=r"From 2000 on|Between 0 and 240"):
        _run("SELECT audit_months_ensure(%s, %s)", [first, count])


def test_a_temporary_table_does_not_stand_in_for_the_rule(db):
    rule_present()
    _run("CREATE TEMP TABLE audit_rule (LIKE public.audit_rule) ON COMMIT DROP")

    with pytest.raises(DatabaseError, match="A shorter rule starts in 30 days"):
        _run(
            "INSERT INTO public.audit_rule (id, years, reason, in_force_from, created_at) "
            "VALUES (gen_random_uuid(), 1, 'x', now(), now())"
        )


def test_the_number_of_the_transaction_is_the_databases(transactional_db, findings):
    """With one of the far future, the sealer would have passed over everything after it."""
    LogEntry.objects.create(event="x", action=3, transaction_id=str(2**63))
    everything_sealed()
    later = trail.record("document.viewed")

    everything_sealed()

    assert Leaf.objects.filter(pk=later.pk).exists()
    assert findings() == {}


@pytest.mark.parametrize("is_together", [True, False])
def test_a_second_entry_of_one_id_shows_and_stops_nothing(transactional_db, findings, is_together):
    first = trail.record("document.viewed")
    if not is_together:
        everything_sealed()
    LogEntry.objects.create(pk=first.pk, event="invented", action=3, timestamp=timezone.now())
    trail.record("document.viewed")

    everything_sealed()

    assert Leaf.objects.count() == 2
    assert Leaf.objects.get(pk=first.pk).entry_at == first.timestamp
    assert findings() == {"inserted": 1}


def test_nothing_is_built_on_a_checkpoint_that_was_not_signed(entries, findings):
    """Our key would sign a tree of somebody else's leaves."""
    last = Checkpoint.objects.get()
    Checkpoint.objects.create(
        size=16,
        count=6,
        root=bytes(32),
        edge=bytes(32),
        note=Head("muniment", 16, bytes(32)).text() + "\n\u2014 muniment AAAAAAAA\n",
        previous=last,
        sealed_to=last.sealed_to,
        sealed_entry=last.sealed_entry,
        cluster=last.cluster,
        created_at=timezone.now(),
    )
    trail.record("document.viewed")

    with pytest.raises(SealBroken):
        seal(at=timezone.now)
    assert Checkpoint.objects.count() == 2
    assert "signature" in findings()


def test_an_archive_is_not_one_because_a_row_says_so(entries, settings, tmp_path):
    """The row names a right package, but of another month."""
    from audit.archiving import month_archive  # noqa: PLC0415 - beside its only use

    month = timezone.now().date().replace(day=1)
    other = (month.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    real = month_archive(month=other, at=timezone.now())
    lying = Archive.objects.create(
        month=month,
        entries=10,
        checkpoint=real.checkpoint,
        place=real.place,
        sha256=real.sha256,
        created_at=timezone.now(),
    )

    archive_check(real)
    with pytest.raises(ArchiveInvalid, match="is not of"):
        archive_check(lying)


def test_an_anchor_is_not_one_because_a_row_says_so(transactional_db):
    from audit.anchoring import anchor_check  # noqa: PLC0415 - beside its only use

    trail.record("document.viewed", details={"run": uuid.uuid4().hex})
    everything_sealed()
    newest = Checkpoint.objects.get()
    Anchor.objects.create(checkpoint=newest, kind="file", place="/nowhere", created_at=timezone.now())

    with pytest.raises(MonthKept, match="No anchor that can be read back"):
        anchor_check(newest)


def test_the_owner_is_stopped_by_the_same_triggers(entries):
    with owner_cursor() as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        cursor.execute("DELETE FROM audit_logentry")
