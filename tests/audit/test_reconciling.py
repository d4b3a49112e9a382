"""What is changed past the trail is found; what services do is not."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection
from django.utils import timezone

from accounts.models import IPRule, User
from accounts.roles import Role, Verb
from accounts.services.standing import user_close
from audit import reconciling
from audit.constants import ReviewRule
from audit.models import Finding, LogEntry, ReconcileMark, RowChange
from audit.reconciling import reconcile
from audit.services.review import finding_sign_off
from audit.watching import WATCHED, watches_missing
from documents import services
from documents.models import CaseUserObjectPermission
from tests.database import owner as owner_cursor
from tests.factories import case_of, permission, person
from tests.factories.trail import reconciles_alone

pytestmark = pytest.mark.django_db(transaction=True)


def _found():
    before = LogEntry.objects.filter(event="trail.unrecorded_change").count()
    count = reconcile(at=timezone.now())
    entries = LogEntry.objects.filter(event="trail.unrecorded_change").order_by("id")[before:]
    assert sum(entry.count for entry in entries) == count
    return {entry.additional_data["table"]: entry.count for entry in entries}


@pytest.fixture(autouse=True)
def _only_this_database(monkeypatch):
    reconciles_alone(monkeypatch)


def test_the_backstop():
    assert watches_missing() == []
    admin, owner, friend = (
        person("admin", Role.ADMIN),
        person("owner", Role.PROCESSOR),
        person("friend", Role.PROCESSOR),
    )
    case = case_of(owner)
    grant = services.grant_give(actor=owner, target=case, to=friend, verb=Verb.VIEW, at=timezone.now())
    services.grant_revoke(actor=owner, target=case, grant=grant, at=timezone.now())
    user_close(actor=admin, user=friend, at=timezone.now())
    User.objects.filter(pk=owner.pk).update(full_name="Renamed")  # decides nothing
    assert RowChange.objects.count() > 4
    assert _found() == {}

    User.objects.filter(pk=owner.pk).update(is_superuser=True)
    assert _found() == {"accounts_user": 1}
    CaseUserObjectPermission.objects.bulk_create(
        CaseUserObjectPermission(content_object=case, user=user, permission=permission("view_case"))
        for user in (admin, owner)
    )
    with owner_cursor() as psql:
        psql.execute("UPDATE accounts_user SET password = 'x' WHERE id = %s", [owner.pk])
        psql.execute("DELETE FROM accounts_user_groups WHERE user_id = %s", [owner.pk])
        psql.execute("TRUNCATE accounts_iprule")
    assert _found() == {
        "accounts_iprule": 1,
        "accounts_user": 1,
        "accounts_user_groups": 1,
        "documents_caseuserobjectpermission": 2,
    }
    assert _found() == {}  # each is told of once
    assert set(RowChange.objects.values_list("operation", flat=True)) == {
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
    }
    assert (Group.objects.count() > 0, IPRule.objects.count()) == (True, 0)


def test_a_watch_that_is_switched_off_is_found():
    table = WATCHED[0].table
    with owner_cursor() as psql:
        psql.execute(f"ALTER TABLE {table} DISABLE TRIGGER trail_watch_u")
        try:
            reconcile(at=timezone.now())
        finally:
            psql.execute(f"ALTER TABLE {table} ENABLE TRIGGER trail_watch_u")

    assert LogEntry.objects.get(event="trail.watch_missing").additional_data == {"table": table}


def _rename(user):
    """Change what decides who may do what, past every service."""
    User.objects.filter(pk=user.pk).update(email=f"{timezone.now().timestamp()}@example.com")


def test_what_nobody_recorded_is_a_finding_that_an_officer_signs_off():
    officer, other = person("officer", Role.COMPLIANCE_OFFICER), person("other", Role.PROCESSOR)
    reconcile(at=timezone.now())
    _rename(other)
    reconcile(at=timezone.now())
    _rename(other)
    reconcile(at=timezone.now())

    first, second = Finding.objects.filter(rule=ReviewRule.UNRECORDED).order_by("id")
    assert first.sentence == "Changes past the services, told by no entry: 1 of accounts_user."
    assert (
        LogEntry.objects.get(pk=first.entry_ids[0]).additional_data["table"],
        len(second.entry_ids),
    ) == (
        "accounts_user",
        1,
    )
    finding_sign_off(actor=officer, finding_id=first.pk, note="A repair.", at=timezone.now())
    for change in (
        lambda: Finding.objects.filter(pk=first.pk).update(note="Nothing."),
        lambda: Finding.objects.filter(pk=second.pk).update(sentence="Nothing."),
        lambda: Finding.objects.filter(pk=second.pk).delete(),
    ):
        with pytest.raises(ProgrammingError):
            change()


def test_a_table_that_is_not_watched_is_one_finding_until_it_is_signed_off():
    officer = person("officer", Role.COMPLIANCE_OFFICER)
    with owner_cursor() as psql:
        psql.execute("ALTER TABLE accounts_iprule DISABLE TRIGGER trail_watch_u")
        try:
            for _ in range(3):
                reconcile(at=timezone.now())
            finding = Finding.objects.get(rule=ReviewRule.UNWATCHED)
            finding_sign_off(actor=officer, finding_id=finding.pk, note="Looked.", at=timezone.now())
            reconcile(at=timezone.now())
        finally:
            psql.execute("ALTER TABLE accounts_iprule ENABLE TRIGGER trail_watch_u")

    assert Finding.objects.filter(rule=ReviewRule.UNWATCHED).count() == 2


def test_a_run_begins_where_the_last_one_settled_everything():
    user = person("user", Role.PROCESSOR)
    reconcile(at=timezone.now())
    settled = int(ReconcileMark.objects.get().settled_below)
    assert settled > 0
    _rename(user)
    marks: list[str] = []
    with connection.execute_wrapper(_Asked(marks)):
        assert reconcile(at=timezone.now()) == 1

    assert [int(mark) for mark in marks] == [settled]
    assert int(ReconcileMark.objects.get().settled_below) > settled


def test_what_commits_after_a_later_transaction_was_settled_is_not_missed():
    late, soon = person("late", Role.PROCESSOR), person("soon", Role.PROCESSOR)
    reconcile(at=timezone.now())
    with owner_cursor() as psql:
        psql.execute("BEGIN")
        psql.execute("UPDATE accounts_user SET email = 'late@example.org' WHERE id = %s", [late.pk])
        _rename(soon)  # begins later, commits first
        assert reconcile(at=timezone.now()) == 0  # the older one still runs: nothing after it is settled
        psql.execute("COMMIT")

    assert reconcile(at=timezone.now()) == 2


@pytest.mark.parametrize("moved", [{"settled_below": "9000000000000"}, {"cluster": 7}, {"whole_at": None}])
def test_a_mark_that_is_not_of_this_history_is_not_believed(moved):
    user = person("user", Role.PROCESSOR)
    reconcile(at=timezone.now())
    _rename(user)
    ReconcileMark.objects.update(**moved)

    assert reconcile(at=timezone.now()) == 1


def test_a_mark_moved_on_hides_nothing_for_longer_than_a_day():
    user = person("user", Role.PROCESSOR)
    now = timezone.now()
    reconcile(at=now)
    _rename(user)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_reconcilemark SET settled_below = ({reconciling._SNAPSHOT})::xid8")  # noqa: S608 - ours

    assert reconcile(at=now + dt.timedelta(minutes=1)) == 0
    assert reconcile(at=now + dt.timedelta(hours=25)) == 1


def test_more_than_one_run_takes_is_left_to_the_next(monkeypatch):
    monkeypatch.setattr(reconciling, "LIMIT", 2)
    users = [person(f"user{n}", Role.PROCESSOR) for n in range(5)]
    reconcile(at=timezone.now())
    for user in users:
        _rename(user)

    assert [reconcile(at=timezone.now()) for _ in range(4)] == [2, 2, 1, 0]


class _Asked:
    """Keeps the mark of each search."""

    def __init__(self, marks):
        self.marks = marks

    def __call__(self, execute, sql, params, many, context):
        if "audit_rowchange" in sql and isinstance(params, dict):
            self.marks.append(params["mark"])
        return execute(sql, params, many, context)
