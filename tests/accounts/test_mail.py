"""The outbox: written with the change, sent once, tried again, nothing secret in it."""

import datetime as dt
import email
import smtplib

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from accounts import mailing
from accounts.constants import MailKind, MailState
from accounts.exceptions import AddressInvalid
from accounts.models import Link, Mail
from accounts.outbox import CONTEXT
from accounts.services.mail import mail_queue
from accounts.tasks import mail_send_task, mails_forget_task, mails_sweep_task
from audit.models import LogEntry
from config.env import EnvironmentInvalid
from config.mail import MailSettings, mail_settings, public_url
from tests.mailbox import link_in, mails_sent, token_in

pytestmark = pytest.mark.django_db


def _send(mail):
    return mailing.mail_send(mail.pk, at=mail.next_attempt_at)


def test_a_mail_is_sent_with_a_text_and_the_same_words_as_html(owner):
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner, context={"at": "2026-03-01T09:05:00+00:00"})

    assert _send(mail) == "sent"

    [sent] = mails_sent()
    assert (sent.subject, sent.to) == ("Muniment: Your password was changed", ["owner@example.com"])
    assert "was changed on 1 March 2026 at 09:05 UTC" in sent.body
    [(html, kind)] = sent.alternatives
    assert kind == "text/html"
    assert "was changed on 1 March 2026 at 09:05 UTC" in str(html)
    assert "src=" not in str(html)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("sent", 1, "")
    assert LogEntry.objects.get(event="mail.sent").additional_data == {"kind": mail.kind, "attempts": 1}


@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind is not MailKind.INVITATION])
def test_every_kind_has_its_words(owner, kind):
    owner.email_verified_at = None
    owner.save()

    mail = mail_queue(kind=kind, user=owner, context=dict.fromkeys(CONTEXT[kind] - {"at"}, "<b>&"))

    assert _send(mail) == "sent"
    [sent] = mails_sent()
    assert "{" not in sent.body
    assert len(sent.body.split("\n\n")) >= 2
    assert "<b>&" not in str(sent.alternatives[0][0])


def test_the_link_is_made_when_the_mail_is_sent_and_the_row_never_holds_it(owner):
    mail = mail_queue(kind=MailKind.RESET_PASSWORD, user=owner)
    assert Link.objects.count() == 0

    _send(mail)

    assert link_in(mails_sent()[0]).startswith("https://muniment.test/account/reset#")
    token = token_in(mails_sent()[0])
    row = Mail.objects.values().get()
    assert all(part not in str(row) for part in (token, token.split(".")[1]))
    link = Link.objects.get()
    assert link.expires_at - link.created_at == dt.timedelta(minutes=30)


def test_a_second_message_sends_nothing_again(owner):
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)

    assert [mail_send_task.run(mail_id=str(mail.pk)) for _ in range(3)] == ["sent", "not due", "not due"]
    assert len(mails_sent()) == 1


def test_a_failing_server_is_tried_again_later_and_given_up_at_last(owner, monkeypatch):
    def refuse(_self, **_kwargs):
        raise smtplib.SMTPServerDisconnected("went away")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)
    started, pauses = mail.next_attempt_at, []

    while _send(mail) == "put off":
        before = mail.next_attempt_at
        mail.refresh_from_db()
        assert mailing.mail_send(mail.pk, at=before + dt.timedelta(seconds=1)) == "not due"
        pauses.append((mail.next_attempt_at - before) // dt.timedelta(minutes=1))

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 8)
    assert mail.error == "SMTPServerDisconnected: went away"
    assert pauses == [1, 5, 15, 60, 240, 480, 720]
    assert mail.next_attempt_at - started > dt.timedelta(days=1)


def test_a_recipient_refused_for_good_is_not_tried_again(owner, monkeypatch):
    def refuse(_self, **_kwargs):
        raise smtplib.SMTPRecipientsRefused({"owner@example.com": (550, b"no such user")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)

    assert _send(mail) == "failed"


def test_a_mail_of_a_change_that_was_rolled_back_is_never_sent(owner):
    with transaction.atomic():
        mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)
        transaction.set_rollback(True)

    assert Mail.objects.count() == 0


def test_the_sweep_wakes_what_lost_its_message_once(owner, monkeypatch):
    woken = []
    monkeypatch.setattr(mail_send_task, "delay", lambda **kwargs: woken.append(kwargs["mail_id"]))
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)
    mails_sweep_task.run()
    assert woken == []  # its own message has had no time yet
    Mail.objects.update(queued_at=mail.queued_at - mailing.PATIENCE)

    mails_sweep_task.run()
    mails_sweep_task.run()

    assert woken == [str(mail.pk)]


