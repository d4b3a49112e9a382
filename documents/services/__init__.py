"""What can be done with documents, a module a subject."""

from documents.services.batches import (
    BatchAsk,
    BatchAsked,
    batch_cancel,
    batch_confirm,
    batch_create,
    import_ask,
    import_create,
)
from documents.services.bin import document_bin, document_restore, quarantined_destroy
from documents.services.cases import (
    CaseEdit,
    case_create,
    case_move,
    case_update,
    note_write,
)
from documents.services.checkouts import checkout_end, checkout_take
from documents.services.derivations import derivation_ask
from documents.services.documents import Created, document_create, document_read_again, review_close
from documents.services.editing import Edit, document_update
from documents.services.findings import file_finding_sign_off
from documents.services.glass import glass_acknowledge, glass_break
from documents.services.grants import grant_give, grant_revoke, may_revoke
from documents.services.holds import hold_place, hold_release
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
from documents.services.products import Asked, product_create, product_update
from documents.services.searches import search_remove, search_save, search_update
from documents.services.sharing import Receiver, access_give, access_revoke
from documents.services.subjects import subject_set
from documents.services.tags import tags_change, tags_set
from documents.services.uploads import Checksum, upload_append, upload_end, upload_open
from documents.services.versions import Added, version_add, version_restore

__all__ = [
    "MAX_LINK_BYTES",
    "MAX_LINK_FILE_BYTES",
    "Added",
    "Asked",
    "BatchAsk",
    "BatchAsked",
    "CaseEdit",
    "Checksum",
    "Created",
    "Edit",
    "LinkTerms",
    "MadeLink",
    "Receiver",
    "access_give",
    "access_revoke",
    "batch_cancel",
    "batch_confirm",
    "batch_create",
    "case_create",
    "case_move",
    "case_update",
    "checkout_end",
    "checkout_take",
    "derivation_ask",
    "document_bin",
    "document_create",
    "document_read_again",
    "document_restore",
    "document_update",
    "file_finding_sign_off",
    "glass_acknowledge",
    "glass_break",
    "grant_give",
    "grant_revoke",
    "hold_place",
    "hold_release",
    "import_ask",
    "import_create",
    "link_end",
    "link_make",
    "link_open",
    "link_take",
    "may_revoke",
    "note_write",
    "offer_accept",
    "offer_decline",
    "offer_make",
    "offer_withdraw",
    "product_create",
    "product_update",
    "quarantined_destroy",
    "review_close",
    "search_remove",
    "search_save",
    "search_update",
    "subject_set",
    "tags_change",
    "tags_set",
    "upload_append",
    "upload_end",
    "upload_open",
    "version_add",
    "version_restore",
]
