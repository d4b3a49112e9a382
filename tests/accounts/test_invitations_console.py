"""Invitations in the console: by whom, as what, and what becomes of a form that a second factor interrupts."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.constants import MailKind
from accounts.models import Invitation, Mail, Session
from accounts.roles import Role
from accounts.services.invitations import invitation_accept, invitation_create
from accounts.timeouts import STEP_UP
from audit.models import LogEntry
from tests.factories import document_from, person
from tests.mailbox import mails_deliver, token_in

pytestmark = pytest.mark.django_db

FORM = {"email": "sipho@example.com", "full_name": "Sipho Zulu", "role": "processor"}


def _at(verb, *ids, model="invitation"):
    return reverse(f"admin:accounts_{model}_{verb}", args=ids)


def _invited(actor, email="sipho@example.com", at=None):
    return invitation_create(
        actor=actor, email=email, full_name="Sipho Zulu", role=Role.PROCESSOR, at=at or timezone.now()
    )


def _stale():
    Session.objects.update(mfa_at=timezone.now() - STEP_UP - dt.timedelta(seconds=1))


def test_people_are_invited_from_the_list_of_people(console, admin):
    browser = console(admin)
    people = browser.get(_at("changelist", model="user")).content.decode()
    assert _at("add") in people
    assert f"{_at('changelist')}?state=pending" in people

    offered = re.findall(r'<option value="(\w*)"', browser.get(_at("add")).content.decode())
    made = browser.post(_at("add"), FORM)

    invitation = Invitation.objects.get()
    assert offered == ["", "admin", "compliance_officer", "processor", "auditor", "customer"]
    assert made["Location"] == _at("change", invitation.pk)
    assert (invitation.email, invitation.role, invitation.invited_by) == (FORM["email"], "processor", admin)
    assert Mail.objects.filter(kind=MailKind.INVITATION).count() == 1
    shown = browser.get(_at("changelist")).content.decode()
    assert ">waiting</span>" in shown
    assert LogEntry.objects.filter(event="invitations.listed").count() == 1
    again = browser.post(_at("add"), FORM)
    assert "has an account, or an invitation that waits" in again.content.decode()


def test_a_role_that_is_not_offered_is_not_taken(console, admin):
    answer = console(admin).post(_at("add"), FORM | {"role": "service_account"})

    assert "role" in answer.context["form"].errors
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("persona", ["officer", "processor", "auditor"])
def test_nobody_else_sees_or_makes_invitations(request, console, admin, persona):
    invitation = _invited(admin)
    browser = console(request.getfixturevalue(persona))

    assert browser.get(_at("changelist")).status_code == 403
    assert browser.get(_at("add")).status_code == 403
    assert browser.get(_at("change", invitation.pk)).status_code == 404
    for verb in ("resend", "withdraw"):
        assert browser.post(_at(verb, invitation.pk)).status_code == 404
    assert browser.post(_at("add"), FORM).status_code == 403
    assert Invitation.objects.get().withdrawn_at is None
    assert Mail.objects.count() == 1


def test_the_link_is_sent_again_and_withdrawn(console, admin):
    colleague = person("colleague", Role.ADMIN)
    invitation = _invited(admin)
    browser = console(colleague)

    assert browser.get(_at("resend", invitation.pk)).status_code == 405
    browser.post(_at("resend", invitation.pk))
    assert Invitation.objects.get().invited_by == colleague
    assert Mail.objects.filter(kind=MailKind.INVITATION).count() == 2
    browser.post(_at("withdraw", invitation.pk))

    assert Invitation.objects.get().withdrawn_at is not None
    shown = browser.get(_at("change", invitation.pk)).content.decode()
    assert ">withdrawn</span>" in shown
    assert "Send another link" not in shown
    refused = browser.post(_at("resend", invitation.pk), follow=True)
    assert "accepted or withdrawn" in refused.content.decode()


def test_each_state_is_shown_and_can_be_listed(console, admin):
    _invited(admin)
    [mail] = mails_deliver()
    invitation_accept(token=token_in(mail), password="eleven wandering swallows", at=timezone.now())
    _invited(admin, "late@example.com", timezone.now() - dt.timedelta(days=8))
    browser = console(admin)

    shown = browser.get(_at("changelist")).content.decode()
    pending = browser.get(_at("changelist"), {"state": "pending"}).content.decode()
    accepted = Invitation.objects.get(email="sipho@example.com")

    assert ">accepted</span>" in shown
    assert ">expired</span>" in shown
    assert "late@example.com" in pending
    assert "sipho@example.com" not in pending
    assert (
        _at("change", accepted.user_id, model="user")
        in browser.get(_at("change", accepted.pk)).content.decode()
    )
    assert browser.post(_at("change", accepted.pk), FORM).status_code == 403


def test_the_second_factor_is_asked_for_before_and_nothing_typed_is_lost(console, admin):
    browser = console(admin)
    _stale()
    asked = browser.get(_at("add"))
    assert asked["Location"].startswith(reverse("admin:second_factor"))

    posted = browser.post(_at("add"), FORM, headers={"referer": f"http://testserver{_at('add')}"})
    assert posted["Location"].startswith(reverse("admin:second_factor"))
    assert not Invitation.objects.exists()
    Session.objects.update(mfa_at=timezone.now())
    page = browser.get(_at("add"))

    assert page.context["form"].initial == FORM
    assert 'value="sipho@example.com"' in page.content.decode()
    assert browser.get(_at("add")).context["form"].initial == {}  # shown once
    invitation = _invited(admin)
    _stale()
    browser.post(_at("resend", invitation.pk))
    assert Mail.objects.filter(kind=MailKind.INVITATION).count() == 1


def test_broken_glass_keeps_its_reason_over_the_second_factor(console, admin, document):
    browser, reason = console(admin), "The customer is on the line and asks for the statement."
    address = reverse("admin:documents_breakglass_break")
    form = {"target": "document", "target_id": str(document.pk), "reason": reason}
    _stale()

    asked = browser.post(address, form, headers={"referer": f"http://testserver{address}"})

    assert asked["Location"].startswith(reverse("admin:second_factor"))
    assert not LogEntry.objects.filter(event="security.glass_broken").exists()
    Session.objects.update(mfa_at=timezone.now())
    assert reason in browser.get(address).content.decode()
    assert browser.post(address, form)["Location"] == reverse(
        "admin:documents_document_change", args=[document.pk]
    )


def test_a_reason_that_was_held_is_offered_for_the_same_target_only(console, admin, owner, document):
    browser, other = console(admin), document_from(b"a,b\n3,4\n", owner=owner)
    address = reverse("admin:documents_breakglass_break")
    pages = [reverse("admin:documents_document_change", args=[one.pk]) for one in (document, other)]
    for page, is_shown in zip(pages, (True, False), strict=True):
        _stale()
        reason = "The customer is on the line and asks for the statement."
        browser.post(address, {"target": "document", "target_id": str(document.pk), "reason": reason})
        Session.objects.update(mfa_at=timezone.now())

        offered = browser.get(page)

        assert offered.status_code == 404
        assert (reason in offered.content.decode()) is is_shown
        assert page.split("/")[-3] in offered.content.decode()


def test_the_way_back_stays_on_this_site(console, admin):
    browser = console(admin)
    _stale()

    asked = browser.post(_at("add"), FORM, headers={"referer": "https://evil.example/admin/"})

    assert "evil" not in asked["Location"]


def test_the_pages_hold_no_inline_script_or_style(console, admin):
    browser = console(admin)
    invitation = _invited(admin)
    for address in (
        _at("changelist"),
        _at("add"),
        _at("change", invitation.pk),
        _at("changelist", model="user"),
    ):
        text = browser.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text) == []
        assert re.findall(r"\sstyle=|\son\w+=", text) == []
