"""A file that is there already is named, answered with or refused on every way in, and told to no stranger."""

from __future__ import annotations

import datetime as dt
import hashlib
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from audit.models import LogEntry
from documents import copies, ingestion, services
from documents.destruction import document_destroy
from documents.exceptions import DuplicateFile
from documents.mail_fetching import mails_fetch
from documents.models import Document, DocumentVersion, LinkFile, Mail
from documents.watching import Terms, folder_round, folder_watched
from tests.factories import CSV, case_of, document_from, grant_document
from tests.factories.imap import imap_server
from tests.factories.subjects import subject_of
from tests.factories.tus import TusClient

pytestmark = pytest.mark.django_db
OTHER = CSV + b"2026-01-10,Fee,-1.00,17499.00\n"


@pytest.fixture
def there(owner):
    return document_from(owner=owner, name="first.csv")


@pytest.fixture
def refusing(settings):
    settings.DUPLICATES = "refuse"


@pytest.fixture
def linking(settings):
    settings.DUPLICATES = "link"


def by_console(console, user, **given):
    file = SimpleUploadedFile("again.csv", CSV)
    answer = console(user).post("/admin/documents/document/add/", {"upload": file, **given}, follow=True)
    return answer.content.decode()


def by_tus(client):
    address = TusClient(client).opened(len(CSV))
    TusClient(client).chunk(address, CSV, 0)
    return client.get(address).json()


def by_folder(root, owner, case=None):
    root.mkdir()
    (root / "again.csv").write_bytes(CSV)
    terms = Terms(owner=owner, case=case, settle=1.0, keep_done=dt.timedelta(days=1))
    with folder_watched(root) as folder:
        list(folder_round(folder, terms, clock=timezone.now, now=0.0))
        [outcome] = folder_round(folder, terms, clock=timezone.now, now=5.0)
    return outcome


