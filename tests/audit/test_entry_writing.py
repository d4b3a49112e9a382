"""The quick way an entry is written: to the letter what Django's own `save` would write, and as strict."""

import datetime as dt
import uuid

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import trail
from audit.entry_selectors import entry_columns
from audit.models import LogEntry
from tests.factories import case_of

pytestmark = pytest.mark.django_db

FULL = {
    "event": "case.tested",
    "action": 1,
    "timestamp": dt.datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    "interface": "api",
    "purpose": 'Größe, "quoted" \\ and {braces} %s',
    "actor_id": uuid.UUID(int=1),
    "session_id": uuid.UUID(int=2),
    "content_type_id": 3,
    "object_pk": "4",
    "object_id": 2**40,
    "object_repr": "documents.case:4",
    "subject_refs": [uuid.UUID(int=5), uuid.UUID(int=6)],
    "count": 7,
    "changes": {"name": ["a 'quoted' \\ ü", None], "n": [1, 2.5]},
    "changes_text": "é\n",
    "additional_data": {"b": True, "a": [], "ü": {}},
    "serialized_data": ["x"],
    "cid": "request",
    "remote_addr": "2001:db8::1",
    "remote_port": 65535,
}
BARE = {"event": "case.tested", "action": 3, "timestamp": FULL["timestamp"]}


@pytest.mark.parametrize("values", [FULL, BARE, {**BARE, "remote_addr": ""}], ids=["full", "bare", "empty"])
def test_an_entry_is_written_as_django_would_save_it(values):
    quick = LogEntry.objects.create(**values)
    slow = LogEntry(**values)
    slow.save(force_insert=True)
    written, expected = entry_columns(quick), entry_columns(slow)
    assert written.pop("id") != expected.pop("id")
    assert written == expected


def test_an_entry_given_back_is_one_that_is_stored():
    entry = trail.record("case.tested")
    assert (entry._state.adding, entry._state.db) == (False, "default")
    assert LogEntry.objects.get(pk=entry.pk).event == "case.tested"


def test_a_write_whose_entry_failed_cannot_be_committed_even_if_somebody_hides_the_error(owner):
    with transaction.atomic():
        case_of(owner, "Never")
        with pytest.raises(DataError):
            trail.record("e" * 81)
        with pytest.raises(transaction.TransactionManagementError):
            case_of(owner, "Neither")
    assert not owner.cases.exists()


def test_an_entry_is_one_statement_that_the_logs_of_queries_see():
    with CaptureQueriesContext(connection) as seen:
        trail.record("case.tested", details={"a": 1})
    assert [query["sql"].split(" (")[0] for query in seen] == ["INSERT INTO audit_logentry"]
