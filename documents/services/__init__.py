"""What can be done with documents, a module a subject."""

from documents.services.cases import case_create, case_rename
from documents.services.documents import Created, document_create, document_read_again, review_close
from documents.services.glass import glass_acknowledge, glass_break
from documents.services.grants import grant_give, grant_revoke, may_revoke
from documents.services.links import (
    MAX_LINK_BYTES,
    MAX_LINK_FILE_BYTES,
    LinkTerms,
    MadeLink,
    link_end,
    link_make,
    link_open,
    link_take,
)
from documents.services.offers import offer_accept, offer_decline, offer_make, offer_withdraw
from documents.services.sharing import Receiver, access_give, access_revoke
from documents.services.subjects import subject_set
from documents.services.uploads import Checksum, upload_append, upload_end, upload_open

__all__ = [
    "MAX_LINK_BYTES",
    "MAX_LINK_FILE_BYTES",
    "Checksum",
    "Created",
    "LinkTerms",
    "MadeLink",
    "Receiver",
    "access_give",
    "access_revoke",
    "case_create",
    "case_rename",
    "document_create",
    "document_read_again",
    "glass_acknowledge",
    "glass_break",
    "grant_give",
    "grant_revoke",
    "link_end",
    "link_make",
    "link_open",
    "link_take",
    "may_revoke",
    "offer_accept",
    "offer_decline",
    "offer_make",
    "offer_withdraw",
    "review_close",
    "subject_set",
    "upload_append",
    "upload_end",
    "upload_open",
]
