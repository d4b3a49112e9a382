"""The canonical form of a row, fixed: a change of it would make every sealed trail fail."""

import json

import pytest
from django.db import connection

from audit.canonical import COLUMNS_SQL, LEAF_HASH_SQL
from audit.verifier import COLUMNS, LEAF_VERSION, leaf_bytes, leaf_hash

pytestmark = pytest.mark.django_db
FULL: dict[str, object] = {
    "id": "019abcde-f012-7345-8678-9abcdef01234",
    "timestamp": "2026-03-05T23:59:59.000001+02:00",
    "transaction_id": "77",
    "event": "document.updated",
    "action": 1,
    "interface": "api",
    "purpose": "caf\u00e9 \u2014 e\u0301 \U0001f9fe\n2:ab",
    "actor_id": "00000000-0000-0000-0000-000000000001",
    "session_id": "00000000-0000-0000-0000-000000000002",
    "content_type_id": 42,
    "object_pk": "00000000-0000-0000-0000-000000000003",
    "object_id": 9007199254740993,
    "object_repr": "documents.document:3",
    "subject_refs": ["00000000-0000-0000-0000-000000000004", "00000000-0000-0000-0000-000000000005"],
    "count": 2,
    "changes": {"b": ["1.10", None], "a": [1.10, True]},
    "changes_text": "",
    "additional_data": {},
    "serialized_data": None,
    "cid": "request-1",
    "remote_addr": "2001:db8::1",
    "remote_port": 443,
}
BARE: dict[str, object] = {
    **dict.fromkeys(FULL),
    "id": "019abcde-f012-7345-8678-9abcdef01235",
    "timestamp": "9999-12-31T23:59:59.999999+00:00",
    "event": "",
    "action": 0,
    "subject_refs": [],
    "count": 0,
}
# By version of the leaf, then row. A new version is added here; an old one never changes.
GOLDEN = {
    "muniment-leaf-1": {
        "full": (FULL, "594f4c09d72e18ac83218e41fc1b59b1ffdf70160ebfced58bd856dd7c0a2398"),
        "bare": (BARE, "d0d4b58fa0034a8ec2bd573ddf98bfa40bdfdf9aee77f22b20c43f18618caf49"),
    }
}
TEXT = (
    b"muniment-leaf-1\n"
    b"36:019abcde-f012-7345-8678-9abcdef01234\n"
    b"27:2026-03-05T21:59:59.000001Z\n"
    b"16:document.updated\n"
    b"1:1\n"
    b"3:api\n"
    b"23:caf\xc3\xa9 \xe2\x80\x94 e\xcc\x81 \xf0\x9f\xa7\xbe\n"
    b"2:ab\n"
    b"36:00000000-0000-0000-0000-000000000001\n"
    b"36:00000000-0000-0000-0000-000000000002\n"
    b"2:42\n"
    b"36:00000000-0000-0000-0000-000000000003\n"
    b"16:9007199254740993\n"
    b"20:documents.document:3\n"
    b'79:["00000000-0000-0000-0000-000000000004","00000000-0000-0000-0000-000000000005"]\n'
    b"1:2\n"
    b'39:{"a": [1.1, true], "b": ["1.10", null]}\n'
    b"0:\n"
    b"2:{}\n"
    b"-\n"
    b"9:request-1\n"
    b"11:2001:db8::1\n"
    b"3:443"
)


def _columns(row):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LEAF_HASH_SQL}, t.* FROM (SELECT {COLUMNS_SQL} FROM jsonb_populate_record(NULL::audit_logentry, %s) e) t",  # noqa: S608 - ours
            [json.dumps(row)],
        )
        hashed, *values = cursor.fetchone()
    return bytes(hashed), values


@pytest.mark.parametrize("name", ["full", "bare"])
def test_a_row_has_the_leaf_hash_it_always_had(name):
    row, expected = GOLDEN[LEAF_VERSION][name]

    hashed, values = _columns(row)

    assert (hashed.hex(), leaf_hash(leaf_bytes(values)).hex()) == (expected, expected)


def test_the_bytes_of_a_row_are_what_they_always_were():
    assert leaf_bytes(_columns(FULL)[1]) == TEXT


def test_every_column_is_hashed_but_the_number_of_its_transaction():
    """That number is the database's own, starts anew after a restore, and only orders the sealing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'audit_logentry'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        held = {name for (name,) in cursor.fetchall()}

    assert held - {"transaction_id", "cid"} == set(COLUMNS) - {"request_id"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a", "b"], ["ab", ""]),
        (["a\n1:b"], ["a", "b"]),
        ([None], [""]),
        ([None], ["-"]),
        (["\u00e9"], ["e\u0301"]),
        (["1"], ["\u0661"]),
        (["A"], ["\u0410"]),
    ],
)
def test_values_that_look_alike_are_hashed_apart(one, other):
    assert leaf_bytes(one) != leaf_bytes(other)
