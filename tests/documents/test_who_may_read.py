"""Who may read what stays right whatever changes, and whoever changes it at the same moment."""

import threading
import time

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, close_old_connections, connection, transaction
from django.utils import timezone

from documents.models import (
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    Reader,
)
from tests.factories import case_of, document_from, grant_document, permission

ENDED = {"ended_because": "revoked"}


def _sees(user, document):
    return Document.objects.visible_to(user).filter(pk=document.pk).exists()


def _is_what_it_should_be():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT principal, document_id, until FROM documents_reader) r FULL JOIN"
            " documents_readers_of(ARRAY(SELECT id FROM documents_document)) s USING (principal, document_id)"
            " WHERE r.until IS DISTINCT FROM s.until"
        )
        return cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_a_document_that_moves_takes_on_the_readers_of_its_case(owner, colleague, stranger):
    case = case_of(owner)  # the colleague has a grant on it
    document = document_from(owner=owner)
    assert not _sees(colleague, document)

    Document.objects.filter(pk=document.pk).update(case=case)
    assert _sees(colleague, document)

    case.owner = stranger
    case.save()
    assert _sees(stranger, document)

    Document.objects.filter(pk=document.pk).update(case=None)
    assert not _sees(colleague, document)
    assert not _sees(stranger, document)
    assert _is_what_it_should_be()


@pytest.mark.django_db
def test_many_grants_written_and_ended_at_once_are_followed(owner, colleague, stranger):
    documents = [document_from(owner=owner, name=f"{n}.csv") for n in range(3)]
    view = permission("view_document")
    group = Group.objects.create(name="branch")
    group.user_set.add(stranger)
    DocumentUserObjectPermission.objects.bulk_create(
        DocumentUserObjectPermission(content_object=d, user=colleague, permission=view) for d in documents
    )
    DocumentGroupObjectPermission.objects.bulk_create(
        DocumentGroupObjectPermission(content_object=d, group=group, permission=view) for d in documents
    )
    assert all(_sees(user, d) for user in (colleague, stranger) for d in documents)

    DocumentUserObjectPermission.objects.update(ended_at=timezone.now(), **ENDED)
    group.user_set.clear()

    assert not any(_sees(user, d) for user in (colleague, stranger) for d in documents)
    assert _is_what_it_should_be()


@pytest.mark.django_db
def test_a_right_to_change_opens_nothing_to_read(owner, colleague):
    document = document_from(owner=owner)
    grant_document(document, colleague, "change_document")
    assert not _sees(colleague, document)


@pytest.mark.django_db
def test_what_lies_in_the_bin_has_no_readers(owner, officer):
    document = document_from(owner=owner)
    Document.objects.filter(pk=document.pk).update(binned_at=timezone.now(), binned_by=owner)
    assert not _sees(owner, document)
    assert not _sees(officer, document)
    assert not Reader.objects.filter(document=document).exists()

    Document.objects.filter(pk=document.pk).update(binned_at=None, binned_by=None)
    assert _sees(owner, document)


@pytest.mark.django_db
def test_a_destroyed_document_leaves_no_reader(owner):
    document = document_from(owner=owner)
    document.versions.all().delete()
    Document.objects.filter(pk=document.pk).delete()
    assert not Reader.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO documents_reader (principal, document_id, until) SELECT id, id, now() FROM documents_case",
        "UPDATE documents_reader SET until = 'infinity'",
        "DELETE FROM documents_reader",
        "SELECT documents_readers_refresh(ARRAY[]::uuid[])",
    ],
)
def test_the_application_itself_cannot_write_who_reads(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def _at_once(*changes):
    """Run changes in transactions of their own that are all open at the same time."""
    ready = threading.Barrier(len(changes), timeout=20)
    failures = []

    def run(change):
        try:
            with transaction.atomic():
                connection.cursor().execute("SELECT 1")
                ready.wait()
                change()
                time.sleep(0.3)  # both have changed before either commits, unless one had to wait
        except Exception as error:  # noqa: BLE001 - told by the main thread
            failures.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures


@pytest.mark.django_db(transaction=True)
def test_changes_at_the_same_moment_do_not_miss_each_other(owner, colleague, officer):
    case, document = case_of(owner), document_from(owner=owner)
    view = permission("view_document")
    rows = DocumentUserObjectPermission.objects
    two = [
        rows.create(content_object=document, user=colleague, permission=view, granted_by=by)
        for by in (owner, officer)
    ]
    # Each ends its own grant: neither may take the other's for alive.
    _at_once(
        *(lambda row=row: rows.filter(pk=row.pk).update(ended_at=timezone.now(), **ENDED) for row in two)
    )
    assert not _sees(colleague, document)

    # One moves the document into the case, the other ends the colleague's grant on it.
    _at_once(
        lambda: Document.objects.filter(pk=document.pk).update(case=case),
        lambda: CaseUserObjectPermission.objects.update(ended_at=timezone.now(), **ENDED),
    )
    assert not _sees(colleague, document)
    assert _is_what_it_should_be()