def by_mail(tmp_path, settings, owner):
    message = EmailMessage()
    message["From"], message["Message-ID"] = "ann@lender.example", "<one@lender.example>"
    message.set_content("Here.")
    message.add_attachment(CSV, maintype="application", subtype="octet-stream", filename="again.csv")
    with imap_server(tmp_path) as server:
        settings.IMAP_URL, settings.IMAP_CA = server.url(), str(server.ca)
        settings.IMAP_OWNER, settings.IMAP_CASE = owner.email, ""
        server.deliver(message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        mails_fetch(clock=timezone.now, limit=5)
    return Mail.objects.get()


def test_the_console_names_the_copy_and_takes_the_file_in(console, owner, there):
    page = by_console(console, owner)

    assert Document.objects.count() == 2
    assert "has the same bytes as" in page
    assert str(there.pk) in page
    received = LogEntry.objects.filter(event="document.received").latest("timestamp")
    assert received.additional_data["copy_of"] == str(there.pk)


@pytest.mark.usefixtures("refusing")
def test_the_console_refuses_a_copy(console, owner, there):
    page = by_console(console, owner)
    assert f"gain.csv: These bytes are document {there.pk} already." in page  # Django writes "Again"
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("linking")
def test_the_console_answers_with_what_is_there(console, owner, there):
    assert "was there already" in by_console(console, owner)
    assert Document.objects.get() == there
    assert LogEntry.objects.filter(event="document.linked", actor_id=owner.pk).count() == 1


@pytest.mark.usefixtures("refusing")
def test_a_resumable_upload_of_a_copy_is_refused(as_user, owner, there):
    told = by_tus(as_user(owner))

    assert told["state"] == "refused"
    assert str(there.pk) in told["refusal"]
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("linking")
def test_a_resumable_upload_ends_with_what_is_there(as_user, owner, there):
    told = by_tus(as_user(owner))

    assert (told["state"], told["document"]) == ("done", str(there.pk))
    assert Document.objects.get() == there


@pytest.mark.usefixtures("refusing", "there")
def test_the_watched_folder_lays_a_copy_aside(tmp_path, owner):
    assert "already" in by_folder(tmp_path / "in", owner).refused
    assert (tmp_path / "in" / "failed" / "again.csv").exists()
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("linking", "there")
def test_the_watched_folder_is_done_with_what_is_there(tmp_path, owner):
    by_folder(tmp_path / "in", owner)

    assert (tmp_path / "in" / "done" / "again.csv").exists()
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("refusing", "there")
def test_a_mail_with_a_copy_is_refused_with_the_reason(tmp_path, settings, owner):
    mail = by_mail(tmp_path, settings, owner)

    assert mail.state == "refused"
    assert "already" in mail.why
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("linking")
def test_a_mail_is_tied_to_what_is_there(tmp_path, settings, owner, there):
    mail = by_mail(tmp_path, settings, owner)

    assert mail.attachments.get().document == there
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("refusing", "there")
def test_an_import_of_files_refuses_a_copy_and_goes_on(tmp_path, owner):
    for name, content in (("a.csv", CSV), ("b.csv", OTHER)):
        (tmp_path / name).write_bytes(content)
    paths = ingestion.files_below([tmp_path])
    done = list(ingestion.files_ingest(paths, actor=owner, owner=owner, case=None, clock=timezone.now))

    assert [bool(one.error) for one in done] == [True, False]


@pytest.mark.parametrize("rule", ["warn", "link", "refuse"])
def test_whoever_has_a_link_sees_no_difference(settings, owner, case, rule):
    settings.DUPLICATES = rule
    known = document_from(owner=owner, case=case)
    terms = services.LinkTerms(expires_at=timezone.now() + dt.timedelta(days=1))
    secret = services.link_make(actor=owner, case=case, terms=terms, at=timezone.now()).secret
    answers = []
    for content in (CSV, OTHER):
        browser = Client()
        sent = browser.post(f"/in/{secret}", {"file": SimpleUploadedFile("payslip.csv", content)})
        shown = browser.get(f"/in/{secret}").content.replace(str(len(content)).encode(), b"")
        answers.append((sent.status_code, shown))

    assert answers[0][0] == answers[1][0] == 200
    assert _without_sizes(answers[0][1]) == _without_sizes(answers[1][1])
    documents = [row.document for row in LinkFile.objects.order_by("created_at")]
    assert known not in documents
    assert len(set(documents)) == 2


def _without_sizes(page):
    return [line for line in page.splitlines() if b"bytes" not in line and b"csrf" not in line]


@pytest.mark.usefixtures("refusing")
def test_a_version_that_another_document_is_already_is_refused(as_user, owner, there):
    document = document_from(OTHER, owner=owner)
    file = SimpleUploadedFile("v.csv", CSV)
    answer = as_user(owner).post(
        f"/api/v1/documents/{document.pk}/versions", {"file": file}, format="multipart"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_file")
    assert DocumentVersion.objects.filter(document=document).count() == 1


@pytest.mark.parametrize("rule", ["warn", "link"])
def test_a_version_names_the_document_that_has_its_bytes(settings, as_user, owner, there, rule):
    settings.DUPLICATES = rule
    document = document_from(OTHER, owner=owner)
    file = SimpleUploadedFile("v.csv", CSV)
    answer = as_user(owner).post(
        f"/api/v1/documents/{document.pk}/versions", {"file": file}, format="multipart"
    )

    assert (answer.status_code, answer["Duplicate-Of"]) == (201, str(there.pk))


@pytest.mark.usefixtures("refusing")
def test_an_older_version_is_restored_although_its_bytes_are_known(as_user, owner, there):
    client, url = as_user(owner), f"/api/v1/documents/{there.pk}/versions"
    client.post(url, {"file": SimpleUploadedFile("v.csv", OTHER)}, format="multipart")
    document_from(CSV, owner=owner)  # it is no copy of what the first one holds now

    assert client.post(f"{url}/1/restore").status_code == 201


@pytest.mark.usefixtures("refusing")
def test_a_copy_of_what_cannot_be_seen_is_taken_in(there, stranger, owner):
    assert document_from(owner=stranger).owner == stranger
    with pytest.raises(DuplicateFile):
        document_from(owner=owner)


@pytest.mark.usefixtures("refusing")
def test_what_was_shared_counts_until_it_is_taken_back(there, stranger):
    grant_document(there, stranger)
    with pytest.raises(DuplicateFile):
        document_from(owner=stranger)
    there.documentuserobjectpermission_set.update(expires_at=timezone.now(), granted_at=there.created_at)

    assert document_from(owner=stranger).owner == stranger


@pytest.mark.usefixtures("refusing")
def test_what_is_in_the_bin_or_destroyed_does_not_count(there, owner):
    Document.objects.filter(pk=there.pk).update(binned_at=timezone.now(), binned_by=owner)
    again = document_from(owner=owner)
    Document.objects.filter(pk=again.pk).update(binned_at=timezone.now(), binned_by=owner)
    assert document_destroy(again.pk, because="bin", at=timezone.now())

    assert document_from(owner=owner).owner == owner


@pytest.mark.usefixtures("linking")
def test_a_copy_stands_in_only_where_it_is_about_the_same(owner, there):
    case, subject = case_of(owner), subject_of(owner, identifiers=(), contacts=())
    sha256 = hashlib.sha256(CSV).hexdigest()

    def judged(**given):
        asked = {"case": None, "subject": None, **given}
        return copies.copy_judge(actor=owner, owner=owner, sha256=sha256, **asked)

    assert judged() == copies.Copy(there, stands_in=True)
    assert judged(case=case) == copies.Copy(there, stands_in=False)
    assert judged(subject=subject) == copies.Copy(there, stands_in=False)
    same = document_from(owner=owner, case=case)
    document_from(owner=owner, case=case_of(owner, "Loan 2"))
    assert judged(case=case) == copies.Copy(same, stands_in=True)


@pytest.mark.usefixtures("linking")
def test_what_one_brings_for_another_is_linked_to_what_both_see(owner, stranger, there):
    def judged(actor, whose):
        sha256 = hashlib.sha256(CSV).hexdigest()
        return copies.copy_judge(actor=actor, owner=whose, sha256=sha256, case=None, subject=None)

    assert judged(owner, owner) == copies.Copy(there, stands_in=True)
    assert judged(owner, stranger) == judged(stranger, owner) == copies.Copy()


@pytest.mark.usefixtures("refusing")
def test_ones_own_copy_counts_however_many_others_have_it(monkeypatch, owner, stranger, there):
    monkeypatch.setattr(copies, "MAX_LOOKED_AT", 1)
    document_from(owner=stranger)

    with pytest.raises(DuplicateFile):
        document_from(owner=owner)
