"""What a superuser of the database can do to the trail, and how it shows."""

import base64
import datetime as dt

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from audit import trail
from audit.anchoring import anchor_newest
from audit.canonical import COLUMNS_SQL, LEAF_HASH_SQL
from audit.merkle import CompactRange
from audit.models import Checkpoint, Leaf
from audit.sealing import seal
from audit.verifier import Head, NoteKey
from tests.database import owner as owner_cursor
from tests.factories.trail import everything_sealed

MONTH = f"audit_logentry_{timezone.now():%Y_%m}"


def test_an_untouched_trail_holds(entries, findings):
    assert findings() == {}


def test_an_edited_entry_shows(superuser, entries, findings):
    superuser.execute("UPDATE audit_logentry SET purpose = 'another' WHERE id = %s", [entries[3].pk])

    assert findings() == {"edited": 1}


@pytest.mark.parametrize(
    "change",
    [
        "event = 'x'",
        "actor_id = gen_random_uuid()",
        "subject_refs = '{}' || ARRAY[gen_random_uuid()]",
        "additional_data = '{\"page\": 4}'",
        "remote_addr = '10.1.2.3'",
        "count = 2",
        "object_pk = 'x'",
        "cid = 'x'",
        "changes = '{}'",
        "interface = 'x'",
        "timestamp = timestamp + interval '1 microsecond'",
    ],
)
def test_every_column_is_sealed(superuser, entries, findings, change):
    superuser.execute(f"UPDATE audit_logentry SET {change} WHERE id = %s", [entries[3].pk])

    assert set(findings()) in ({"edited"}, {"deleted", "inserted"})


def test_a_deleted_entry_shows(superuser, entries, findings):
    superuser.execute("DELETE FROM audit_logentry WHERE id = %s", [entries[3].pk])

    assert findings() == {"deleted": 1}


def test_a_deleted_entry_and_its_leaf_show(superuser, entries, findings):
    superuser.execute("DELETE FROM audit_logentry WHERE id = %s", [entries[3].pk])
    superuser.execute("DELETE FROM audit_leaf WHERE entry_id = %s", [entries[3].pk])

    assert set(findings()) == {"reordered"}


def test_an_entry_put_behind_the_seal_shows(superuser, entries, findings):
    superuser.execute(
        "INSERT INTO audit_logentry SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).* "
        "FROM audit_logentry e WHERE id = %s",
        [entries[0].pk],
    )

    assert findings() == {"inserted": 1}


def test_two_entries_that_changed_places_show(superuser, entries, findings):
    first, second = (Leaf.objects.get(pk=entry.pk).index for entry in entries[2:4])
    superuser.execute("UPDATE audit_leaf SET index = -1 WHERE index = %s", [first])
    superuser.execute("UPDATE audit_leaf SET index = %s WHERE index = %s", [first, second])
    superuser.execute("UPDATE audit_leaf SET index = %s WHERE index = -1", [second])

    assert set(findings()) == {"reordered"}


def test_a_truncated_month_shows(superuser, entries, findings):
    superuser.execute(f"TRUNCATE {MONTH}")

    assert findings() == {"deleted": 10}


def test_a_dropped_month_shows(superuser, entries, findings):
    superuser.execute(f"DROP TABLE {MONTH}")
    try:
        assert findings() == {"deleted": 10, "month": 1}
    finally:
        superuser.execute("SET session_replication_role = origin")
        superuser.execute("SELECT audit_months_ensure(now()::date, 1)")


def test_a_month_taken_out_changed_and_put_back_shows(superuser, entries, findings):
    superuser.execute(f"ALTER TABLE audit_logentry DETACH PARTITION {MONTH}")
    away = findings()
    superuser.execute(f"UPDATE {MONTH} SET purpose = 'another' WHERE id = %s", [entries[3].pk])
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = (month + dt.timedelta(days=32)).replace(day=1)
    superuser.execute(
        f"ALTER TABLE audit_logentry ATTACH PARTITION {MONTH} FOR VALUES FROM ('{month.isoformat()}') TO ('{after.isoformat()}')"
    )

    assert set(away) == {"deleted", "month", "trigger"}
    assert findings()["edited"] == 1


def test_rows_leaves_and_roots_rewritten_without_the_key_show(superuser, entries, findings):
    superuser.execute("UPDATE audit_logentry SET purpose = 'another' WHERE id = %s", [entries[3].pk])
    _history_rewrite(superuser, sign=lambda _: Checkpoint.objects.get().note)

    assert set(findings()) == {"signature", "reordered"}


