"""What a search can be narrowed by: how many of the newest found have which type, status or month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, most frequent first; `is_exact` is false where only the newest were counted."""

    counted: int
    is_exact: bool
    counts: dict[str, list[tuple[str, int]]]


def facets(user: Person, wanted: Wanted) -> Facets:
    """Count what is wanted and the person may see by its facets, over at most the newest `MAX_COUNTED`."""
    keys = listing.keys_of(user, wanted, limit=MAX_COUNTED + 1)
    rows = Document.objects.filter(pk__in=keys[:MAX_COUNTED]).values_list(*_FACETS, "document_date")
    found = list(rows.order_by())
    counters: dict[str, Counter[str]] = {
        name: Counter(row[place] for row in found if row[place]) for place, name in enumerate(_FACETS)
    }
    counters["month"] = Counter(f"{row[-1]:%Y-%m}" for row in found if row[-1])
    counts = {name: counter.most_common(MAX_VALUES) for name, counter in counters.items()}
    return Facets(len(found), len(keys) <= MAX_COUNTED, counts)


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
