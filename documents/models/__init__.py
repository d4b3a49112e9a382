"""Rows of documents, by subject."""

from documents.models.cases import Case, CaseGroupObjectPermission, CaseUserObjectPermission
from documents.models.documents import (
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    DocumentVersion,
)
from documents.models.reading import Check, Classification, Field, Page, StatementLine
from documents.models.work import ProcessingRun, ReviewTask

__all__ = [
    "Case",
    "CaseGroupObjectPermission",
    "CaseUserObjectPermission",
    "Check",
    "Classification",
    "Document",
    "DocumentGroupObjectPermission",
    "DocumentUserObjectPermission",
    "DocumentVersion",
    "Field",
    "Page",
    "ProcessingRun",
    "ReviewTask",
    "StatementLine",
]
