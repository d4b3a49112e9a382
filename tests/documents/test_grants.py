"""Grants: who may give what to whom, until when, and what is left afterwards."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, Verb
from accounts.services.standing import user_roles_change
from audit.models import LogEntry
from documents import services
from documents.exceptions import GrantBeyondOwn, GrantNotPossible, GrantNotYours, GrantTimeInvalid
from documents.expiry import grants_expire
from documents.models import Case, CaseUserObjectPermission, Document, DocumentUserObjectPermission
from documents.permissions import rights_on
from tests.factories import case_of, document_from, group_of, person

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def _give(actor, target, to, verb=Verb.VIEW, **terms):
    at = terms.pop("at", None) or timezone.now()
    return services.grant_give(actor=actor, target=target, to=to, verb=verb, at=at, **terms)


def _sees(user):
    return set(Document.objects.visible_to(User.objects.get(pk=user.pk)))


def test_a_grant_adds_to_a_role_that_sees_everything_and_may_not_all(owner, document):
    both = person("both", Role.AUDITOR)
    both.groups.add(Group.objects.get(name=Role.PROCESSOR))
    both = User.objects.get(pk=both.pk)
    before = rights_on(both, document)

    _give(owner, document, both, Verb.SHARE)

    assert before == {Verb.VIEW, Verb.CHANGE}
    assert rights_on(both, document) == {Verb.VIEW, Verb.CHANGE, Verb.SHARE}


def test_an_owner_gives_and_takes_back(owner, stranger, document):
    grant = _give(owner, document, stranger, reason="second pair of eyes")
    assert _sees(stranger) == {document}

    services.grant_revoke(actor=owner, target=document, grant=grant, at=timezone.now())

    assert _sees(stranger) == set()
    kept = DocumentUserObjectPermission.objects.get(pk=grant.pk)
    assert (kept.ended_because, kept.ended_by, kept.granted_by) == ("revoked", owner, owner)
    given = LogEntry.objects.get(event="grant.given")
    assert (given.purpose, given.object_pk) == ("second pair of eyes", str(document.pk))
    assert given.additional_data["to"] == f"user:{stranger.pk}"
    assert LogEntry.objects.filter(event="grant.revoked").count() == 1


def test_a_grant_on_a_case_reaches_its_documents_and_no_others(owner, stranger, case, document):
    other = document_from(owner=owner, name="other.csv")
    _give(owner, case, stranger)

    assert _sees(stranger) == {document}
    assert set(Case.objects.visible_to(stranger)) == {case}
    assert other not in _sees(stranger)


def test_a_grant_ends_at_its_moment_without_any_task(owner, stranger, document):
    at = timezone.now()
    _give(owner, document, stranger, at=at, expires_at=at + HOUR)

    with time_machine.travel(at + HOUR - dt.timedelta(seconds=1), tick=False):
        assert _sees(stranger) == {document}
    with time_machine.travel(at + HOUR, tick=False):
        assert _sees(stranger) == set()
        assert rights_on(stranger, document) == frozenset()


def test_an_expired_grant_is_marked_and_recorded_not_removed(owner, stranger, case, document):
    at = timezone.now()
    first = _give(owner, document, stranger, at=at, expires_at=at + HOUR)
    second = _give(owner, case, stranger, at=at, expires_at=at + 2 * HOUR)

    assert grants_expire(at + HOUR) == 1
    assert grants_expire(at + HOUR) == 0

    kept = DocumentUserObjectPermission.objects.get(pk=first.pk)
    assert (kept.ended_because, kept.ended_at) == ("expired", at + HOUR)
    assert CaseUserObjectPermission.objects.get(pk=second.pk).ended_at is None
    assert LogEntry.objects.filter(event="grant.expired", object_pk=str(document.pk)).count() == 1


@pytest.mark.parametrize("persona", ["colleague", "auditor", "admin", "stranger", "customer", "processor"])
def test_who_may_not_share_gives_nothing(request, owner, case, document, persona):
    actor = request.getfixturevalue(persona)
    receiver = person("receiver", Role.PROCESSOR)

    for target in (document, case):
        with pytest.raises(GrantNotYours):
            _give(actor, target, receiver)
    assert _sees(receiver) == set()


def test_a_holder_of_the_right_to_share_gives_what_they_hold(owner, stranger, processor, document):
    _give(owner, document, stranger, Verb.SHARE)
    with pytest.raises(GrantNotYours):
        _give(stranger, document, processor)  # sharing alone is not seeing

    _give(owner, document, stranger, Verb.VIEW)
    _give(stranger, document, processor)

    assert _sees(processor) == {document}
    with pytest.raises(GrantNotYours):
        _give(stranger, document, processor, Verb.DISPOSE)


def test_nobody_gives_beyond_their_own_end(owner, stranger, processor, document):
    at = timezone.now()
    _give(owner, document, stranger, Verb.SHARE, at=at, expires_at=at + 3 * HOUR)
    _give(owner, document, stranger, Verb.VIEW, at=at, expires_at=at + 2 * HOUR)

    for expires_at in (None, at + 3 * HOUR):
        with pytest.raises(GrantBeyondOwn):
            _give(stranger, document, processor, at=at, expires_at=expires_at)
    _give(stranger, document, processor, at=at, expires_at=at + 2 * HOUR)

    with time_machine.travel(at + 2 * HOUR, tick=False):
        assert _sees(processor) == set()
    with pytest.raises(GrantNotYours):
        _give(stranger, document, processor, at=at + 2 * HOUR, expires_at=at + 3 * HOUR)


def test_an_officer_shares_what_others_own_and_takes_back_what_others_gave(
    owner, officer, stranger, document
):
    mine = _give(owner, document, stranger)
    _give(officer, document, stranger, Verb.DISPOSE)

    services.grant_revoke(actor=officer, target=document, grant=mine, at=timezone.now())

    assert _sees(stranger) == set()
    assert rights_on(stranger, document) == frozenset()


def test_an_owner_disposes_of_nothing_and_gives_no_disposal(owner, stranger, document):
    assert rights_on(owner, document) == {Verb.VIEW, Verb.CHANGE, Verb.SHARE}
    with pytest.raises(GrantNotYours):
        _give(owner, document, stranger, Verb.DISPOSE)


def test_two_givers_stand_apart(owner, officer, stranger, document):
    first = _give(owner, document, stranger)
    _give(officer, document, stranger)

    services.grant_revoke(actor=owner, target=document, grant=first, at=timezone.now())

    assert _sees(stranger) == {document}


def test_others_take_back_only_what_they_gave(owner, officer, stranger, processor, document):
    _give(owner, document, processor, Verb.SHARE)
    _give(owner, document, processor, Verb.VIEW)
    grant = _give(officer, document, stranger)

    with pytest.raises(GrantNotYours):
        services.grant_revoke(actor=processor, target=document, grant=grant, at=timezone.now())
    assert _sees(stranger) == {document}
    services.grant_revoke(actor=stranger, target=document, grant=grant, at=timezone.now())
    assert _sees(stranger) == set()


def test_giving_the_same_again_changes_nothing_and_other_terms_replace(owner, stranger, document):
    at = timezone.now()
    first = _give(owner, document, stranger, at=at)
    again = _give(owner, document, stranger, at=at)
    other = _give(owner, document, stranger, at=at, expires_at=at + HOUR)

    assert again.pk == first.pk != other.pk
    assert DocumentUserObjectPermission.objects.get(pk=first.pk).ended_because == "replaced"
    with time_machine.travel(at + HOUR, tick=False):
        assert _sees(stranger) == set()


def test_a_grant_that_expired_can_be_given_again(owner, stranger, document):
    at = timezone.now()
    _give(owner, document, stranger, at=at, expires_at=at + HOUR)
    with time_machine.travel(at + HOUR, tick=False):
        _give(owner, document, stranger)
        assert _sees(stranger) == {document}


@pytest.mark.parametrize("verb", [Verb.CHANGE, Verb.SHARE, Verb.DISPOSE])
def test_an_auditor_receives_no_verb_that_changes(officer, auditor, document, verb):
    with pytest.raises(GrantNotPossible):
        _give(officer, document, auditor, verb)


def test_a_grant_does_not_lift_its_holder_over_a_new_role(owner, admin, stranger, document):
    _give(owner, document, stranger, Verb.VIEW)
    _give(owner, document, stranger, Verb.CHANGE)
    user_roles_change(actor=admin, user=stranger, roles=[Role.AUDITOR], at=timezone.now())

    assert rights_on(User.objects.get(pk=stranger.pk), document) == {Verb.VIEW}


def test_receivers_that_cannot_be(owner, officer, stranger, document):
    stranger.is_active = False
    stranger.save()

    for actor, receiver in [
        (owner, stranger),
        (owner, owner),
        (officer, Group.objects.get(name=Role.CUSTOMER)),
    ]:
        with pytest.raises(GrantNotPossible):
            _give(actor, document, receiver)
    with pytest.raises(GrantTimeInvalid):
        _give(owner, document, officer, expires_at=timezone.now() - HOUR)


def test_who_leaves_a_group_loses_its_grants(officer, stranger, document):
    group = group_of([stranger])
    _give(officer, document, group)
    assert _sees(stranger) == {document}

    group.user_set.remove(stranger)

    assert _sees(stranger) == set()


def test_a_grant_goes_with_its_object_and_reaches_no_new_one_of_the_same_key(owner, stranger):
    case = case_of(owner, "short-lived")
    _give(owner, case, stranger)
    key = case.pk
    case.delete()
    assert CaseUserObjectPermission.objects.count() == 0

    Case.objects.create(pk=key, owner=owner, name="another")

    assert list(Case.objects.visible_to(stranger)) == []


def test_the_database_refuses_two_live_grants_of_one_giver(owner, stranger, document):
    grant = _give(owner, document, stranger)
    twin = DocumentUserObjectPermission(
        content_object=document, user=stranger, permission=grant.permission, granted_by=owner
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("grants", [1, 6])
def test_the_number_of_queries_does_not_grow_with_grants(  # noqa: PLR0917 - fixtures
    owner, officer, stranger, case, document, grants, django_assert_num_queries
):
    for number in range(grants):
        _give(officer, document, group_of([stranger], f"g{number}"))
    user = User.objects.get(pk=stranger.pk)
    user.has_perm("documents.view_all_documents")

    with django_assert_num_queries(1):
        assert list(Document.objects.visible_to(user)) == [document]
    read = Document.objects.select_related("case").get(pk=document.pk)
    with django_assert_num_queries(2):
        assert rights_on(user, read) == {Verb.VIEW}
