"""A mailbox: attachments become documents, once each; mails are put away when that stands."""

from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from audit.models import LogEntry
from documents import mail_fetching, selectors
from documents.exceptions import MailboxAway, StorageUnavailable
from documents.intake import Intake
from documents.mail_fetching import mails_fetch
from documents.mailbox import place_of
from documents.models import Document, Mail, MailAttachment
from documents.tasks import mails_fetch_task
from tests.factories import CSV, blank_png, person
from tests.factories.imap import imap_server
from vault.installation import secret_open

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for kill -9."""


@pytest.fixture
def server(tmp_path, settings, owner, case):
    with imap_server(tmp_path) as held:
        settings.IMAP_URL, settings.IMAP_CA = held.url(), str(held.ca)
        settings.IMAP_OWNER, settings.IMAP_CASE = owner.email, case.name
        yield held


def _mail(*files, sender="Ann <ann@lender.example>", text="Here they are.", **headers):
    message = EmailMessage()
    message["From"], message["To"] = sender, "intake@lender.example"
    message["Message-ID"] = headers.get("message_id", "<one@lender.example>")
    message["Subject"] = "Statement of Ann Mkhize"
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _fetch(limit=50):
    return mails_fetch(clock=timezone.now, limit=limit)


def _content(document):
    return b"".join(selectors.content_chunks(document, selectors.version_newest(document)))


def test_attachments_become_the_owners_documents(server, owner, case):
    mail = server.deliver(_mail(("march.csv", CSV), ("april.csv", CSV + b"\n")))

    done = _fetch()

    assert (done.mails, done.documents, done.refused) == (1, 2, 0)
    documents = Document.objects.order_by("name")
    assert [(one.name, one.owner, one.case) for one in documents] == [
        ("april.csv", owner, case),
        ("march.csv", owner, case),
    ]
    assert _content(documents[1]) == CSV
    assert mail.flags == {"\\Seen", "MunimentTaken"}
    row = Mail.objects.get()
    assert (row.state, row.uid, row.uid_validity, row.is_put_away) == ("taken", 1, 7, True)
    assert list(MailAttachment.objects.values_list("position", flat=True)) == [1, 2]


def test_of_the_mail_itself_only_where_it_came_from_is_kept_and_sealed(server):
    server.deliver(_mail(("march.csv", CSV)))
    _fetch()

    row = Mail.objects.get()

    assert b"ann@" not in bytes(row.sealed_sender)
    opened = secret_open(row.sealed_sender, table="documents.mail", row=row.pk, field="sealed_sender")
    assert opened == "ann@lender.example"
    entry = LogEntry.objects.get(event="mail.taken")
    assert entry.additional_data["state"] == "taken"
    assert "ann" not in str(entry.additional_data).lower()


def test_a_second_run_takes_only_what_is_new(server):
    server.deliver(_mail(("march.csv", CSV)))
    _fetch()
    assert _fetch().mails == 0
    server.deliver(_mail(("april.csv", CSV + b"\n")))

    assert _fetch().mails == 1
    assert Document.objects.count() == 2
    assert len([one for one in server.asked if one.startswith("FETCH 1 (BODY")]) == 1


def test_more_mails_than_a_run_takes_wait_for_the_next(server):
    for number in range(5):
        server.deliver(_mail((f"{number}.csv", CSV + b"\n" * number)))

    assert [_fetch(limit=2).mails for _ in range(4)] == [2, 2, 1, 0]
    assert Document.objects.count() == 5


def test_taken_mails_move_where_a_folder_is_named(server, settings):
    settings.IMAP_DONE_FOLDER = "Taken in"
    server.deliver(_mail(("march.csv", CSV)))

    _fetch()

    assert server.folders["INBOX"] == []
    assert len(server.folders["Taken in"]) == 1


def test_a_server_without_move_copies_marks_and_expunges_just_that_mail(server, settings):
    server.capabilities = "IMAP4rev1 UIDPLUS"
    settings.IMAP_DONE_FOLDER = "Taken"
    server.deliver(_mail(("march.csv", CSV)))

    _fetch()

    assert (len(server.folders["INBOX"]), len(server.folders["Taken"])) == (0, 1)


def test_a_server_without_keywords_marks_as_read(server):
    server.takes_keywords = False
    mail = server.deliver(_mail(("march.csv", CSV)))

    _fetch()

    assert mail.flags == {"\\Seen"}


@pytest.mark.parametrize("verb", ["SELECT", "SEARCH", "FETCH", "STORE"])
def test_a_line_cut_at_any_command_loses_and_doubles_nothing(server, verb):
    mail = server.deliver(_mail(("march.csv", CSV)))
    server.breaks_at = verb

    with pytest.raises(MailboxAway):
        _fetch()
    _fetch()

    assert _content(Document.objects.get()) == CSV
    assert Mail.objects.get().is_put_away
    assert "MunimentTaken" in mail.flags


@pytest.mark.parametrize("step", ["_document", "_put_away"])
def test_killed_before_or_after_the_commit_nothing_is_lost_or_doubled(server, monkeypatch, step):
    def killed(*_):
        raise Killed

    mail = server.deliver(_mail(("march.csv", CSV)))
    monkeypatch.setattr(mail_fetching, step, killed)
    with pytest.raises(Killed):
        _fetch()
    assert mail.flags == set()
    monkeypatch.undo()

    _fetch()

    assert _content(Document.objects.get()) == CSV
    assert "MunimentTaken" in mail.flags


def test_a_server_that_numbers_anew_doubles_nothing(server):
    server.deliver(_mail(("march.csv", CSV)))
    _fetch()
    server.folders["INBOX"][0].flags.clear()  # as restored from before the mark
    server.renumber()
    server.deliver(_mail(("april.csv", CSV + b"\n")))

    _fetch()

    assert sorted(Document.objects.values_list("name", flat=True)) == ["april.csv", "march.csv"]


def test_numbered_anew_what_is_marked_does_not_come_back_after_it_was_destroyed(server):
    server.deliver(_mail(("march.csv", CSV)))
    _fetch()
    Document.objects.all().delete()
    server.renumber()

    assert _fetch().mails == 0
    assert Document.objects.count() == 0


def test_another_process_that_was_first_takes_it_alone(server, monkeypatch):
    server.deliver(_mail(("march.csv", CSV)))
    look = mail_fetching._look

    def slowly(box, uid):
        found = look(box, uid)
        monkeypatch.undo()
        assert _fetch().documents == 1
        return found

    monkeypatch.setattr(mail_fetching, "_look", slowly)

    assert _fetch().documents == 0
    assert Document.objects.count() == 1


def test_what_cannot_be_read_is_refused_and_the_rest_taken(server):
    server.deliver(_mail(("page.html", b"<html></html>"), ("march.csv", CSV), ("empty.csv", b"")))

    done = _fetch()

    assert (done.documents, done.refused) == (1, 1)
    row = Mail.objects.get()
    assert row.state == "partly"
    assert "Attachment 1:" in row.why
    assert "Attachment 3: The file is empty" in row.why


def test_a_mail_without_files_is_put_away_as_that(server):
    mail = server.deliver(_mail())

    assert _fetch().documents == 0
    assert Mail.objects.get().state == "empty"
    assert "\\Seen" in mail.flags


def test_a_mail_that_is_too_large_is_refused_without_being_read(server, monkeypatch):
    monkeypatch.setattr(mail_fetching, "MAX_MAIL_BYTES", 500)
    server.deliver(_mail(("march.csv", CSV * 20)))

    _fetch()

    row = Mail.objects.get()
    assert (row.state, Document.objects.count()) == ("refused", 0)
    assert "larger than" in row.why
    assert not any("BODY.PEEK[]" in one for one in server.asked)


@pytest.mark.parametrize(
    ("allowed", "is_let_in"),
    [
        (["ann@lender.example"], True),
        (["@LENDER.example"], True),
        (["@example"], False),
        (["bob@lender.example"], False),
    ],
)
def test_a_list_of_senders_lets_in_whom_it_names(server, settings, allowed, is_let_in):
    settings.IMAP_SENDERS = allowed
    server.deliver(_mail(("march.csv", CSV)))

    _fetch()

    assert Document.objects.exists() is is_let_in
    assert Mail.objects.get().state == ("taken" if is_let_in else "refused")


def test_a_mail_of_two_senders_is_nobodys(server, settings):
    settings.IMAP_SENDERS = ["ann@lender.example"]
    server.deliver(b"From: eve@evil.example\r\n" + _mail(("march.csv", CSV)))

    _fetch()

    assert Document.objects.count() == 0


def test_a_server_that_cannot_prove_itself_is_not_spoken_to(server, settings):
    server.deliver(_mail(("march.csv", CSV)))
    settings.IMAP_CA = ""

    with pytest.raises(MailboxAway, match="cannot prove who it is"):
        _fetch()
    assert server.asked == []


def test_a_certificate_of_another_host_is_refused(tmp_path, settings, owner):
    with imap_server(tmp_path, "mail.other.example") as held:
        settings.IMAP_URL, settings.IMAP_CA, settings.IMAP_OWNER = held.url(), str(held.ca), owner.email
        with pytest.raises(MailboxAway, match="cannot prove who it is"):
            _fetch()
        assert held.asked == []


def test_a_server_without_tls_is_given_up_before_the_password(tmp_path, settings, owner):
    with imap_server(tmp_path, is_tls=False) as held:
        settings.IMAP_URL, settings.IMAP_OWNER = held.url().replace("imaps:", "imap:"), owner.email
        with pytest.raises(MailboxAway):
            _fetch()

    assert "LOGIN" not in held.asked


def test_a_wrong_password_is_told_without_it(server, settings, client):
    settings.IMAP_URL = server.url(password="hunter2")

    with pytest.raises(MailboxAway) as told:
        _fetch()

    assert "hunter2" not in str(told.value)
    assert "hunter2" not in repr(place_of(settings.IMAP_URL))
    part = client.get("/health/ready").json()["parts"]["mailbox"]
    assert part["ok"] is False


@pytest.mark.parametrize("url", ["http://a@b", "imaps://host/INBOX", "imaps://a:b@host:x/INBOX", "imaps://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(MailboxAway):
        place_of(url)


def test_nobody_receives_who_may_not_bring_documents_in(server, settings):
    settings.IMAP_OWNER = person("looker", Role.AUDITOR).email
    server.deliver(_mail(("march.csv", CSV)))

    with pytest.raises(MailboxAway, match="nobody who may"):
        _fetch()
    assert server.asked == []


def test_while_the_storage_is_away_the_mail_stays(server, monkeypatch):
    def away(_):
        raise StorageUnavailable("The file cannot be stored: no space.")

    mail = server.deliver(_mail(("march.csv", CSV)))
    monkeypatch.setattr(Intake, "store", away)
    assert mails_fetch_task.run() == 0
    assert (Mail.objects.count(), mail.flags) == (0, set())
    monkeypatch.undo()

    assert mails_fetch_task.run() == 1


def test_pictures_that_the_text_shows_are_no_documents_and_forwarded_files_are(server):
    inner = EmailMessage()
    inner["From"] = "bank@bank.example"
    inner.set_content("Your statement")
    inner.add_attachment(CSV, maintype="text", subtype="csv", filename="forwarded.csv")
    message = EmailMessage()
    message["From"] = "ann@lender.example"
    message.set_content("See below")
    message.add_alternative("<img src='cid:logo'>", subtype="html")
    page = message.get_body(("html",))
    assert page is not None
    page.add_related(
        blank_png(), maintype="image", subtype="png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    message.add_attachment(inner)
    server.deliver(message.as_bytes())

    _fetch()

    assert list(Document.objects.values_list("name", flat=True)) == ["forwarded.csv"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xfe\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x--",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: text/x\r\n\r\n\r\n" * 3000,
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        (
            b"Content-Type: text/csv; charset=\"no-such\"; name*=x''%ff\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!!"
        ),
    ],
)
def test_a_mail_that_is_made_to_break_us_breaks_nothing(server, raw):
    server.deliver(raw)
    server.deliver(_mail(("march.csv", CSV)))

    _fetch()

    assert list(Document.objects.values_list("name", flat=True)) == ["march.csv"]


def test_the_command_says_what_it_did(server, capsys, settings):
    server.deliver(_mail(("march.csv", CSV)))
    call_command("fetch_mail")
    assert "1 mails, 1 documents" in capsys.readouterr().out

    settings.IMAP_URL = ""
    with pytest.raises(CommandError, match="IMAP_URL"):
        call_command("fetch_mail")
    assert mails_fetch_task.run() == 0
