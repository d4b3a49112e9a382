"""Merging two records of one person: what moves, what stays, and how it is undone."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import subject_selectors
from accounts.constants import MergeReason, RevealPurpose, SubjectKind, SubjectState
from accounts.contact_points import contact_read, name_read
from accounts.exceptions import MergeRefused, SubjectErased, SubjectMerged
from accounts.identifiers import identifier_read
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier
from accounts.services.subject_links import subject_grant, subject_grant_revoke, subject_link_login
from accounts.services.subject_merging import subjects_merge, subjects_unmerge
from accounts.services.subject_reveal import subject_reveal
from accounts.services.subject_values import contact_add
from accounts.services.subjects import subject_create, subject_erase, subject_update
from accounts.subject_sealing import SubjectSeal
from audit.models import LogEntry
from tests.factories import AT
from tests.factories.subjects import OTHER_SA_ID, SA_ID, subject_of
from vault.exceptions import DataKeyDestroyed

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def kept(officer):
    return subject_of(officer, contacts=(("phone", "0827771234"),), at=AT)


@pytest.fixture
def other(processor):
    return subject_of(
        processor,
        given="Thandiwe",
        identifiers=(("passport", "A1234567", "NA"),),
        contacts=(("phone", "0827771234"), ("email", "t@example.org")),
        at=AT,
    )


def _merge(officer, kept, other, at=LATER):
    return subjects_merge(actor=officer, keep=kept, other=other, reason=MergeReason.ENTERED_TWICE, at=at)


def _values(subject, officer):
    fields = ["name", "identifiers", "contacts"]
    found = subject_reveal(
        actor=officer, subject=subject, fields=fields, purpose=RevealPurpose.IDENTIFY, at=LATER
    )
    return [one.value for one in found]


def _live(subject):
    rows = [*subject.identifiers.filter(superseded_at=None), *subject.contacts.filter(superseded_at=None)]
    return sorted(row.pk for row in rows)


def test_identifiers_and_contacts_move_once_and_the_merged_points_to_the_kept(officer, kept, other):
    merge = _merge(officer, kept, other)

    other.refresh_from_db()
    assert (other.state, other.merged_into_id) == (SubjectState.MERGED, kept.pk)
    assert _values(kept, officer) == ["Thandi Mokoena", SA_ID, "A1234567", "+27827771234", "t@example.org"]
    moved = kept.identifiers.get(kind="passport")
    assert moved.moved_from == other.identifiers.get().pk
    events = LogEntry.objects.filter(event__in=["subject.merged", "subject.merged_away"])
    assert {frozenset(entry.subject_refs) for entry in events} == {frozenset({kept.pk, other.pk})}
    assert merge.reason == "entered_twice"


def test_the_merged_stays_readable_and_cannot_be_changed(officer, kept, other):
    _merge(officer, kept, other)

    assert _values(other, officer) == ["Thandiwe Mokoena"]
    passport = other.identifiers.get()
    revealed = subject_reveal(
        actor=officer, subject=other, fields=[str(passport.pk)], purpose=RevealPurpose.IDENTIFY, at=LATER
    )
    assert [one.value for one in revealed] == ["A1234567"]
    with pytest.raises(SubjectMerged, match=str(kept.pk)):
        contact_add(actor=officer, subject=other, contact=contact_read("email", "x@y.co"), at=LATER)


def test_search_finds_the_kept_by_what_the_merged_was_called(officer, kept, other):
    _merge(officer, kept, other)

    assert list(subject_selectors.subjects_by_name(officer, "Thandiwe Mokoena")) == [kept]
    passport = identifier_read("passport", "A1234567", "NA")
    assert list(subject_selectors.subjects_by_identifier(officer, passport)) == [kept]


def test_who_worked_on_the_merged_sees_the_kept(officer, processor, kept, other):
    assert not DataSubject.objects.visible_to(processor).filter(pk=kept.pk).exists()

    _merge(officer, kept, other)
    assert DataSubject.objects.visible_to(processor).filter(pk=kept.pk).exists()

    subjects_unmerge(actor=officer, merged=other, at=LATER)
    assert not DataSubject.objects.visible_to(processor).filter(pk=kept.pk).exists()


def test_undone_at_once_everything_is_as_before(officer, customer, kept, other):
    subject_link_login(actor=officer, subject=other, login=customer, at=AT)
    before = (_live(kept), _live(other))
    _merge(officer, kept, other)
    kept.refresh_from_db()
    assert kept.login == customer

    subjects_unmerge(actor=officer, merged=other, at=LATER)

    kept.refresh_from_db()
    other.refresh_from_db()
    assert (_live(kept), _live(other)) == before
    assert (kept.login, other.login, other.state) == (None, customer, SubjectState.ACTIVE)
    assert _values(other, officer) == ["Thandiwe Mokoena", "A1234567", "+27827771234", "t@example.org"]
    _merge(officer, kept, other, at=LATER + dt.timedelta(hours=1))


@pytest.mark.parametrize("who", ["kept", "nobody"])
def test_a_merge_is_not_undone_once_a_record_has_changed(request, officer, kept, other, who):
    _merge(officer, kept, other)
    if who == "kept":
        name = name_read(SubjectKind.NATURAL, given="New")
        subject_update(actor=officer, subject=kept, name=name, at=LATER)
    else:
        subjects_unmerge(actor=officer, merged=other, at=LATER)

    with pytest.raises(MergeRefused):
        subjects_unmerge(actor=officer, merged=other, at=LATER)


def test_a_chain_of_merges_ends_at_the_last(officer, kept, other):
    third = subject_of(officer, given="Thandeka", identifiers=(), contacts=())
    _merge(officer, kept, other)
    _merge(officer, third, kept)

    assert list(subject_selectors.subjects_by_name(officer, "Thandiwe Mokoena")) == [third]
    with pytest.raises(MergeRefused):
        subjects_unmerge(actor=officer, merged=other, at=LATER)


def test_records_that_contradict_each_other_are_not_merged(officer, customer, kept):
    second = subject_of(officer, identifiers=(("sa_id", OTHER_SA_ID, ""),), contacts=())
    firm = subject_create(
        actor=officer,
        kind=SubjectKind.JURISTIC,
        name=name_read(SubjectKind.JURISTIC, registered="Thandi"),
        at=AT,
    )

    with pytest.raises(MergeRefused, match="identity number"):
        _merge(officer, kept, second)
    with pytest.raises(MergeRefused, match="juristic"):
        _merge(officer, kept, firm)
    with pytest.raises(MergeRefused, match="itself"):
        _merge(officer, kept, kept)
    assert DataSubject.objects.filter(state=SubjectState.ACTIVE).count() == 3


def test_erasing_the_kept_erases_what_was_merged_into_it(officer, kept, other):
    third = subject_of(officer, given="Thandeka", identifiers=(), contacts=())
    _merge(officer, kept, other)
    _merge(officer, third, kept)
    with pytest.raises(SubjectMerged):
        subject_erase(actor=officer, subject=kept, at=LATER)

    subject_erase(actor=officer, subject=third, at=LATER)

    assert set(DataSubject.objects.values_list("state", flat=True)) == {SubjectState.ERASED}
    assert not SubjectIdentifier.objects.exists()
    assert not SubjectContact.objects.exists()
    for one in DataSubject.objects.select_related("data_key"):
        with pytest.raises(DataKeyDestroyed):
            SubjectSeal(one)
    with pytest.raises(SubjectErased):
        subjects_unmerge(actor=officer, merged=other, at=LATER)


def test_access_is_given_for_a_time_and_ended(officer, stranger, customer, kept):
    def visible():
        return DataSubject.objects.visible_to(stranger).filter(pk=kept.pk).exists()

    now = timezone.now()
    grant = subject_grant(actor=officer, subject=kept, user=stranger, at=now)
    assert visible()
    subject_grant_revoke(actor=officer, subject=kept, grant_id=grant.pk, at=now)
    assert not visible()
    grant = subject_grant(
        actor=officer, subject=kept, user=stranger, expires_at=now + dt.timedelta(hours=1), at=now
    )
    assert visible()
    kept.grants.filter(pk=grant.pk).update(expires_at=now)
    assert not visible()
