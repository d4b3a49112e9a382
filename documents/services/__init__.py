"""What can be done with documents, a module a subject."""

from documents.services.batches import (
    BatchAsk,
    BatchAsked,
    batch_cancel,
    batch_create,
    import_ask,
    import_create,
)
from documents.services.bin import document_bin, document_restore
from documents.services.cases import case_create, case_rename
from documents.services.checkouts import checkout_end, checkout_take
from documents.services.derivations import derivation_ask
from documents.services.documents import Created, document_create, document_read_again, review_close
from documents.services.editing import Edit, document_update
from documents.services.findings import file_finding_sign_off
from documents.services.glass import glass_acknowledge, glass_break
from documents.services.grants import grant_give, grant_revoke, may_revoke
from documents.services.holds import hold_place, hold_release
from documents.services.offers import offer_accept, offer_decline, offer_make, offer_withdraw
from documents.services.sharing import Receiver, access_give, access_revoke
from documents.services.subjects import subject_set
from documents.services.versions import Added, version_add, version_restore

__all__ = [
    "Added",
    "BatchAsk",
    "BatchAsked",
    "Created",
    "Edit",
    "Receiver",
    "access_give",
    "access_revoke",
    "batch_cancel",
    "batch_create",
    "case_create",
    "case_rename",
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
    "may_revoke",
    "offer_accept",
    "offer_decline",
    "offer_make",
    "offer_withdraw",
    "review_close",
    "subject_set",
    "version_add",
    "version_restore",
]
