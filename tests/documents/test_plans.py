"""The shape of plans: no list or search reads all documents, and none sorts more than some pages of them."""

import pytest
from django.db import connection

from accounts.models import User
from documents import listing
from documents.listing import Order, Place, Wanted
from documents.models import Document
from documents.narrowing import DocumentFilter
from documents.queries import query_parse
from documents.scale.plan import MANY, NAMED, RARE, SOME
from tests.factories.scale import seeded

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]  # making the documents takes a while
SIZE = 50


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), seeded(documents=10_000, users=50, grants=60_000) as plan:
        yield plan


class _Explaining:
    """Keeps the plan of each statement that reads documents, as it ran."""

    def __init__(self):
        self.plans = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT") and any(name in sql for name in _TABLES):
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                self.plans.append(cursor.fetchone()[0][0]["Plan"])
        return execute(sql, params, many, context)


_TABLES = ("documents_document", "documents_reader")


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _wanted(text, *, is_filtered):
    where = Document.objects.all()
    if is_filtered:
        where = where.filter(type="invoice", status="ready", currency="ZAR")
    facets = {"type": ["invoice"], "status": ["ready"], "currency": ["ZAR"]} if is_filtered else {}
    return Wanted(where, query_parse(text) if text else None, facets)


def _explained(user, wanted, place):
    explaining = _Explaining()
    with connection.execute_wrapper(explaining):
        found = listing.page(user, wanted, place=place, size=SIZE)
    assert explaining.plans
    return found, [node for plan in explaining.plans for node in _nodes(plan)]


def _middle(user):
    keys = Document.objects.visible_to(user).order_by("-pk").values_list("pk", flat=True)
    return Place(Order.NEWEST, beside=keys[len(keys) // 2])


@pytest.mark.parametrize("email", NAMED)
@pytest.mark.parametrize("text", ["", RARE, SOME, MANY, "payment", f"{MANY} or {SOME}", f"{MANY} -payment"])
@pytest.mark.parametrize("is_filtered", [False, True])
@pytest.mark.parametrize("is_deep", [False, True])
def test_no_page_reads_all_documents_or_sorts_more_than_some_pages(plan, email, text, is_filtered, is_deep):
    user = User.objects.get(email=email)
    place = _middle(user) if is_deep else None

    wanted = _wanted(text, is_filtered=is_filtered)

    found, nodes = _explained(user, wanted, place)

    sequential = [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]
    sorted_rows = [
        node["Plans"][0]["Actual Rows"] for node in nodes if node["Node Type"] in {"Sort", "Incremental Sort"}
    ]
    # A word in one document of twenty or more is read in order where it is not walked to: in small tables alone.
    outlook = listing.way_to(wanted, SIZE)
    is_common = outlook.way is listing.Way.HITS and outlook.hits * 20 >= plan.documents
    large = {"documents_document", "documents_reader", "documents_documentsearch"}
    assert is_common or not large & set(sequential)
    # What few documents hold is sorted as it comes from the index; see documents/listing.py.
    most = SIZE * 20 if found.order is Order.NEWEST else listing.MAX_RANKED
    assert [rows for rows in sorted_rows if rows > most] == []
    assert len(found.rows) <= SIZE


def test_filters_compare_columns_as_they_are_stored():
    given = {"currency": "zar", "type": ["invoice"], "status": ["ready"]}

    filtered = DocumentFilter(given, queryset=Document.objects.all())

    assert filtered.is_valid()
    assert "UPPER(" not in str(filtered.qs.query)  # no index and no statistics know it
    assert "ZAR" in str(filtered.qs.query)
