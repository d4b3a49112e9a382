"""What is hashed for a leaf: the database and the stand-alone verifier put the same bytes together."""

import pytest
from django.db import connection

from audit.canonical import COLUMNS_SQL, LEAF_BYTES_SQL, LEAF_HASH_SQL
from audit.models import LogEntry
from audit.sealing import _IN_ORDER, _PAGE
from audit.verifier import leaf_bytes, leaf_hash
from tests.audit.test_entry_writing import BARE, FULL

# Of BARE below: a change of the form makes every proof that was ever given worthless.
GOLDEN = (
    b"muniment-leaf-1\n36:00000000-0000-0000-0000-000000000009\n27:2026-11-22T07:00:00.123456Z\n11:case.tested\n1:3\n"
    b"0:\n0:\n-\n-\n-\n0:\n-\n0:\n2:[]\n1:1\n-\n0:\n-\n-\n0:\n-\n-"
)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [FULL, BARE], ids=["full", "bare"])
def test_the_database_puts_together_what_the_verifier_does(values):
    entry = LogEntry.objects.create(**values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS_SQL} FROM audit_logentry e WHERE e.id = %s", [entry.pk])
        columns = cursor.fetchone()
        cursor.execute(
            f"SELECT {LEAF_BYTES_SQL}, {LEAF_HASH_SQL} "
            f"FROM (SELECT {COLUMNS_SQL} FROM audit_logentry e WHERE e.id = %s OFFSET 0) t",
            [entry.pk],
        )
        put_together, hashed = cursor.fetchone()
    assert bytes(put_together) == leaf_bytes(columns)
    assert bytes(hashed) == leaf_hash(leaf_bytes(columns))


@pytest.mark.django_db
def test_the_form_of_a_leaf_is_the_one_it_always_was():
    entry = LogEntry.objects.create(id="00000000-0000-0000-0000-000000000009", **BARE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LEAF_BYTES_SQL} FROM (SELECT {COLUMNS_SQL} FROM audit_logentry e WHERE e.id = %s) t",
            [entry.pk],
        )
        assert bytes(cursor.fetchone()[0]) == GOLDEN


@pytest.mark.django_db
def test_the_page_that_is_sealed_holds_rows_against_leaves_by_the_index_alone():
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER)
        given: dict[str, str | int | bool] = {
            "transaction": "0",
            "entry": "00000000-0000-0000-0000-000000000000",
            "limit": 5000,
            "size": 0,
            "restored": False,
        }
        cursor.execute(f"EXPLAIN (FORMAT JSON) {_PAGE}", given)
        plan = cursor.fetchone()[0][0]["Plan"]
    nodes = list(_nodes(plan))
    loops = [node for node in nodes if node["Node Type"] in ("Nested Loop", "Merge Join", "Hash Join")]
    assert [node["Node Type"] for node in loops] == ["Nested Loop"]
    inner = list(_nodes(loops[0]["Plans"][1]))
    assert {node["Node Type"] for node in inner} <= {"Limit", "Index Scan", "Index Only Scan"}
    assert inner[-1]["Index Name"] == "audit_leaf_pkey"
    assert "entry_id = " in inner[-1]["Index Cond"]
    assert not [node for node in nodes if node.get("Relation Name") and node["Node Type"] == "Seq Scan"]


def _nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
