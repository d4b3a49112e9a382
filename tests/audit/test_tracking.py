"""Which saves of an audited model django-auditlog looks at: those that write an audited field, and no other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import LogEntry

pytestmark = pytest.mark.django_db


def _entries(case):
    return list(LogEntry.objects.filter(object_pk=str(case.pk), event="documents.case.updated"))


def test_a_save_of_other_fields_costs_no_look_at_the_row(case):
    case.name = "Renamed"
    with CaptureQueriesContext(connection) as seen:
        case.save(update_fields=["name"])
    assert [query["sql"].split()[0] for query in seen] == ["UPDATE"]
    assert _entries(case) == []


@pytest.mark.parametrize("fields", [["owner"], ["owner_id"], ["name", "owner"], None])
def test_a_save_of_an_audited_field_is_told_however_it_is_named(case, colleague, fields):
    case.owner = colleague
    case.save(update_fields=fields)
    assert [set(entry.changes) for entry in _entries(case)] == [{"owner"}]
