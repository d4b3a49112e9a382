"""How documents are indexed: folded words, stems where the text is English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from documents.constants import SearchConfig
from documents.models import Document, DocumentSearch, Page

MAX_INDEXED_CHARACTERS = 400_000  # a tsvector holds at most 1 MB
_BETWEEN = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return text without accents and in lower case: core PostgreSQL has no unaccent."""
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
    config = config_of(language)
    body = words("\n".join(texts))[:MAX_INDEXED_CHARACTERS]
    vector = SearchVector(Value(words(name)), weight="A", config=config) + SearchVector(
        Value(body), weight="B", config=config
    )
    DocumentSearch.objects.update_or_create(document_id=document_id, defaults={"body": vector})


def document_reindex(document: Document) -> None:
    """Write it anew from the newest version's pages, e.g. after another name was given."""
    newest = document.versions.order_by("-number").values("pk")[:1]
    texts = Page.objects.filter(version__in=newest).order_by("number").values_list("text", flat=True)
    document_index(document.pk, name=document.name, texts=texts, language=document.language)
