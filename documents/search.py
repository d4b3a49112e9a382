"""Full text beside the data: how documents are indexed and how queries are understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Value

from documents.models import Document
from documents.querysets import DocumentQuerySet

MAX_INDEXED_CHARACTERS = 400_000  # a tsvector holds at most 1 MB
_CONFIG = "simple"


def fold(text: str) -> str:
    """Return text without accents and in lower case: core PostgreSQL has no unaccent."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("\x00", " ")


def document_index(document_id: UUID, *, name: str, texts: Iterable[str]) -> None:
    """Write the search vector of a document: its name weighs more than its pages."""
    # A file name is one word to the parser ("invoice_2024.pdf"); its parts are what people search for.
    parts = "".join(c if c.isalnum() else " " for c in name)
    body = fold("\n".join(texts))[:MAX_INDEXED_CHARACTERS]
    vector = SearchVector(Value(fold(f"{name} {parts}")), weight="A", config=_CONFIG) + SearchVector(
        Value(body), weight="B", config=_CONFIG
    )
    Document.objects.filter(pk=document_id).update(search_vector=vector)


def documents_matching(documents: DocumentQuerySet, query: str) -> DocumentQuerySet:
    """Keep the documents that match a query as people type it: words, "phrases", or, -not."""
    parsed = SearchQuery(fold(query), config=_CONFIG, search_type="websearch")
    return documents.filter(search_vector=parsed).annotate(rank=SearchRank(F("search_vector"), parsed))
