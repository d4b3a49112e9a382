"""How documents are indexed: folded words, stems where the text is English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from documents.constants import SearchConfig
from documents.models import Document, DocumentVersion, Page

MAX_INDEXED_CHARACTERS = 400_000  # a tsvector holds at most 1 MB
_BETWEEN = re.compile(r"[\W_]+")
_WRITE = """
INSERT INTO documents_documentsearch AS s (document_id, body, facets)
SELECT key, setweight(to_tsvector(config::regconfig, name), 'A')
            || setweight(to_tsvector(config::regconfig, body), 'B'), ''
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS t (key, config, name, body)
ON CONFLICT (document_id) DO UPDATE SET body = EXCLUDED.body WHERE s.body IS DISTINCT FROM EXCLUDED.body
"""


def fold(text: str) -> str:
    """Return text without accents and in lower case: core PostgreSQL has no unaccent."""
    if text.isascii():  # twenty times faster, and most text is
        return text.lower().replace("\x00", " ")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().replace("\x00", " ")


def words(text: str) -> str:
    """Return the words of a text: dots, dashes and underscores between them tell nothing."""
    return _BETWEEN.sub(" ", fold(text)).strip()


def config_of(language: str) -> SearchConfig:
    """Return how a text is indexed: English by its stems, everything else word for word."""
    return SearchConfig.ENGLISH if language == "en" else SearchConfig.SIMPLE


def document_index(document_id: UUID, *, name: str, texts: Iterable[str], language: str = "") -> None:
    """Write what search reads of a document: its name weighs more than its pages; a trigger adds facets."""
    _write([(document_id, name, language, texts)])


def document_reindex(document: Document) -> None:
    """Write it anew from the newest version's pages, e.g. after another name was given."""
    documents_reindex([document.pk])


def documents_reindex(ids: Sequence[UUID]) -> int:
    """Write anew what search reads of these documents; return how many there were.

    Their rows are locked meanwhile, so that a reading that ends now is not overwritten by an older one.
    """
    with transaction.atomic():
        locked = Document.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
        found = list(locked.values_list("pk", "name", "language"))
        newest = (
            DocumentVersion.objects.filter(document__in=[key for key, _, _ in found])
            .order_by("document_id", "-number")
            .distinct("document_id")
            .values_list("pk", "document_id")
        )
        document_of = dict(newest)
        texts: dict[UUID, list[str]] = {key: [] for key, _, _ in found}
        pages = Page.objects.filter(version__in=document_of).order_by("version", "number")
        for version, text in pages.values_list("version_id", "text").iterator():
            texts[document_of[version]].append(text)
        _write([(key, name, language, texts[key]) for key, name, language in found])
    return len(found)


def _write(rows: Iterable[tuple[UUID, str, str, Iterable[str]]]) -> None:
    """Write (key, name, language, texts of pages) in one statement; what is the same stays untouched."""
    given = [
        (key, config_of(language), words(name), words("\n".join(texts))[:MAX_INDEXED_CHARACTERS])
        for key, name, language, texts in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(column) for column in zip(*given, strict=True)] if given else [[]] * 4)
