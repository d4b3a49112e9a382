"""A person's values in the trail: ciphertext, readable while the key lives, never after."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.constants import RevealPurpose, SubjectKind
from accounts.contact_points import contact_read, name_read
from accounts.models import DataSubject
from accounts.services.subject_reveal import subject_reveal
from accounts.services.subject_values import contact_correct
from accounts.services.subjects import subject_erase, subject_update
from accounts.subject_trail import GONE, changes_open
from audit.models import LogEntry
from audit.signing import trusted_keys
from audit.verification import trail_verify
from tests.factories.subjects import EMAIL, SA_ID, subject_of
from tests.factories.trail import everything_sealed

CANARIES = (EMAIL, EMAIL.lower(), SA_ID, "Mokoena", "Thandiwe", "new@canary-mail.example")


def _changed(officer):
    """Return a subject whose name and address were corrected, and whose values were revealed."""
    subject = subject_of(officer)
    at = timezone.now()
    name = name_read(SubjectKind(subject.kind), given="Thandiwe", family="Mokoena")
    subject_update(actor=officer, subject=subject, name=name, at=at)
    email = subject.contacts.get(kind="email", superseded_at=None)
    contact = contact_read("email", "new@canary-mail.example")
    contact_correct(actor=officer, subject=subject, row_id=email.pk, contact=contact, at=at)
    fields = ["name", "identifiers", "contacts"]
    subject_reveal(actor=officer, subject=subject, fields=fields, purpose=RevealPurpose.IDENTIFY, at=at)
    return DataSubject.objects.get(pk=subject.pk)


def _opened(subject, event):
    entry = LogEntry.objects.get(event=event, object_pk=str(subject.pk))
    return [value for pair in changes_open(subject, entry.changes).values() for value in pair]


@pytest.mark.django_db
def test_corrections_and_reveals_keep_what_was_and_is_sealed(officer):
    subject = _changed(officer)

    assert _opened(subject, "subject.name_corrected") == ["Thandi Mokoena", "Thandiwe Mokoena"]
    assert _opened(subject, "subject.contact_corrected") == [EMAIL, "new@canary-mail.example"]
    assert SA_ID in _opened(subject, "subject.revealed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM audit_logentry e")
        rows = "\n".join(row for (row,) in cursor.fetchall())
    assert "sealed:" in rows
    assert [canary for canary in CANARIES if canary in rows] == []


@pytest.mark.django_db(transaction=True)
def test_after_erasing_the_trail_verifies_and_the_values_are_gone(officer):
    subject = _changed(officer)
    everything_sealed()
    subject_erase(actor=officer, subject=subject, at=timezone.now())
    erased = DataSubject.objects.get(pk=subject.pk)
    everything_sealed()

    assert _opened(erased, "subject.name_corrected") == [GONE, GONE]
    assert erased.audit_key is not None
    assert bytes(erased.audit_key.wrapped_values_keyset) == b""
    result = trail_verify(keys=trusted_keys())
    assert (result.holds, result.unsealed) == (True, 0)
