"""The console's tags, copies and saved searches: put on, looked at, chosen, and closed to others."""

from __future__ import annotations

import pytest
from django.utils import timezone

from documents import services
from documents.models import Document, SavedSearch, Tag
from tests.factories import CSV, case_of, document_from, document_read, grant_document
from tests.factories.subjects import subject_of

pytestmark = pytest.mark.django_db
LIST = "/admin/documents/document/"
OTHER_DATE = CSV.replace(b"2026-01-09,Rent", b"2026-01-10,Rent")


def tagged(owner, name, *tags, **given):
    document = document_from(owner=owner, name=name, **given)
    services.tags_change(actor=owner, document=document, put=tags, taken=[], at=timezone.now())
    return document


def names(page):
    return [row.name for row in page.context["cl"].result_list]


def saved(owner, name="Payslips", group=None, **parameters):
    return services.search_save(actor=owner, name=name, parameters=parameters, group=group, at=timezone.now())


def test_tags_are_put_on_and_taken_off_on_the_screen(console, owner, document):
    browser, address = console(owner), f"{LIST}{document.pk}/tags"
    browser.post(address, {"put": "Urgent, to call"})
    browser.post(address, {"put": "urgent"})
    page = browser.get(f"{LIST}{document.pk}/change/").content.decode()

    assert [tag in page for tag in ("Take off: Urgent", "Take off: to call")] == [True, True]
    answer = browser.post(address, {"taken": "Urgent"})
    assert answer["Location"].endswith("#tags")
    assert list(document.taggings.values_list("tag__name", flat=True)) == ["to call"]


def test_what_cannot_be_a_tag_is_told(console, owner, document):
    answer = console(owner).post(f"{LIST}{document.pk}/tags", {"put": "x" * 61}, follow=True)

    assert "A tag has 1 to 60 characters." in answer.content.decode()
    assert not Tag.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("stranger", 404)])
def test_others_put_no_tag_on(request, console, document, who, status):
    browser = console(request.getfixturevalue(who))

    assert browser.post(f"{LIST}{document.pk}/tags", {"put": "x"}).status_code == status
    assert not Tag.objects.exists()


def test_the_list_is_narrowed_by_a_tag_among_what_one_sees(console, owner, stranger):
    tagged(owner, "mine.csv", "Urgent")
    tagged(stranger, "theirs.csv", "urgent")
    document_from(owner=owner, name="other.csv")
    browser = console(owner)

    assert names(browser.get(f"{LIST}?tag=URGENT")) == ["mine.csv"]
    assert names(browser.get(f"{LIST}?tag=nobody")) == []
    assert "theirs" not in browser.get(LIST).content.decode()


def test_copies_are_shown_with_the_lines_that_differ(console, owner, document):
    first = document_read(document)
    edited = document_read(document_from(CSV.replace(b"-8500.00", b"-9100.00"), owner=owner, name="edit.csv"))
    same = document_read(document_from(owner=owner, name="same.csv"))
    page = console(owner).get(f"{LIST}{first.pk}/copies").content.decode()

    for shown in ("same bytes", f"{LIST}{same.pk}/change/", f"{LIST}{edited.pk}/change/"):
        assert shown in page
    assert "<del>" in page
    assert "9100" in page
    assert "another person" not in page


def test_officers_see_the_same_under_another_person(console, officer, owner):
    made = [document_read(document_from(owner=owner, name=f"{n}.csv")) for n in (1, 2)]
    for document, name in zip(made, ("Thandi", "Sipho"), strict=True):
        subject = subject_of(owner, given=name, identifiers=(), contacts=())
        Document.objects.filter(pk=document.pk).update(subject=subject)

    address = f"{LIST}{made[0].pk}/copies"
    assert "same document under another person" in console(officer).get(address).content.decode()
    assert "another person" not in console(owner).get(address).content.decode()


def test_copies_of_others_are_not_shown(console, owner, stranger, document):
    theirs = document_read(document_from(owner=stranger, name="theirs.csv"))
    document_read(document)
    address = f"{LIST}{document.pk}/copies"

    assert "theirs.csv" not in console(owner).get(address).content.decode()
    grant_document(theirs, owner)
    assert "theirs.csv" in console(owner).get(address).content.decode()


