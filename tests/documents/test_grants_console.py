"""Who has access, in the console: the panel, giving and taking back, offers, broken glass."""

import pytest
from django.utils import timezone

from accounts.constants import MailKind
from accounts.models import Mail
from accounts.roles import Verb
from audit.models import LogEntry
from documents import services
from documents.constants import GrantTarget
from documents.models import BreakGlass, CaseUserObjectPermission, DocumentUserObjectPermission, GrantOffer
from tests.factories import grant_case

pytestmark = pytest.mark.django_db

REASON = "Customer reports a wrong amount, ticket 4711."


def _page(target, rest="change/"):
    kind = target._meta.model_name
    return f"/admin/documents/{kind}/{target.pk}/{rest}"


def _rows():
    models = (CaseUserObjectPermission, DocumentUserObjectPermission, GrantOffer, BreakGlass)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("kind", ["case", "document"])
def test_an_owner_sees_who_has_access_and_gives_and_takes_back(request, console, owner, colleague, kind):
    target = request.getfixturevalue(kind)
    browser = console(owner)
    shown = browser.get(_page(target)).content.decode()
    assert "Who has access" in shown
    assert "Colleague" in shown
    assert "Compliance officer, Auditor" in shown

    browser.post(_page(target, "access"), {"email": "new@example.com", "verb": "view", "reason": "audit"})

    offer = GrantOffer.objects.get()
    assert (offer.email, offer.verb, offer.reason, offer.target) == (
        "new@example.com",
        "view",
        "audit",
        target,
    )
    assert "new@example.com" in browser.get(_page(target)).content.decode()
    response = browser.post(_page(target, f"access/{offer.pk}/revoke"))
    assert response["Location"] == _page(target) + "#access"
    assert "new@example.com" not in browser.get(_page(target)).content.decode()


def test_an_officer_gives_to_a_group_until_a_day(console, officer, document):
    body = {"group": "processor", "verb": "view", "expires_at": "2999-01-01T10:00"}

    console(officer).post(_page(document, "access"), body)

    shown = console(officer).get(_page(document)).content.decode()
    assert "2999-01-01 10:00" in shown
    assert LogEntry.objects.get(event="document.viewed", object_pk=str(document.pk)).additional_data[
        "grants_listed"
    ]


def test_a_colleague_without_the_right_to_share_sees_no_panel_and_gives_nothing(
    console, colleague, case, document
):
    browser = console(colleague)
    before = _rows()

    for target in (case, document):
        assert "Who has access" not in browser.get(_page(target)).content.decode()
        browser.post(_page(target, "access"), {"email": "a@example.com", "verb": "view"})
    assert _rows() == before


@pytest.mark.parametrize("persona", ["stranger", "processor"])
def test_strangers_reach_no_access_screen(request, console, persona, case, document):
    browser = console(request.getfixturevalue(persona))
    before = _rows()
    grant = CaseUserObjectPermission.objects.first() or document

    for target in (case, document):
        assert browser.get(_page(target)).status_code == 404
        assert browser.post(_page(target, "access"), {"email": "a@b.co", "verb": "view"}).status_code == 404
        assert browser.post(_page(target, f"access/{grant.pk}/revoke")).status_code == 404
    assert browser.get("/admin/documents/breakglass/break").status_code == 403
    assert browser.get("/admin/documents/breakglass/").status_code == 403
    assert _rows() == before


def test_getting_an_address_that_changes_is_refused(console, owner, document):
    assert console(owner).get(_page(document, "access")).status_code == 405


def test_a_grantee_gives_back_and_lands_on_the_first_page(console, officer, owner, stranger, case):
    grant_case(case, stranger, "share_case")
    grant_case(case, stranger)
    view = CaseUserObjectPermission.objects.get(user=stranger, permission__codename="view_case")

    response = console(stranger).post(_page(case, f"access/{view.pk}/revoke"))

    assert response["Location"] == "/admin/"


def test_an_offer_is_answered_on_the_first_page(console, owner, stranger, document):
    offer = services.offer_make(
        actor=owner, target=document, email=stranger.email, verb=Verb.VIEW, at=timezone.now()
    )
    browser = console(stranger)
    assert document.name in browser.get("/admin/").content.decode()

    browser.post(f"/admin/documents/breakglass/offers/{offer.pk}/accept")

    assert browser.get(_page(document)).status_code == 200
    assert "Offered to you" not in browser.get("/admin/").content.decode()


def test_an_offer_waits_until_the_address_is_verified(console, owner, stranger, document):
    offer = services.offer_make(
        actor=owner, target=document, email=stranger.email, verb=Verb.VIEW, at=timezone.now()
    )
    stranger.email_verified_at = None
    stranger.save()

    assert "Offered to you" not in console(stranger).get("/admin/").content.decode()
    accept = console(stranger).post(f"/admin/documents/breakglass/offers/{offer.pk}/accept")
    assert "/login/" in accept["Location"]  # nobody is let in at an address that is not confirmed


def test_an_administrator_is_offered_glass_for_what_is_there_and_what_is_not(console, admin, case, document):
    browser = console(admin)
    there = [browser.get(_page(target)) for target in (case, document)]
    nothing = browser.get("/admin/documents/document/0197f000-0000-7000-8000-000000000000/change/")

    assert [r.status_code for r in (*there, nothing)] == [404, 404, 404]
    bodies = [r.content.decode() for r in (there[1], nothing)]
    assert bodies[0].count("Break glass") == bodies[1].count("Break glass") > 0
    assert document.name not in bodies[0]


def test_glass_broken_in_the_console_is_a_finding_until_acknowledged(console, admin, officer, document):
    body = {"target": "document", "target_id": str(document.pk), "reason": REASON}

    response = console(admin).post("/admin/documents/breakglass/break", body)

    assert response["Location"] == _page(document)
    assert console(admin).get(_page(document)).status_code == 200
    mail = Mail.objects.get(kind=MailKind.BREAK_GLASS)
    assert (mail.user, mail.context["reason"]) == (officer, REASON)
    assert document.name not in str(mail.context)
    browser = console(officer)
    shown = browser.get("/admin/").content.decode()
    assert "Broken glass, to be acknowledged" in shown
    assert REASON in shown
    glass = BreakGlass.objects.get()
    browser.post(f"/admin/documents/breakglass/{glass.pk}/acknowledge")
    assert "to be acknowledged" not in browser.get("/admin/").content.decode()
    assert BreakGlass.objects.get().acknowledged_by == officer


@pytest.mark.parametrize("persona", ["auditor", "admin", "processor"])
def test_others_acknowledge_nothing(request, console, persona, admin, document):
    glass = services.glass_break(
        actor=admin, kind=GrantTarget.DOCUMENT, target_id=document.pk, reason=REASON, at=timezone.now()
    )
    browser = console(request.getfixturevalue(persona))

    assert browser.post(f"/admin/documents/breakglass/{glass.pk}/acknowledge").status_code == 403
    assert BreakGlass.objects.get().acknowledged_at is None


def test_a_short_reason_breaks_nothing(console, admin, document):
    body = {"target": "document", "target_id": str(document.pk), "reason": "because"}

    assert console(admin).post("/admin/documents/breakglass/break", body).status_code == 200
    assert BreakGlass.objects.count() == 0
    assert Mail.objects.count() == 0