def test_history_signed_again_with_another_key_shows(superuser, entries, findings):
    superuser.execute("UPDATE audit_logentry SET purpose = 'another' WHERE id = %s", [entries[3].pk])
    _history_rewrite(superuser, sign=_signed_by_a_stranger)

    assert set(findings()) == {"rewound", "signature"}


def test_an_old_backup_put_back_shows(superuser, entries, more, findings):
    superuser.execute("CREATE TEMP TABLE kept AS SELECT id FROM audit_checkpoint")
    more(3)
    anchor_newest(at=timezone.now())
    superuser.execute("DELETE FROM audit_anchor WHERE checkpoint_id NOT IN (SELECT id FROM kept)")
    superuser.execute("DELETE FROM audit_checkpoint WHERE id NOT IN (SELECT id FROM kept)")
    superuser.execute(
        "DELETE FROM audit_logentry WHERE id IN (SELECT entry_id FROM audit_leaf WHERE index >= 10)"
    )
    superuser.execute("DELETE FROM audit_leaf WHERE index >= 10")

    assert findings() == {"rewound": 1}


def test_a_clock_set_back_shows(entries, findings, more, time_machine):
    time_machine.move_to(timezone.now() - dt.timedelta(hours=2))
    trail.record("document.viewed")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=2))
    everything_sealed()

    assert findings() == {"clock": 1}


def test_an_entry_that_commits_late_is_sealed_in_its_turn(transactional_db, findings):
    """An id cursor would lose it: it is written first and committed last."""
    slow = psycopg.connect(**_connection(), autocommit=False)
    late = slow.execute(
        "INSERT INTO audit_logentry (id, timestamp, event, action, interface, purpose, object_pk, object_repr, subject_refs, count, changes_text, cid) VALUES (gen_random_uuid(), now(), 'late', 3, '', '', '', '', '{}', 1, '', '') RETURNING id"
    ).fetchone()
    trail.record("early")

    before = seal(at=timezone.now).count
    slow.commit()
    slow.close()
    after = everything_sealed().count

    assert (before, after) == (0, 2)
    assert late is not None
    assert Leaf.objects.filter(pk=late[0]).exists()
    assert findings() == {}


def test_switched_off_triggers_show(superuser, findings):
    superuser.execute("ALTER TABLE audit_logentry DISABLE TRIGGER no_change")

    try:
        assert "trigger" in findings()
    finally:
        superuser.execute("ALTER TABLE audit_logentry ENABLE TRIGGER no_change")


@pytest.mark.parametrize(
    "table", ["audit_logentry", MONTH, "audit_leaf", "audit_node", "audit_checkpoint", "audit_anchor"]
)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {} CASCADE"]
)
def test_the_application_may_change_nothing(db, table, statement):
    column = "id" if "leaf" not in table else "entry_id"
    with (
        pytest.raises(ProgrammingError, match=r"denied|append-only|owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize("table", ["audit_logentry", MONTH, "audit_leaf", "audit_checkpoint", "audit_anchor"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_triggers_stop_the_owner_too(entries, table, statement):
    column = "id" if "leaf" not in table else "entry_id"
    with owner_cursor() as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        cursor.execute(statement.format(table, column, column))


def test_the_application_makes_months_only_through_the_owners_function(db):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"denied|owner"):
        cursor.execute(
            "CREATE TABLE audit_logentry_2031_01 PARTITION OF audit_logentry FOR VALUES FROM ('2031-01-01') TO ('2031-02-01')"
        )


def _connection():
    known = connection.settings_dict
    parts = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
    }
    return {k: v for k, v in parts.items() if v}


def _history_rewrite(superuser, sign):
    """Hash the changed rows again and store leaves, root and note that fit them."""
    superuser.execute(
        f"UPDATE audit_leaf l SET hash = (SELECT {LEAF_HASH_SQL} FROM (SELECT {COLUMNS_SQL}) t) "
        "FROM audit_logentry e WHERE e.id = l.entry_id"
    )
    tree = CompactRange()
    for leaf in Leaf.objects.order_by("index"):
        tree.append(bytes(leaf.hash))
    text = Head("muniment", tree.size, tree.root()).text()
    superuser.execute(
        "UPDATE audit_checkpoint SET root = %s, edge = %s, note = %s",
        [tree.root(), b"".join(tree.edge), sign(text)],
    )


def _signed_by_a_stranger(text):
    secret = Ed25519PrivateKey.generate()
    key = NoteKey.of("muniment", secret.public_key().public_bytes_raw())
    return f"{text}\n\u2014 muniment {base64.b64encode(key.key_id + secret.sign(text.encode())).decode()}\n"