def test_the_lists_search_is_saved_and_chosen(console, owner):
    tagged(owner, "1.csv", "urgent")
    document_from(owner=owner, name="2.csv")
    browser = console(owner)
    query = "?q=umhlanga&tag=urgent&status__exact=received"
    answer = browser.post(f"{LIST}searches/save", {"name": "To do", "query": query, "group": ""})

    search = SavedSearch.objects.get()
    assert answer["Location"] == f"{LIST}?saved={search.pk}"
    assert search.parameters == {"q": ["umhlanga"], "tag": ["urgent"], "status": ["received"]}
    document_read(Document.objects.get(name="1.csv"))
    services.search_update(actor=owner, search=search, parameters={"q": ["umhlanga"], "tag": ["urgent"]})
    page = browser.get(answer["Location"])
    assert names(page) == ["1.csv"]
    assert "Remove To do" in page.content.decode()


def test_what_the_list_adds_narrows_a_saved_search_further(console, owner):
    for name in ("a.csv", "b.csv"):
        document_read(tagged(owner, name, "x"))
    search = saved(owner, q=["umhlanga"], tag=["x"])

    assert names(console(owner).get(f"{LIST}?saved={search.pk}&q=berea b.csv")) == ["b.csv"]


def test_a_search_by_parameters_that_the_console_has_no_form_for_is_run(console, owner):
    for n, amount in enumerate((5, 50)):
        made = document_from(owner=owner, name=f"{n}.csv")
        Document.objects.filter(pk=made.pk).update(amount=amount, currency="ZAR")
    search = saved(owner, amount_min=["10"], currency=["zar"])

    assert names(console(owner).get(f"{LIST}?saved={search.pk}")) == ["1.csv"]


def test_a_shared_search_finds_what_the_one_who_runs_it_sees(console, owner, stranger):
    group = owner.groups.get()
    tagged(owner, "mine.csv", "x")
    tagged(stranger, "theirs.csv", "x")
    search = saved(owner, group=group, tag=["x"])
    page = console(stranger).get(f"{LIST}?saved={search.pk}")

    assert names(page) == ["theirs.csv"]
    assert "Payslips (shared)" in page.content.decode()
    assert console(stranger).post(f"{LIST}searches/{search.pk}/remove").status_code == 403
    stranger.groups.clear()
    assert SavedSearch.objects.count() == 1


def test_a_search_of_somebody_elses_is_not_there(console, owner, stranger):
    search = saved(owner, tag=["x"])
    browser = console(stranger)

    assert "Payslips" not in browser.get(LIST).content.decode()
    assert browser.get(f"{LIST}?saved={search.pk}").status_code == 302
    assert browser.post(f"{LIST}searches/{search.pk}/remove").status_code == 404
    assert SavedSearch.objects.count() == 1


def test_ones_own_search_is_removed(console, owner):
    search = saved(owner, tag=["x"])
    console(owner).post(f"{LIST}searches/{search.pk}/remove")

    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("x", "?created_at__gte=2026-01-01T00:00:00%2B00:00", "Not to be saved: created_at__gte."),
        ("", "?q=x", "A name has 1 to 100 characters."),
        ("x", "?type__exact=nonsense", "This search cannot be saved"),
        ("Payslips", "?q=x", "another saved search of this name"),
    ],
)
def test_what_cannot_be_saved_is_told(console, owner, name, query, said):
    saved(owner)
    answer = console(owner).post(f"{LIST}searches/save", {"name": name, "query": query}, follow=True)

    assert said in answer.content.decode()
    assert SavedSearch.objects.count() == 1


def test_a_search_is_shared_with_a_group_of_ones_own_alone(console, owner):
    browser = console(owner)
    browser.post(f"{LIST}searches/save", {"name": "a", "query": "?q=x", "group": "processor"})
    browser.post(f"{LIST}searches/save", {"name": "b", "query": "?q=x", "group": "admin"})

    assert list(SavedSearch.objects.order_by("name").values_list("group__name", flat=True)) == [
        "processor",
        None,
    ]


def test_the_screen_shows_a_place_for_copies_of_what_was_read(console, owner):
    document = document_read(document_from(owner=owner, case=case_of(owner, "Copies")))
    page = console(owner).get(f"{LIST}{document.pk}/change/").content.decode()

    assert f'data-copies="{LIST}{document.pk}/copies"' in page
