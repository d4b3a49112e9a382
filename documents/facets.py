"""What a search can be narrowed by: how many of the newest found have which type, status or month."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from documents import listing
from documents.listing import Wanted
from documents.models import Case, Document
from documents.queries import name_query
from documents.querysets import Person
from documents.search import words

MAX_COUNTED = 2_000  # documents; counting all of them would cost more than finding them
MAX_VALUES = 20
MAX_SUGGESTIONS = 10
_FACETS = ("type", "status", "currency", "language")
_COUNTS = """
    WITH kept AS MATERIALIZED (
        SELECT type, status, currency, language, to_char(document_date, 'YYYY-MM') AS month
        FROM documents_document WHERE id = ANY(%s)
    )
    SELECT name, value, number FROM (
        SELECT CASE WHEN grouping(type) = 0 THEN 'type' WHEN grouping(status) = 0 THEN 'status'
                    WHEN grouping(currency) = 0 THEN 'currency' WHEN grouping(language) = 0 THEN 'language'
                    ELSE 'month' END AS name,
               coalesce(type, status, currency, language, month) AS value, count(*) AS number
        FROM kept GROUP BY GROUPING SETS ((type), (status), (currency), (language), (month))
    ) counted WHERE value <> ''
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, most frequent first; `is_exact` is false where only the newest were counted."""

    counted: int
    is_exact: bool
    counts: dict[str, list[tuple[str, int]]]


def facets(user: Person, wanted: Wanted) -> Facets:
    """Count what is wanted and the person may see by its facets, over at most the newest `MAX_COUNTED`.

    Of a text that many documents hold fewer are counted: each on the way is asked for it.
    """
    found, is_exact = listing.some_of(user, wanted, most=MAX_COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [found])
        rows = cursor.fetchall()
    counts: dict[str, list[tuple[str, int]]] = {name: [] for name in (*_FACETS, "month")}
    for name, value, number in rows:
        counts[name].append((value, number))
    for values in counts.values():
        values.sort(key=lambda one: (-one[1], one[0]))
        del values[MAX_VALUES:]
    return Facets(len(found), is_exact, counts)


def suggestions(user: Person, typed: str) -> list[Case | Document]:
    """Return cases and documents, open to this person, whose names begin as typed; never anybody else's.

    Of documents of one name the newest stands for all.
    """
    query = name_query(typed)
    if not query.text:
        return []
    keys = listing.keys_of(user, Wanted(Document.objects.all(), query), limit=5 * MAX_SUGGESTIONS)
    newest = Document.objects.visible_to(user).filter(pk__in=keys).select_related("case").order_by("pk")
    by_name = {document.name: document for document in newest if _begins(document.name, typed)}
    begun = Case.objects.visible_to(user).filter(name__istartswith=typed.strip())
    cases = list(begun.order_by("-created_at", "-id")[:MAX_SUGGESTIONS])
    return [
        *cases,
        *sorted(by_name.values(), key=lambda document: document.pk, reverse=True)[:MAX_SUGGESTIONS],
    ]


def _begins(name: str, typed: str) -> bool:
    """Tell whether each word typed begins one of the name."""
    named = words(name).split()
    return all(any(word.startswith(start) for word in named) for start in words(typed).split())
