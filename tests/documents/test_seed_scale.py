"""A seeded installation is what it says: exact counts, whole rows, and what the services would have written."""

from hashlib import sha256

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import User
from documents.models import (
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentSearch,
    DocumentUserObjectPermission,
    Field,
    Page,
    Reader,
)
from documents.scale.corpus import corpus_draw
from documents.scale.plan import MANY, OFFICER, RARE, RESTRICTED, SOME, Plan
from documents.search import document_reindex
from tests.factories.scale import UNTIL, seeded
from vault.blind_index import blind_index
from vault.services import files_primitive, value_open, values_primitive

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), seeded(documents=600, users=20, grants=3_000, files=2) as plan:
        yield plan


def _hits(word):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM documents_documentsearch WHERE body @@ %s::tsquery", [f"'{word}'"]
        )
        return cursor.fetchone()[0]


def test_as_much_is_there_as_was_asked_for(plan):
    grants = (
        CaseUserObjectPermission,
        CaseGroupObjectPermission,
        DocumentUserObjectPermission,
        DocumentGroupObjectPermission,
    )

    assert Document.objects.count() == 600
    assert User.objects.count() == 20
    assert sum(model.objects.count() for model in grants) == 3_000
    assert all(model.objects.exists() for model in grants)


def test_a_planted_word_has_exactly_its_hits(plan):
    assert {word: _hits(word) for word in (RARE, SOME, MANY)} == plan.planted == {RARE: 1, SOME: 30, MANY: 60}


def test_the_restricted_one_reads_what_was_granted_and_nothing_else(plan):
    restricted = User.objects.get(email=RESTRICTED)
    granted = DocumentUserObjectPermission.objects.live(timezone.now()).filter(user=restricted)

    assert granted.count() == Document.objects.visible_to(restricted).count() == plan.restricted == 150
    assert Document.objects.visible_to(restricted).filter(search__body="quagga").count() == 1


def test_the_officer_reads_everything(plan):
    officer = User.objects.get(email=OFFICER)

    assert Document.objects.visible_to(officer).count() == 600


def test_readers_are_what_the_database_would_keep(plan):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT principal, document_id, until FROM documents_reader) r FULL JOIN"
            " documents_readers_of(ARRAY(SELECT id FROM documents_document)) s USING (principal, document_id)"
            " WHERE r.until IS DISTINCT FROM s.until"
        )
        assert cursor.fetchone()[0] == 0
    assert Reader.objects.count() > 3_000


def test_search_reads_what_indexing_anew_would_write(plan):
    written = dict(DocumentSearch.objects.values_list("pk", "body"))
    facets = dict(DocumentSearch.objects.values_list("pk", "facets"))

    with transaction.atomic():
        DocumentSearch.objects.all().delete()
        for document in Document.objects.filter(page_count__gt=0):
            document_reindex(document)
        assert dict(DocumentSearch.objects.values_list("pk", "body")) == written
        assert dict(DocumentSearch.objects.values_list("pk", "facets")) == facets
        transaction.set_rollback(True)


def test_data_keys_open_and_values_are_sealed_under_them(plan):
    field = Field.objects.filter(name="account_number").select_related("version__document__data_key")[0]
    key = field.version.document.data_key

    number = value_open(
        values_primitive(key), field.sealed_normal, table="documents.field", row=field.pk, field="normal"
    )
    assert bytes(field.blind_index) == blind_index("account_number", number)
    assert field.text == field.normal == ""
    assert files_primitive(key)


def test_the_newest_documents_have_their_files(plan, as_user):
    officer = as_user(User.objects.get(email=OFFICER))
    for document in Document.objects.order_by("-pk")[:2]:
        version = document.versions.get()
        answer = officer.get(f"/api/v1/documents/{document.pk}/content")
        content = b"".join(answer.streaming_content)

        assert answer.status_code == 200
        assert (sha256(content).hexdigest(), len(content)) == (version.sha256, version.size)


def test_no_two_data_keys_are_alike(plan):
    keys = {bytes(d.data_key.wrapped_values_keyset) for d in Document.objects.select_related("data_key")}

    assert len(keys) == 600


def test_every_row_points_at_rows_that_are_there(plan):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname, b.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]"
            " JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]"
            " WHERE contype = 'f' AND conrelid::regclass::text LIKE 'documents_%'"
        )
        for table, target, column, key in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL"  # noqa: S608 - the catalogue's names
                f" AND NOT EXISTS (SELECT FROM {target} WHERE {key} = t.{column})"
            )
            assert (table, column, cursor.fetchone()[0]) == (table, column, 0)


def test_keys_sort_as_their_time_does_and_cases_come_before_their_documents(plan):
    rows = list(Document.objects.order_by("pk").values_list("created_at", flat=True))

    assert rows == sorted(rows)
    assert rows[-1] <= UNTIL
    assert not Document.objects.filter(created_at__lt=F("case__created_at")).exists()


def test_a_few_cases_hold_many_documents_and_pages_are_one_to_three(plan):
    sizes = sorted(
        Document.objects.exclude(case=None)
        .values_list("case")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )

    assert sizes[-1] >= 5 * sizes[len(sizes) // 2]
    assert set(Document.objects.filter(page_count__gt=0).values_list("page_count", flat=True)) == {1, 2, 3}
    assert Page.objects.filter(Q(text="") | Q(version__document__page_count=0)).count() == 0


def test_all_indexes_and_triggers_are_back(plan):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname IN ('document_words', 'documents_reader_pkey')"
        )
        assert cursor.fetchone()[0] == 2
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone()[0] == 0


def test_the_same_seed_makes_the_same_documents(plan):
    one, other = (corpus_draw(Plan(600, 20, 3_000, 1, UNTIL), np.random.default_rng(1)) for _ in range(2))

    assert one.keys.tolist() == other.keys.tolist()
    assert [pk.hex for pk in Document.objects.order_by("pk").values_list("pk", flat=True)] == one.keys.astype(
        str
    ).tolist()


def test_a_database_seeded_before_is_refused(plan):
    with pytest.raises(CommandError, match="seeded before"):
        call_command("seed_scale")


def test_a_plan_too_small_to_mean_anything_is_refused():
    with pytest.raises(ValueError, match="At least"):
        Plan(10, 20, 3_000, 1, UNTIL)
