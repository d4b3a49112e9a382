"""Who may read which document: one row for each document and each person or group it is open to."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from documents.models.documents import Document


class Reader(models.Model):
    """The sum of ownership, cases and grants, kept by triggers; the application only reads it.

    `until` is the latest end among what opens the document: `infinity` for most, which PostgreSQL compares
    and Python cannot hold, so rows are filtered by it and never load it.
    """

    kept_by_triggers = True

    pk = models.CompositePrimaryKey("principal", "document")
    principal = models.UUIDField()
    document = models.ForeignKey(
        Document, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="readers"
    )
    until = models.DateTimeField()

    class Meta:
        # With the principal in it: whether one person may read one document is one row, not all its readers.
        indexes = [models.Index(fields=["document", "principal"], name="reader_document")]

    def __str__(self) -> str:
        return f"{self.principal} reads {self.document_id}"


def group_principal(group_id: int) -> UUID:
    """Return how a group is written among readers, as the database's `documents_group_principal` does."""
    return UUID(int=group_id)
