"""One-way doors into a case: whoever has the secret puts files in, and sees nothing of the case."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import LogEntry
from documents import services
from documents.models import Case, Document, LinkFile, UploadLink
from tests.factories import CSV, grant_case, person

pytestmark = pytest.mark.django_db


def _make(owner, case, **terms):
    now = timezone.now()
    given = services.LinkTerms(**{"expires_at": now + dt.timedelta(days=1), **terms})
    return services.link_make(actor=owner, case=case, terms=given, at=now)


@pytest.fixture
def secret(owner, case):
    return _make(owner, case).secret


def _send(secret, content=CSV, name="payslip.csv", client=None, **headers):
    file = SimpleUploadedFile(name, content)
    return (client or Client(enforce_csrf_checks=True)).post(f"/in/{secret}", {"file": file}, headers=headers)


def test_a_stranger_puts_a_file_into_the_case(secret, owner, case):
    assert _send(secret).status_code == 200

    document = Document.objects.get()
    assert (document.name, document.owner, document.case) == ("payslip.csv", owner, case)
    entry = LogEntry.objects.get(event="upload_link.used")
    assert entry.additional_data["document"] == str(document.pk)


def test_the_page_shows_names_of_this_browser_and_nothing_of_the_case(secret, case):
    Case.objects.filter(pk=case.pk).update(name="Divorce of Mrs Botha")
    one, other = Client(), Client()
    one.get(f"/in/{secret}")
    _send(secret, client=one)

    mine, theirs = one.get(f"/in/{secret}"), other.get(f"/in/{secret}")

    assert b"payslip.csv" in mine.content
    assert b"payslip.csv" not in theirs.content
    for page in (mine, theirs):
        assert b"Botha" not in page.content
        assert b"owner" not in page.content.lower()
        assert str(case.pk).encode() not in page.content
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]


def test_a_title_is_shown_where_the_maker_chose_one_and_never_the_note(owner, case):
    secret = _make(owner, case, title="Payslips for your loan", note="called twice").secret
    page = Client().get(f"/in/{secret}")

    assert b"Payslips for your loan" in page.content
    assert b"called twice" not in page.content


def _expired(link, case, owner):
    past = timezone.now() - dt.timedelta(days=2)
    UploadLink.objects.update(created_at=past, expires_at=past + dt.timedelta(days=1))


def _ended(link, case, owner):
    services.link_end(actor=owner, link=link, at=timezone.now())


def _maker_gone(link, case, owner):
    owner.is_active = False
    owner.save()


def _maker_lost_the_case(link, case, owner):
    UploadLink.objects.update(made_by=grant_view_only(case))


def grant_view_only(case):
    other = person("other", Role.PROCESSOR)
    grant_case(case, other)
    return other


@pytest.mark.parametrize("over", [_expired, _ended, _maker_gone, _maker_lost_the_case])
def test_a_link_that_is_over_looks_as_one_that_never_was(owner, case, over):
    made = _make(owner, case)
    over(made.link, case, owner)

    never = Client().get("/in/never-made")
    for response in (Client().get(f"/in/{made.secret}"), _send(made.secret)):
        assert response.status_code == never.status_code == 404
        assert response.content == never.content
    assert Document.objects.count() == 0


def test_a_link_takes_so_many_files_and_bytes(owner, case):
    few = _make(owner, case, max_files=1).secret
    assert [_send(few).status_code, _send(few).status_code] == [200, 400]
    small = _make(owner, case, max_bytes=len(CSV) + 10).secret
    assert [_send(small).status_code, _send(small).status_code] == [200, 400]
    assert Document.objects.count() == 2


def test_what_is_refused_says_why(secret):
    program = _send(secret, b"MZ\x90\x00" + bytes(200), "cv.pdf", Accept="application/json")

    assert program.status_code == 400
    assert program.json()["refused"][0].startswith("cv.pdf: The content is")
    assert LinkFile.objects.count() == 0
    assert UploadLink.objects.get().taken_files == 0


def test_a_body_without_a_link_that_counts_is_not_taken_in(settings, tmp_path, db):
    settings.VAULT_SPOOL_DIR = tmp_path

    assert _send("never-made", CSV * 1000).status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_the_secret_is_kept_as_a_digest_only(secret):
    row = UploadLink.objects.values().get()

    assert not any(secret in str(value) for value in row.values())
    assert not LogEntry.objects.filter(additional_data__icontains=secret).exists()


def test_guessing_is_limited(settings, db):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "link": {"address": (2, 60)}}

    assert [Client().get(f"/in/guess-{n}").status_code for n in range(3)] == [404, 404, 429]


def test_the_api_makes_lists_and_ends_links(as_user, owner, colleague, stranger, case):
    address = f"/api/v1/cases/{case.pk}/upload-links"
    terms = {"expires_at": (timezone.now() + dt.timedelta(days=3)).isoformat(), "title": "Payslips"}
    made = as_user(owner).post(address, terms)

    assert made.status_code == 201, made.content
    secret = made.json()["address"].rsplit("/", 1)[1]
    assert _send(secret).status_code == 200
    (listed,) = as_user(owner).get(address).json()["results"]
    assert (listed["taken_files"], "address" in listed) == (1, False)
    assert as_user(colleague).post(address, terms).status_code == 403
    assert as_user(stranger).get(address).status_code == 404
    assert as_user(owner).delete(f"{address}/{listed['id']}").status_code == 204
    assert _send(secret).status_code == 404


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_lasts_up_to_ninety_days(as_user, owner, case, days):
    expires_at = timezone.now() + dt.timedelta(days=days)
    response = as_user(owner).post(
        f"/api/v1/cases/{case.pk}/upload-links", {"expires_at": expires_at.isoformat()}
    )

    assert (response.status_code, response.json()["code"]) == (400, "link_not_possible")


def test_the_console_shows_a_new_address_once(console, owner, case):
    browser, page = console(owner), reverse("admin:documents_case_links", args=[case.pk])
    made = browser.post(page, {"title": "", "note": "", "days": "7", "max_files": "3", "max_mib": "10"})

    assert made.status_code == 200
    assert b"https://muniment.test/in/" in made.content
    again = browser.get(page)
    assert b"/in/" not in again.content
    link = UploadLink.objects.get()
    end = browser.post(reverse("admin:documents_case_link_end", args=[case.pk, link.pk]))
    assert end.status_code == 302
    link.refresh_from_db()
    assert link.ended_by == owner
