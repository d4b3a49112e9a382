"""What is changed past the trail is found; what services do is not."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import IPRule, User
from accounts.roles import Role, Verb
from accounts.services.standing import user_close
from audit.models import LogEntry, RowChange
from audit.reconciling import reconcile
from audit.watching import WATCHED, watches_missing
from documents import services
from documents.models import CaseUserObjectPermission
from tests.database import owner as owner_cursor
from tests.factories import case_of, permission, person

pytestmark = pytest.mark.django_db(transaction=True)


def _found():
    before = LogEntry.objects.filter(event="trail.unrecorded_change").count()
    count = reconcile(at=timezone.now())
    entries = LogEntry.objects.filter(event="trail.unrecorded_change").order_by("id")[before:]
    assert sum(entry.count for entry in entries) == count
    return {entry.additional_data["table"]: entry.count for entry in entries}


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
