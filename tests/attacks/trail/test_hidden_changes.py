"""Quieter things that a superuser can do: doubles, other clocks, protection that only looks like one."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.utils import timezone

from audit import trail
from audit.canonical import COLUMNS_SQL, LEAF_HASH_SQL
from audit.exceptions import SealBroken
from audit.merkle import CompactRange
from audit.models import Checkpoint, Leaf, LogEntry
from audit.sealing import seal
from audit.signing import note_sign
from audit.verifier import Head
from tests.database import owner as owner_cursor
from tests.factories.trail import everything_sealed

COPY = "INSERT INTO audit_logentry SELECT (jsonb_populate_record(e, %s::jsonb)).* FROM audit_logentry e WHERE id = %s"


def test_a_double_of_a_sealed_entry_at_another_moment_shows(superuser, entries, findings):
    moment = (entries[3].timestamp + dt.timedelta(microseconds=1)).isoformat()
    superuser.execute(COPY, [f'{{"timestamp": "{moment}", "event": "invented"}}', entries[3].pk])

    assert findings() == {"inserted": 1}


def test_an_entry_of_a_transaction_that_was_not_yet_shows(superuser, entries, findings, more):
    superuser.execute(COPY, [f'{{"id": "{uuid.uuid4()}", "transaction_id": "{2**63}"}}', entries[3].pk])
    more(2)

    assert Leaf.objects.count() == 12
    assert findings() == {"inserted": 1}


def test_an_entry_of_the_future_shows(entries, findings):
    LogEntry.objects.create(event="x", action=3, timestamp=timezone.now() + dt.timedelta(hours=2))
    everything_sealed()

    assert findings() == {"clock": 1}


@pytest.mark.parametrize(
    "change",
    ["created_at = created_at - interval '3 days'", "edge = sha256('x') || sha256('y')", "edge = ''"],
)
def test_what_stands_beside_a_signature_is_held_against_it(superuser, entries, findings, change):
    superuser.execute(f"UPDATE audit_checkpoint SET {change}")

    assert findings() == {"signature": 1}


def test_the_sealer_does_not_go_on_from_an_edge_that_was_changed(superuser, entries):
    superuser.execute("UPDATE audit_checkpoint SET edge = sha256('x') || sha256('y')")
    trail.record("document.viewed")

    with pytest.raises(SealBroken):
        seal(at=timezone.now)


def test_a_history_signed_again_with_the_stolen_key_shows_at_the_anchor(superuser, entries, findings):
    superuser.execute("UPDATE audit_logentry SET purpose = 'another' WHERE id = %s", [entries[3].pk])
    superuser.execute(
        f"UPDATE audit_leaf l SET hash = (SELECT {LEAF_HASH_SQL} FROM (SELECT {COLUMNS_SQL}) t) "
        "FROM audit_logentry e WHERE e.id = l.entry_id"
    )
    tree = CompactRange()
    for leaf in Leaf.objects.order_by("index"):
        tree.append(bytes(leaf.hash))
    made = Checkpoint.objects.get().created_at
    head = Head(settings.TRAIL_ORIGIN, tree.size, tree.root(), (f"time {made.isoformat()}",))
    superuser.execute(
        "UPDATE audit_checkpoint SET root = %s, edge = %s, note = %s",
        [tree.root(), b"".join(tree.edge), note_sign(head.text())],
    )

    assert findings() == {"rewound": 1}


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        (
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            None,
        ),
        (
            "CREATE OR REPLACE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_leaf FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit_refuse()",
            "CREATE OR REPLACE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        ),
        (
            "CREATE OR REPLACE TRIGGER no_change BEFORE UPDATE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            "CREATE OR REPLACE TRIGGER no_change BEFORE UPDATE OR DELETE ON audit_leaf FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        ),
        (
            "CREATE TRIGGER swallow BEFORE INSERT ON audit_logentry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "DROP TRIGGER swallow ON audit_logentry",
        ),
        (
            "CREATE RULE swallow AS ON INSERT TO audit_leaf DO INSTEAD NOTHING",
            "DROP RULE swallow ON audit_leaf",
        ),
        (
            "ALTER TABLE audit_logentry ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE audit_logentry DISABLE ROW LEVEL SECURITY",
        ),
        (
            "ALTER TABLE audit_rowchange DISABLE TRIGGER no_change",
            "ALTER TABLE audit_rowchange ENABLE TRIGGER no_change",
        ),
        (
            "ALTER TABLE audit_logentry DISABLE TRIGGER own_transaction",
            "ALTER TABLE audit_logentry ENABLE TRIGGER own_transaction",
        ),
    ],
)
def test_protection_that_only_looks_like_it_shows(entries, findings, change, undo):
    with owner_cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('audit_refuse'::regproc)")
        ((refuse,),) = cursor.fetchall()
        cursor.execute(change)
        try:
            found = findings()
        finally:
            cursor.execute(undo or refuse)

    assert set(found) >= {"trigger"}
    assert findings() == {}