def test_a_mail_whose_worker_died_is_taken_over_after_its_lease(owner):
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)
    dead = mailing.mail_claim(mail.pk, at=mail.created_at)
    assert dead is not None

    assert mailing.mail_send(mail.pk, at=mail.created_at + mailing.LEASE / 2) == "not due"
    assert mailing.mail_send(mail.pk, at=mail.created_at + mailing.LEASE) == "sent"
    # Had it only been slow, what it notes now would come too late.
    assert mailing._finish(dead, MailState.FAILED, mail.created_at) == "lease lost"
    assert Mail.objects.get().state == MailState.SENT


def test_a_mail_that_kills_its_worker_again_and_again_is_given_up(owner):
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)
    at = mail.created_at
    for _ in range(8):
        mailing.mail_claim(mail.pk, at=at)
        at += mailing.LEASE

    assert mailing.mail_send(mail.pk, at=at) == "failed"
    assert mails_sent() == []


def test_asking_for_links_fills_nobodys_mailbox(owner):
    mails = [mail_queue(kind=MailKind.RESET_PASSWORD, address="OWNER@example.com") for _ in range(8)]

    assert [_send(mail) for mail in mails] == ["sent"] * 5 + ["dropped"] * 3


def test_nobody_gets_what_was_asked_for_an_address_without_an_account(db):
    mail = mail_queue(kind=MailKind.RESET_PASSWORD, address="nobody@example.com")

    assert _send(mail) == "dropped"
    assert mails_sent() == []


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_an_address_that_would_add_headers_or_recipients_is_refused(db, address):
    with pytest.raises(AddressInvalid):
        mail_queue(kind=MailKind.RESET_PASSWORD, address=address)


def test_an_address_with_a_line_break_in_the_database_sends_nothing(owner):
    type(owner).objects.filter(pk=owner.pk).update(email="a@b.example\nBcc: c@d.example")
    mail = mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner)

    assert _send(mail) == "failed"
    assert mails_sent() == []


def test_a_context_takes_only_what_its_kind_declares(owner):
    with pytest.raises(ValueError, match="does not say"):
        mail_queue(kind=MailKind.RESET_PASSWORD, user=owner, context={"token": "x"})


def test_finished_mails_are_forgotten_after_a_month(owner):
    old, waiting, young = (mail_queue(kind=MailKind.PASSWORD_CHANGED, user=owner) for _ in range(3))
    _send(old)
    Mail.objects.filter(pk__in=[old.pk, waiting.pk]).update(created_at=old.created_at - mailing.KEPT)
    _send(young)

    mails_forget_task.run()

    assert set(Mail.objects.values_list("pk", flat=True)) == {waiting.pk, young.pk}


def test_mail_urls_say_where_mail_goes():
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    assert mail_settings("smtp://me%40x:p%2Fw@mail.example:587?tls=1") == MailSettings(
        smtp, host="mail.example", port=587, user="me@x", password="p/w", starts_tls=True
    )
    assert mail_settings("smtps://mail.example") == MailSettings(
        smtp, host="mail.example", port=465, is_tls=True
    )
    assert mail_settings("console:").backend == "django.core.mail.backends.console.EmailBackend"
    assert mail_settings("file:///srv/mail").folder == "/srv/mail"


@pytest.mark.parametrize("url", ["http://secret@mail.example", "mail.example", "file:mail", "smtp://"])
def test_any_other_mail_url_is_refused_without_repeating_it(url):
    with pytest.raises(EnvironmentInvalid) as refusal:
        mail_settings(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["muniment.example", "ftp://x", "https://x/path", "https://x?y=1", ""])
def test_a_public_url_is_a_host_alone(url):
    with pytest.raises(EnvironmentInvalid):
        public_url(url)


def test_a_folder_takes_mails_that_only_their_owner_reads(owner, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "config.mail.FolderBackend", str(tmp_path / "mail")

    _send(mail_queue(kind=MailKind.RESET_PASSWORD, user=owner))

    [path] = (tmp_path / "mail").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    message = email.message_from_bytes(path.read_bytes())
    assert message["To"] == "owner@example.com"
    assert message["Message-ID"] == f"<{Mail.objects.get().pk}@muniment.test>"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
