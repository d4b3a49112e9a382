"""What anybody sees equals brute force, whatever was granted to whom until when."""

import datetime as dt
import uuid
from contextlib import contextmanager

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import CEILINGS, LETTERS, Role, Verb
from accounts.tokens import keys
from documents import listing
from documents.holdings import holdings
from documents.models import (
    Case,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
)
from documents.queries import query_parse
from documents.search import document_index
from tests.factories import permission, signed_in
from vault.constants import KeyPurpose
from vault.services import data_key_create

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

NOW = timezone.now()  # the trail has partitions around today
ENDS = [None, NOW - dt.timedelta(hours=1), NOW, NOW + dt.timedelta(hours=1)]
ROLES = [Role.PROCESSOR, Role.CUSTOMER, Role.AUDITOR, Role.ADMIN, Role.COMPLIANCE_OFFICER]
USERS, CASES, DOCUMENTS, GROUPS = 5, 2, 5, 2

_grant = st.fixed_dictionaries(
    {
        "on_case": st.booleans(),
        "object": st.integers(0, 9),
        "to_group": st.booleans(),
        "holder": st.integers(0, 9),
        "verb": st.sampled_from([Verb.VIEW, Verb.VIEW, Verb.CHANGE, Verb.SHARE, Verb.DISPOSE]),
        "expires_at": st.sampled_from(ENDS),
        "ended": st.booleans(),
    }
)
_world = st.fixed_dictionaries(
    {
        "case_owners": st.lists(st.integers(0, USERS - 1), min_size=CASES, max_size=CASES),
        "document_owners": st.lists(st.integers(0, USERS - 1), min_size=DOCUMENTS, max_size=DOCUMENTS),
        "in_case": st.lists(st.sampled_from([None, 0, 1]), min_size=DOCUMENTS, max_size=DOCUMENTS),
        "members": st.lists(st.sets(st.integers(0, USERS - 1)), min_size=GROUPS, max_size=GROUPS),
        "closed": st.sets(st.integers(0, USERS - 1), max_size=1),
        "grants": st.lists(_grant, max_size=12),
        "asks": st.integers(0, USERS - 1),
    }
)


class World:
    """A small world of people, cases, documents and grants, in rows and in plain Python."""

    def __init__(self, plan):
        tag = uuid.uuid4().hex[:8]
        self.plan = plan
        self.users = []
        for number in range(USERS):
            user = User.objects.create(
                email=f"{tag}-{number}@example.com", is_active=number not in plan["closed"]
            )
            user.groups.add(Group.objects.get(name=ROLES[number]))
            self.users.append(user)
        self.groups = [Group.objects.create(name=f"{tag}-{number}") for number in range(GROUPS)]
        for group, members in zip(self.groups, plan["members"], strict=True):
            group.user_set.set([self.users[number] for number in members])
        self.cases = [
            Case.objects.create(owner=self.users[o], name=f"case {n}")
            for n, o in enumerate(plan["case_owners"])
        ]
        self.documents = []
        for number, owner in enumerate(plan["document_owners"]):
            key = data_key_create(purpose=KeyPurpose.DOCUMENT, at=NOW)
            case = plan["in_case"][number]
            self.documents.append(
                Document.objects.create(
                    owner=self.users[owner],
                    case=None if case is None else self.cases[case],
                    name=f"paper {number}",
                    data_key=key,
                )
            )
            document_index(self.documents[-1].pk, name="paper", texts=["salary"])
        self.grants = [self._grant(number, grant) for number, grant in enumerate(plan["grants"])]

    def _grant(self, number, grant):
        objects = self.cases if grant["on_case"] else self.documents
        target = objects[grant["object"] % len(objects)]
        holders = self.groups if grant["to_group"] else self.users
        holder = holders[grant["holder"] % len(holders)]
        model = {
            (True, True): CaseGroupObjectPermission,
            (True, False): CaseUserObjectPermission,
            (False, True): DocumentGroupObjectPermission,
            (False, False): DocumentUserObjectPermission,
        }[grant["on_case"], grant["to_group"]]
        kind = "case" if grant["on_case"] else "document"
        terms = {
            "content_object": target,
            "group" if grant["to_group"] else "user": holder,
            "permission": permission(f"{grant['verb'].value}_{kind}"),
            "granted_by": None,
        }
        if model._default_manager.filter(**terms, ended_at__isnull=True).exists() and not grant["ended"]:
            return None
        ended = {"ended_at": NOW, "ended_because": "revoked"} if grant["ended"] else {}
        model._default_manager.create(**terms, expires_at=grant["expires_at"], granted_at=NOW, **ended)
        return (target, holder, grant["verb"], grant["expires_at"], grant["ended"])

    def granted(self, number, document, verb):
        mine = {self.users[number]} | {
            group
            for group, members in zip(self.groups, self.plan["members"], strict=True)
            if number in members
        }
        return any(
            target in {document, document.case}
            and holder in mine
            and given == verb
            and not ended
            and (expires_at is None or expires_at > NOW)
            for target, holder, given, expires_at, ended in filter(None, self.grants)
        )

    def owns(self, number, document):
        user = self.users[number]
        return user in {document.owner, document.case.owner if document.case else None}

    def sees(self, number, document):
        if number in self.plan["closed"]:
            return False
        everything = ROLES[number] in {Role.AUDITOR, Role.COMPLIANCE_OFFICER}
        return everything or self.owns(number, document) or self.granted(number, document, Verb.VIEW)

    def may(self, number, document, verb):
        if not self.sees(number, document):
            return False
        role = ROLES[number]
        by_role = {
            Verb.CHANGE: {Role.COMPLIANCE_OFFICER},
            Verb.SHARE: {Role.COMPLIANCE_OFFICER},
            Verb.DISPOSE: {Role.COMPLIANCE_OFFICER},
        }
        if role in by_role[verb]:
            return True
        reachable = role in {LETTERS[letter] for letter in CEILINGS[verb].split() if letter != "."}
        owned = self.owns(number, document) and verb != Verb.DISPOSE
        return reachable and (owned or self.granted(number, document, verb))


