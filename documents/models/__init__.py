"""Rows of documents, by subject."""

from documents.models.access import BreakGlass, GrantOffer
from documents.models.batches import Batch, BatchItem
from documents.models.cases import Case, CaseGroupObjectPermission, CaseUserObjectPermission
from documents.models.deriving import Derivation, Lineage
from documents.models.documents import (
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    DocumentVersion,
)
from documents.models.finding import (
    DocumentSignature,
    RecentDocument,
    SavedSearch,
    SignatureBand,
)
from documents.models.granting import Grant, GroupGrant, UserGrant
from documents.models.holding import DocumentHold
from documents.models.integrity import FileFinding
from documents.models.products import CaseMove, CaseNote, Product, ProductRequirement
from documents.models.readers import Reader
from documents.models.reading import Check, Classification, Field, Page, StatementLine
from documents.models.search import DocumentSearch
from documents.models.tagging import DocumentTag, Tag
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
    "Batch",
    "BatchItem",
    "BreakGlass",
    "Case",
    "CaseGroupObjectPermission",
    "CaseMove",
    "CaseNote",
    "CaseUserObjectPermission",
    "Check",
    "Classification",
    "Derivation",
    "Document",
    "DocumentGroupObjectPermission",
    "DocumentHold",
    "DocumentSearch",
    "DocumentSignature",
    "DocumentTag",
    "DocumentUserObjectPermission",
    "DocumentVersion",
    "Field",
    "FileFinding",
    "Grant",
    "GrantOffer",
    "GroupGrant",
    "Lineage",
    "LinkFile",
    "Mail",
    "MailAttachment",
    "Page",
    "ProcessingRun",
    "Product",
    "ProductRequirement",
    "Reader",
    "RecentDocument",
    "ReviewTask",
    "SavedSearch",
    "Scan",
    "SignatureBand",
    "StatementLine",
    "Tag",
    "Upload",
    "UploadLink",
    "UploadPart",
    "UserGrant",
]
