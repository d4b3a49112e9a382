"""What search reads of a document: its words, and the facets that narrow them, in one index."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from documents.models.documents import Document


class DocumentSearch(models.Model):
    """The words of one document's name (weight A) and pages (weight B), beside its facets.

    A row of its own, so that a document's row stays small. Facets (`type:payslip`, `status:ready`) are kept
    by a trigger and stand in the same index as the words, which so answers words and facets together.
    """

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    body = SearchVectorField()
    facets = SearchVectorField(default="")

    class Meta:
        indexes = [GinIndex(fields=["body", "facets"], name="document_words")]

    def __str__(self) -> str:
        return f"words of {self.document_id}"