@contextmanager
def _rolled_back():
    keys.clear()  # signing keys of the example before are rolled back with it
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=_world)
def test_what_anybody_sees_and_may_equals_brute_force(plan):
    with _rolled_back(), time_machine.travel(NOW, tick=False):
        world = World(plan)
        for number, user in enumerate(world.users):
            person = User.objects.get(pk=user.pk)
            expected = {d.pk for d in world.documents if world.sees(number, d)}
            _check_lists(person, expected)
            for document in world.documents:
                held = holdings(person, document, at=timezone.now())
                assert held.may(Verb.VIEW) == (document.pk in expected)
                for verb in (Verb.CHANGE, Verb.SHARE, Verb.DISPOSE):
                    assert held.may(verb) == world.may(number, document, verb), (ROLES[number], verb)
            if person.is_active and number == plan["asks"]:
                _check_api(person, world.documents, expected)


def _check_lists(person, expected):
    seen = Document.objects.visible_to(person)
    assert set(seen.values_list("pk", flat=True)) == expected
    assert seen.count() == len(expected)
    for way in listing.Way:
        _check_pages(person, expected, way, hits=10_000)
    _check_pages(person, expected, listing.Way.HITS, hits=listing.MAX_ASKED)


def _check_pages(person, expected, way, *, hits):
    """Walk forward and back through pages of two, whichever way the database takes."""
    text = query_parse("salary") if way is not listing.Way.NEWEST else None
    wanted = listing.Wanted(Document.objects.filter(name__startswith="paper"), text)
    in_order = sorted(expected, reverse=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "way_to", lambda *_: listing.Outlook(way, hits, 10_000, 10_000))
        forward, place = [], None
        while True:
            found = listing.page(person, wanted, place=place, size=2)
            forward += [document.pk for document in found.rows]
            if not found.has_next:
                break
            place = listing.Place(beside=forward[-1])
        back = []
        if len(forward) > 2:
            place = listing.Place(beside=forward[-1], is_back=True)
            back = [document.pk for document in listing.page(person, wanted, place=place, size=2).rows]
        skipped = listing.page(person, wanted, place=listing.Place(skip=1), size=2)
    assert forward == in_order
    assert back == in_order[:-1][-2:] * (len(forward) > 2)
    assert [document.pk for document in skipped.rows] == in_order[1:3]
    ranked = listing.page(person, wanted, place=listing.Place(listing.Order.RANK), size=50) if text else None
    assert ranked is None or {document.pk for document in ranked.rows} == expected


def _check_api(person, documents, expected):
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(person).access}")
    for query in ["", "?q=salary", "?offset=0"]:
        listed = [row["id"] for row in api.get(f"/api/v1/documents{query}").json()["results"]]
        assert sorted(listed) == sorted(str(pk) for pk in expected)
    assert api.get("/api/v1/documents?count=exact").json()["count"] == len(expected)
    for document in documents:
        status = api.get(f"/api/v1/documents/{document.pk}").status_code
        assert status == (200 if document.pk in expected else 404)
