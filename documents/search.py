"""Full text beside the data: how documents are indexed and how queries are understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Value

from documents.models import Document
from documents.querysets import DocumentQuerySet

MAX_INDEXED_CHARACTERS = 400_000  # a tsvector holds at most 1 MB
_CONFIG = "simple"
_BETWEEN = re.compile(r"[\W_]+")
_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


def fold(text: str) -> str:
    """Return text without accents and in lower case: core PostgreSQL has no unaccent."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("\x00", " ")


def words(text: str) -> str:
    """Return the words of a text: dots, dashes and underscores between them tell nothing."""
    return _BETWEEN.sub(" ", fold(text)).strip()


def query_parse(query: str) -> str:
    """Return a query in PostgreSQL's web syntax: words, "phrases", or, -not.

    A word with punctuation inside ("drakens-dec.pdf", "1,234.50") becomes a phrase of its parts.
    """
    parts = []
    for minus, phrase, word in _PART.findall(query):
        if word.lower() == "or":
            parts.append("or")
        elif found := words(phrase or word):
            parts.append(f'{minus}"{found}"' if " " in found else f"{minus}{found}")
    return " ".join(parts)


def document_index(document_id: UUID, *, name: str, texts: Iterable[str]) -> None:
    """Write the search vector of a document: its name weighs more than its pages."""
    body = words("\n".join(texts))[:MAX_INDEXED_CHARACTERS]
    vector = SearchVector(Value(words(name)), weight="A", config=_CONFIG) + SearchVector(
        Value(body), weight="B", config=_CONFIG
    )
    Document.objects.filter(pk=document_id).update(search_vector=vector)


def documents_matching(documents: DocumentQuerySet, query: str) -> DocumentQuerySet:
    """Keep the documents that match a query as people type it."""
    parsed = SearchQuery(query_parse(query), config=_CONFIG, search_type="websearch")
    found: DocumentQuerySet = documents.filter(search_vector=parsed)
    return found
