"""Products in the console: officers declare and change them, the others of the house read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from audit.models import LogEntry
from documents import services
from documents.exceptions import DocumentsError, ProductNameTaken
from documents.models import Product

pytestmark = pytest.mark.django_db

LIST = "/admin/documents/product/"
ADD = f"{LIST}add/"
PAYSLIPS = {"kind": "payslip", "rule": "count", "count": "2", "year_ends": "2"}
STATEMENTS = {"kind": "bank_statement", "rule": "months", "count": "3", "year_ends": "2"}
EMPTY = {"kind": "", "rule": "count", "count": "1", "year_ends": "2"}


def _posted(*rows: dict[str, str], **fields: str) -> dict[str, str]:
    body = {"requirements-TOTAL_FORMS": str(len(rows)), "requirements-INITIAL_FORMS": "0", **fields}
    for number, row in enumerate(rows):
        body |= {f"requirements-{number}-{name}": value for name, value in row.items()}
    return body


def _rows_of(shown: Any) -> dict[str, Any]:
    """Return what a browser would send of the rows on a page, untouched."""
    fields = [field for form in [shown["rows"].management_form, *shown["rows"]] for field in form]
    return {field.html_name: value for field in fields if (value := field.value()) not in {None, False}}


def _asked(product: Product) -> list[tuple[Any, ...]]:
    return list(product.requirements.values_list("kind", "rule", "count", "max_age_days", "is_optional"))


@pytest.fixture
def product(officer) -> Product:
    return services.product_create(
        actor=officer,
        name="Home loan",
        description="For houses.\nAnd flats.",
        requirements=[
            services.Asked("bank_statement", "months", 3),
            services.Asked("payslip", max_age_days=90),
            services.Asked("tax_form", "tax_year", is_optional=True),
        ],
        at=timezone.now(),
    )


@pytest.fixture
def screen(product) -> str:
    return f"{LIST}{product.pk}/change/"


def test_an_officer_declares_a_product_with_its_documents(console, officer):
    slips = {**PAYSLIPS, "max_age_days": "90", "is_optional": "on"}
    response = console(officer).post(ADD, _posted(STATEMENTS, EMPTY, slips, name=" Vehicle loan "))

    product = Product.objects.get()
    assert response["Location"] == f"{LIST}{product.pk}/change/"
    assert (product.name, product.is_active) == ("Vehicle loan", True)
    assert _asked(product) == [
        ("bank_statement", "months", 3, None, False),
        ("payslip", "count", 2, 90, True),
    ]
    entry = LogEntry.objects.get(event="product.created")
    assert (entry.actor_id, entry.interface) == (officer.pk, "console")
    assert entry.additional_data["requirements"] == 2


def test_an_officer_changes_puts_in_order_and_removes(console, officer, product, screen):
    rows = (
        {**STATEMENTS, "count": "6", "ORDER": "2"},
        {**PAYSLIPS, "max_age_days": "90", "ORDER": "1"},
        {**PAYSLIPS, "kind": "tax_form", "rule": "tax_year", "ORDER": "3", "DELETE": "on"},
    )
    console(officer).post(screen, _posted(*rows, name="Home loan", description="For houses.", is_active="on"))

    assert _asked(product) == [
        ("payslip", "count", 2, 90, False),
        ("bank_statement", "months", 6, None, False),
    ]
    entry = LogEntry.objects.get(event="product.updated")
    assert [one["kind"] for one in entry.additional_data["requirements"]] == ["payslip", "bank_statement"]


def test_what_is_shown_can_be_saved_as_it_is_and_changes_nothing(console, officer, product, screen):
    browser = console(officer)
    shown = browser.get(screen).context
    body = _rows_of(shown) | {
        "name": "Home loan",
        "description": "For houses.\r\nAnd flats.",
        "is_active": "on",
    }
    before = _asked(product)

    response = browser.post(screen, body)

    assert (response.status_code, _asked(product)) == (302, before)
    assert not LogEntry.objects.filter(event="product.updated").exists()


def test_a_product_is_offered_no_more_and_keeps_its_documents(console, officer, product, screen):
    shown = console(officer).get(screen).context["rows"]
    rows = [{key: str(value) for key, value in form.initial.items() if value} for form in shown.initial_forms]
    before = _asked(product)

    console(officer).post(screen, _posted(*rows, name="Home loan", description="For houses."))

    product.refresh_from_db()
    assert (product.is_active, _asked(product)) == (False, before)
    assert "requirements" not in (LogEntry.objects.get(event="product.updated").additional_data or {})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "Choose a document, or remove the row."),
        ({"count": "61"}, "less than or equal to 60"),
        ({"count": "0"}, "greater than or equal to 1"),
        ({"count": "many"}, "Enter a whole number."),
        ({"max_age_days": "3661"}, "less than or equal to 3660"),
        ({"max_age_months": "121"}, "less than or equal to 120"),
        ({"year_ends": "13"}, "Select a valid choice."),
        ({"rule": "never"}, "Select a valid choice."),
    ],
)
def test_a_wrong_row_says_why_and_loses_nothing(console, officer, wrong, said):
    body = _posted(STATEMENTS, {**PAYSLIPS, **wrong}, name="Vehicle loan", description="For cars.")
    page = console(officer).post(ADD, body)

    assert (page.status_code, Product.objects.count()) == (200, 0)
    shown = page.content.decode()
    assert said in shown
    assert "Nothing was saved." in shown
    assert 'value="Vehicle loan"' in shown
    assert "For cars." in shown
    assert page.context["rows"][0]["count"].value() == "3"
    assert page.context["rows"][1]["kind"].value() == wrong.get("kind", "payslip")


@pytest.mark.parametrize(
    ("error", "field"),
    [(ProductNameTaken("Taken."), "name"), (DocumentsError("Not today."), "__all__")],
)
def test_what_the_service_refuses_is_shown_at_the_form(console, officer, monkeypatch, error, field):
    def refuse(**_: Any) -> None:
        raise error

    monkeypatch.setattr(services, "product_create", refuse)
    page = console(officer).post(ADD, _posted(STATEMENTS, name="Vehicle loan"))

    assert page.context["form"].errors == {field: [str(error)]}
    assert str(error) in page.content.decode()
    assert page.context["rows"][0]["kind"].value() == "bank_statement"


def test_a_name_that_is_taken_is_refused_on_adding_and_on_changing(console, officer, product, screen):
    browser = console(officer)
    services.product_create(actor=officer, name="Vehicle loan", requirements=[], at=timezone.now())
    added = browser.post(ADD, _posted(PAYSLIPS, name="Home loan"))
    changed = browser.post(screen, _posted(PAYSLIPS, name="Vehicle loan", is_active="on"))

    for page in (added, changed):
        assert "There is another product of this name." in page.content.decode()
    product.refresh_from_db()
    assert (product.name, product.requirements.count()) == ("Home loan", 3)
    assert not LogEntry.objects.filter(event="product.updated").exists()


def test_asking_for_more_rows_keeps_what_was_typed_and_saves_nothing(console, officer):
    page = console(officer).post(ADD, _posted(PAYSLIPS, EMPTY, name="Vehicle loan", more="More rows"))

    rows = page.context["rows"]
    assert len(rows.forms) == 5
    assert (rows[0]["kind"].value(), rows[0]["count"].value()) == ("payslip", "2")
    assert "errorlist" not in page.content.decode()
    assert Product.objects.count() == 0

    console(officer).post(ADD, _rows_of(page.context) | {"name": "Vehicle loan"})
    assert _asked(Product.objects.get()) == [("payslip", "count", 2, None, False)]


def test_no_more_rows_than_a_product_may_have(console, officer):
    body = _posted(*[PAYSLIPS] * 49, name="Vehicle loan", more="More rows")
    assert len(console(officer).post(ADD, body).context["rows"].forms) == 50

    page = console(officer).post(ADD, _posted(*[PAYSLIPS] * 51, name="Vehicle loan"))
    assert "at most 50 forms" in page.content.decode()
    assert Product.objects.count() == 0


def test_a_form_without_its_rows_is_refused_in_words(console, officer):
    page = console(officer).post(ADD, {"name": "Vehicle loan"})

    assert (page.status_code, Product.objects.count()) == (200, 0)
    assert "Nothing was saved." in page.content.decode()


@pytest.mark.parametrize("who", ["owner", "auditor", "admin"])
def test_the_others_read_a_product_and_change_nothing(console, request, who, product, screen):
    reader = request.getfixturevalue(who)
    browser = console(reader)
    listed, page = browser.get(LIST).content.decode(), browser.get(screen).content.decode()
    statuses = [browser.post(address, _posted(PAYSLIPS, name="X")).status_code for address in (ADD, screen)]

    assert "Home loan" in listed
    assert "Add product" not in listed
    assert 'name="name"' not in page
    for words in ("3 consecutive months of one account", "90 days", "ended in February", "optional"):
        assert words in page
    assert statuses == [403, 403]
    product.refresh_from_db()
    assert (product.name, Product.objects.count(), product.requirements.count()) == ("Home loan", 1, 3)
    assert list(
        LogEntry.objects.filter(actor=reader, event__startswith="product").values_list("event", flat=True)
    ) == [
        "product.viewed",
        "products.listed",
    ]


def test_a_customer_is_sent_away_and_nobody_deletes(console, customer, officer, screen):
    away = console(customer).get(screen)
    deleted = console(officer).post(screen.replace("change", "delete"), {"post": "yes"})

    assert (away.status_code, "login" in away["Location"]) == (302, True)
    assert (deleted.status_code, Product.objects.count()) == (403, 1)


@pytest.mark.parametrize("address", ["019b0000-0000-7000-8000-000000000000", "nonsense"])
def test_what_is_not_there_is_not_found(console, officer, address):
    assert console(officer).get(f"{LIST}{address}/change/").status_code == 404


def test_the_list_says_how_many_documents_are_asked_for(console, officer, product):
    browser = console(officer)
    page = browser.get(LIST).content.decode()

    assert '<td class="field-asked_for">3</td>' in page
    assert "Add product" in page
    assert "Home loan" not in browser.get(f"{LIST}?offered=no").content.decode()
    assert "Home loan" in browser.get(f"{LIST}?offered=yes").content.decode()


def test_a_case_leads_to_its_product_where_the_person_may_see_it(console, owner, case, product, screen):
    edit = services.CaseEdit(frozenset({"product"}), product=product)
    services.case_update(actor=owner, case=case, edit=edit)
    shown = f"/admin/documents/case/{case.pk}/change/"

    assert f'href="{screen}"' in console(owner).get(shown).content.decode()

    rights = Group.objects.get(name="processor").permissions
    rights.remove(rights.get(codename="view_product"))
    page = console(owner).get(shown).content.decode()
    assert "Home loan" in page
    assert screen not in page
    assert console(owner).get(screen).status_code == 403
