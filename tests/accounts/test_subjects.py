"""Data subjects: created sealed, found by exact values, corrected with evidence, erased for good."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import subject_selectors
from accounts.constants import RevealPurpose, SubjectKind, SubjectState
from accounts.contact_points import contact_read, name_read
from accounts.exceptions import (
    IdentifierTaken,
    LoginLinkRefused,
    SubjectChanged,
    SubjectErased,
    SubjectNotFound,
    SubjectValueTwice,
    ValueNotValid,
)
from accounts.identifiers import identifier_read
from accounts.models import DataSubject, SubjectContact, SubjectIdentifier, SubjectName
from accounts.roles import Role
from accounts.services.subject_links import subject_link_login, subject_unlink_login
from accounts.services.subject_reveal import subject_reveal
from accounts.services.subject_values import (
    contact_add,
    contact_correct,
    contact_remove,
    identifier_add,
    identifier_correct,
    identifier_remove,
    identifier_verify,
)
from accounts.services.subjects import subject_create, subject_erase, subject_update
from accounts.subject_sealing import SubjectSeal
from audit.models import LogEntry
from tests.factories import AT, person
from tests.factories.subjects import EMAIL, OTHER_SA_ID, PHONE, SA_ID, subject_of
from vault.exceptions import CiphertextCorrupt, DataKeyDestroyed

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=1)


@pytest.fixture
def subject(officer):
    return subject_of(officer, at=AT)


def _revealed(subject, actor, *fields, purpose=RevealPurpose.IDENTIFY):
    found = subject_reveal(actor=actor, subject=subject, fields=fields, purpose=purpose, at=LATER)
    return [one.value for one in found]


def test_no_personal_value_stands_in_any_column(officer, subject):
    identifier_correct(
        actor=officer,
        subject=subject,
        row_id=subject.identifiers.get().pk,
        identifier=identifier_read("sa_id", OTHER_SA_ID),
        at=LATER,
    )
    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if "subject" in t or "logentry" in t]
        kept = ""
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - names of our own tables
            kept += " ".join(row[0] for row in cursor.fetchall())

    hexed = [
        bytes(value, "utf-8").hex() for value in (SA_ID, OTHER_SA_ID, "Thandi", "Mokoena", "canary-mail")
    ]
    assert "accounts_datasubject" in tables
    for canary in [SA_ID, OTHER_SA_ID, "Thandi", "Mokoena", "canary", "277712", *hexed]:
        assert canary not in kept


@pytest.mark.parametrize(
    "find",
    [
        lambda user: subject_selectors.subjects_by_identifier(
            user, identifier_read("sa_id", "800101 5009 087")
        ),
        lambda user: subject_selectors.subjects_by_contact(user, contact_read("email", EMAIL.upper())),
        lambda user: subject_selectors.subjects_by_contact(user, contact_read("phone", "+27 82 777 1234")),
        lambda user: subject_selectors.subjects_by_name(user, "MOKOENA, thandi"),
    ],
)
def test_exact_search_finds_through_the_blind_index_whoever_may_see(officer, subject, stranger, find):
    assert list(find(officer)) == [subject]
    assert list(find(stranger)) == []


def test_parts_of_a_value_find_nothing(officer, subject):
    assert not subject_selectors.subjects_by_name(officer, "Mokoena").exists()
    assert not subject_selectors.subjects_by_contact(
        officer, contact_read("email", "t@canary-mail.example")
    ).exists()


def test_an_identifier_has_one_holder_and_the_refusal_is_recorded(processor, subject):
    with pytest.raises(IdentifierTaken) as refused:
        subject_of(processor, given="Other", contacts=())

    assert SA_ID not in str(refused.value)
    entry = LogEntry.objects.get(event="subject.identifier_refused")
    assert entry.subject_refs == [subject.pk]
    assert DataSubject.objects.count() == 1


def test_two_persons_may_share_an_address_and_are_reported_as_possible_duplicates(officer, subject):
    other = subject_of(officer, given="Sipho", identifiers=(), contacts=(("email", EMAIL),))

    assert subject_selectors.subject_duplicates(officer, other) == [(subject, ["email"])]


def test_a_namesake_is_reported_only_to_who_may_see_them(officer, processor, subject):
    other = subject_of(processor, identifiers=(), contacts=())

    assert subject_selectors.subject_duplicates(officer, other) == [(subject, ["name"])]
    assert subject_selectors.subject_duplicates(processor, other) == []


def test_one_identifier_twice_in_a_request_is_refused_and_nothing_is_kept(officer):
    with pytest.raises((IdentifierTaken, SubjectValueTwice)):
        subject_of(officer, identifiers=(("sa_id", SA_ID, ""), ("sa_id", SA_ID, "")))

    assert DataSubject.objects.count() == 0


def test_a_person_has_one_sa_id_and_several_passports(officer, subject):
    with pytest.raises(SubjectValueTwice):
        identifier_add(
            actor=officer, subject=subject, identifier=identifier_read("sa_id", OTHER_SA_ID), at=LATER
        )
    for number in ("A1234567", "B7654321"):
        identifier_add(
            actor=officer, subject=subject, identifier=identifier_read("passport", number, "NA"), at=LATER
        )

    assert subject.identifiers.count() == 3


def test_an_organisation_has_no_identity_number(officer):
    with pytest.raises(ValueNotValid):
        subject_create(
            actor=officer,
            kind=SubjectKind.JURISTIC,
            name=name_read(SubjectKind.JURISTIC, registered="Umhlanga Traders"),
            identifiers=[identifier_read("sa_id", SA_ID)],
            at=AT,
        )


def test_a_corrected_name_keeps_the_old_one_sealed_with_who_and_when(officer, subject):
    name = name_read(SubjectKind.NATURAL, given="Thandiwe", family="Mokoena")

    changed = subject_update(actor=officer, subject=subject, name=name, expected=1, at=LATER)

    old = subject.names.get(superseded_at__isnull=False)
    assert (changed.revision, old.superseded_by, old.superseded_at) == (2, officer, LATER)
    assert _revealed(subject, officer, "name") == ["Thandiwe Mokoena"]
    assert _revealed(subject, officer, str(old.pk)) == ["Thandi Mokoena"]
    entry = LogEntry.objects.get(event="subject.name_corrected")
    assert entry.subject_refs == [subject.pk]
    assert not subject_selectors.subjects_by_name(officer, "Thandi Mokoena").exists()


def test_a_stale_revision_changes_nothing(officer, subject):
    name = name_read(SubjectKind.NATURAL, given="Thandiwe")
    with pytest.raises(SubjectChanged):
        subject_update(actor=officer, subject=subject, name=name, expected=7, at=LATER)

    assert subject.names.count() == 1


def test_identifiers_are_corrected_verified_and_removed_with_evidence(officer, subject):
    row = subject.identifiers.get()
    verified = identifier_verify(actor=officer, subject=subject, row_id=row.pk, at=LATER)
    right = identifier_read("sa_id", OTHER_SA_ID)
    new = identifier_correct(actor=officer, subject=subject, row_id=row.pk, identifier=right, at=LATER)
    identifier_remove(actor=officer, subject=subject, row_id=new.pk, at=LATER)

    assert verified.verified_by == officer
    assert [r.superseded_because for r in subject.identifiers.all()] == ["corrected", "removed"]
    assert new.verified_at is None
    assert _revealed(subject, officer, str(row.pk), str(new.pk)) == [SA_ID, OTHER_SA_ID]
    with pytest.raises(SubjectNotFound):
        identifier_remove(actor=officer, subject=subject, row_id=new.pk, at=LATER)


def test_contacts_are_added_corrected_and_removed(officer, subject):
    row = subject.contacts.get(kind="email")
    with pytest.raises(SubjectValueTwice):
        contact_add(actor=officer, subject=subject, contact=contact_read("phone", PHONE), at=LATER)
    new = contact_correct(
        actor=officer,
        subject=subject,
        row_id=row.pk,
        contact=contact_read("email", "t@example.org"),
        at=LATER,
    )
    contact_add(actor=officer, subject=subject, contact=contact_read("address", "1 Long Street"), at=LATER)
    contact_remove(actor=officer, subject=subject, row_id=new.pk, at=LATER)

    assert _revealed(subject, officer, "contacts") == ["+27827771234", "1 Long Street"]
    with pytest.raises(ValueNotValid):
        contact_correct(
            actor=officer,
            subject=subject,
            row_id=subject.contacts.get(kind="phone").pk,
            contact=contact_read("email", "a@b.co"),
            at=LATER,
        )


def test_a_value_moved_to_another_row_does_not_open(officer, subject):
    other = identifier_add(
        actor=officer, subject=subject, identifier=identifier_read("passport", "A1234567", "NA"), at=LATER
    )
    other.sealed_value = bytes(subject.identifiers.get(kind="sa_id").sealed_value)

    with pytest.raises(CiphertextCorrupt):
        SubjectSeal(subject).open(other)


def test_a_reveal_is_recorded_with_purpose_count_and_subject_and_without_values(officer, subject):
    values = _revealed(subject, officer, "name", "identifiers", "contacts")

    assert values == ["Thandi Mokoena", SA_ID, EMAIL, "+27827771234"]
    entry = LogEntry.objects.get(event="subject.revealed")
    assert (entry.count, entry.purpose, entry.subject_refs) == (4, "identify", [subject.pk])
    assert entry.action == LogEntry.Action.ACCESS
    assert "8001" not in str(entry.additional_data)


def test_an_sa_id_tells_birth_date_and_sex_when_revealed_only(officer, subject):
    revealed = subject_reveal(
        actor=officer, subject=subject, fields=["identifiers"], purpose=RevealPurpose.IDENTIFY, at=LATER
    )

    assert revealed[0].parts == {"birth_date": "1980-01-01", "sex": "male"}
    assert SA_ID not in repr(revealed)


@pytest.mark.parametrize("fields", [[], ["everything"], ["name"] * 51])
def test_a_reveal_names_what_it_wants(officer, subject, fields):
    with pytest.raises(ValueNotValid):
        _revealed(subject, officer, *fields)

    assert not LogEntry.objects.filter(event="subject.revealed").exists()


def test_a_value_of_another_subject_is_not_revealed_by_its_id(officer, subject):
    other = subject_of(officer, given="Other", identifiers=(("sa_id", OTHER_SA_ID, ""),), contacts=())

    with pytest.raises(SubjectNotFound):
        _revealed(subject, officer, str(other.identifiers.get().pk))


def test_one_login_has_one_subject_and_one_subject_one_login(officer, subject, customer, processor):
    other = subject_of(officer, given="Other", identifiers=(), contacts=())
    subject_link_login(actor=officer, subject=subject, login=customer, at=LATER)

    with pytest.raises(LoginLinkRefused):
        subject_link_login(actor=officer, subject=other, login=customer, at=LATER)
    with pytest.raises(LoginLinkRefused):
        subject_link_login(actor=officer, subject=subject, login=customer, at=LATER)
    with pytest.raises(LoginLinkRefused):
        subject_link_login(actor=officer, subject=other, login=processor, at=LATER)
    assert list(DataSubject.objects.visible_to(customer)) == [subject]

    subject_unlink_login(actor=officer, subject=subject, at=LATER)
    assert not DataSubject.objects.visible_to(customer).exists()


def test_erasing_destroys_the_key_and_every_value_and_index(officer, subject, customer):
    subject_link_login(actor=officer, subject=subject, login=customer, at=LATER)
    kept = subject.identifiers.get()

    erased = subject_erase(actor=officer, subject=subject, at=LATER)

    assert (erased.state, erased.login) == (SubjectState.ERASED, None)
    for rows in (SubjectName, SubjectIdentifier, SubjectContact):
        assert not rows.objects.exists()
    with pytest.raises(DataKeyDestroyed):
        SubjectSeal(DataSubject.objects.select_related("data_key").get()).open(kept)
    with pytest.raises(SubjectErased):
        _revealed(subject, officer, "name")
    with pytest.raises(SubjectErased):
        subject_erase(actor=officer, subject=subject, at=LATER)
    assert LogEntry.objects.get(event="subject.erased").subject_refs == [subject.pk]


def test_the_number_of_an_erased_person_can_be_recorded_again(officer, subject):
    subject_erase(actor=officer, subject=subject, at=LATER)

    assert subject_of(officer).identifiers.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": SubjectState.ERASED},
        {"state": SubjectState.MERGED},
        {"erased_at": AT},
    ],
)
def test_the_database_refuses_states_that_contradict_themselves(subject, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataSubject.objects.filter(pk=subject.pk).update(**change)


def test_names_of_rows_tell_nothing(subject):
    rows = [subject, subject.names.get(), *subject.identifiers.all(), *subject.contacts.all()]

    for row in rows:
        assert str(row.pk) in str(row)
        assert "Thandi" not in repr(row) + str(row)


def test_who_made_or_was_granted_a_subject_sees_it_and_a_stranger_does_not(
    processor, stranger, admin, auditor
):
    subject = subject_of(processor)
    boss = person("boss", Role.ADMIN)
    boss.is_superuser = True
    boss.save()

    for user, expected in [
        (processor, [subject]),
        (stranger, []),
        (admin, []),
        (boss, []),
        (auditor, [subject]),
    ]:
        assert list(DataSubject.objects.visible_to(user)) == expected
