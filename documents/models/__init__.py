"""Rows of documents, by subject."""

from documents.models.access import BreakGlass, GrantOffer
from documents.models.cases import Case, CaseGroupObjectPermission, CaseUserObjectPermission
from documents.models.documents import (
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    DocumentVersion,
)
from documents.models.granting import Grant, GroupGrant, UserGrant
from documents.models.readers import Reader
from documents.models.reading import Check, Classification, Field, Page, StatementLine
from documents.models.search import DocumentSearch
from documents.models.uploads import (
    LinkFile,
    Mail,
    MailAttachment,
    Scan,
    Upload,
    UploadLink,
    UploadPart,
)
from documents.models.work import ProcessingRun, ReviewTask

__all__ = [
    "BreakGlass",
    "Case",
    "CaseGroupObjectPermission",
    "CaseUserObjectPermission",
    "Check",
    "Classification",
    "Document",
    "DocumentGroupObjectPermission",
    "DocumentSearch",
    "DocumentUserObjectPermission",
    "DocumentVersion",
    "Field",
    "Grant",
    "GrantOffer",
    "GroupGrant",
    "LinkFile",
    "Mail",
    "MailAttachment",
    "Page",
    "ProcessingRun",
    "Reader",
    "ReviewTask",
    "Scan",
    "StatementLine",
    "Upload",
    "UploadLink",
    "UploadPart",
    "UserGrant",
]
