"""From a row of the outbox to words: who receives it, its subject, its text and its link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime

from accounts.constants import LinkPurpose, MailKind
from accounts.links import link_make
from accounts.models import Invitation, Mail, User

SUBJECTS: dict[MailKind, str] = {
    MailKind.VERIFY_ADDRESS: "Confirm your address",
    MailKind.ALREADY_REGISTERED: "You have an account already",
    MailKind.RESET_PASSWORD: "Set a new password",
    MailKind.PASSWORD_CHANGED: "Your password was changed",
    MailKind.INVITATION: "You are invited",
    MailKind.FACTORS_CHANGED: "Your second factors were changed",
    MailKind.NEW_DEVICE: "Sign-in from a new device",
    MailKind.BREAK_GLASS: "Glass was broken",
    MailKind.WEBHOOK_DISABLED: "A webhook was disabled",
    MailKind.SESSION_REPLAY: "A session of yours was ended",
    MailKind.ROLE_GIVEN: "A powerful role was given",
}
# What the link of a mail to a person is for.
_LINKED = {MailKind.VERIFY_ADDRESS: LinkPurpose.VERIFY, MailKind.RESET_PASSWORD: LinkPurpose.RESET}
# Where each purpose's link leads. The token stands behind `#`: browsers send that part to no server, so it is
# in no access log, no proxy's log and no Referer.
PAGES: dict[LinkPurpose, str] = {
    LinkPurpose.VERIFY: "/account/verify",
    LinkPurpose.RESET: "/account/reset",
    LinkPurpose.INVITE: "/account/accept",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it leaves."""

    to: str
    subject: str
    text: str
    html: str
    domain: str  # of the Message-ID


def compose(mail: Mail, *, at: dt.datetime) -> Letter | None:
    """Return the letter of a mail, with a fresh link where its kind has one; None where nobody is to get it.

    Where a mail was asked for by somebody who is not signed in, only its address is known: whether there is
    such an account is found out here, so that the request took the same time either way.
    """
    kind = MailKind(mail.kind)
    if kind is MailKind.INVITATION:
        return _invitation(mail, at)
    if kind is MailKind.WEBHOOK_DISABLED and mail.user is None:
        return _letter(kind, mail.address, mail)  # who answers for a machine needs no account here
    user = mail.user or User.objects.filter(email__iexact=mail.address).first()
    if user is None or not user.is_active or user.is_service:
        return None
    mail.user = user
    if kind is MailKind.VERIFY_ADDRESS and user.email_verified_at is not None:
        return None
    purpose = _LINKED.get(kind)
    url = _url(purpose, user=user, at=at) if purpose else ""
    return _letter(kind, user.email, mail, url)


def _invitation(mail: Mail, at: dt.datetime) -> Letter | None:
    invitation = Invitation.objects.filter(pk=mail.context.get("invitation")).first()
    if invitation is None or not invitation.is_open(at):
        return None
    url = _url(LinkPurpose.INVITE, invitation=invitation, at=at)
    return _letter(MailKind.INVITATION, invitation.email, mail, url, invitation=invitation)


def _url(purpose: LinkPurpose, *, at: dt.datetime, **about: Any) -> str:
    """Return a fresh link; its host is configured, never taken from a request."""
    return f"{settings.PUBLIC_URL}{PAGES[purpose]}#{link_make(purpose, at=at, **about)}"


def _letter(kind: MailKind, to: str, mail: Mail, url: str = "", **more: Any) -> Letter:
    when = parse_datetime(str(mail.context.get("at", ""))) or mail.created_at
    context = {**mail.context, **more, "url": url, "when": when, "site": settings.PUBLIC_URL}
    text = render_to_string(f"mail/{kind.value}.txt", context).strip()
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n")]
    html = render_to_string(
        "mail/letter.html", {"subject": SUBJECTS[kind], "paragraphs": paragraphs, "url": url}
    )
    domain = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return Letter(to=to, subject=f"Muniment: {SUBJECTS[kind]}", text=text + "\n", html=html, domain=domain)
