"""What one document refuses: its state, its versions, holds and check-outs."""

from documents.exceptions.base import DocumentsError


class DocumentNotFound(DocumentsError):
    """There is no such document here, or it is not to be seen by whoever asks."""

    code = "not_found"
    status = 404
    title = "Not found"


class DocumentChanged(DocumentsError):
    """Somebody changed the document since it was read."""

    code = "stale"
    status = 412
    title = "Changed meanwhile"


class DocumentOnHold(DocumentsError):
    """The document is held as evidence: it is neither binned nor destroyed."""

    code = "document_on_hold"
    title = "On hold"


class DocumentRetained(DocumentsError):
    """The document must be kept until a day that has not come."""

    code = "document_retained"
    title = "To be kept"


class DocumentCheckedOut(DocumentsError):
    """Somebody else works on the document and has locked it."""

    code = "checked_out"
    title = "Checked out"


class CheckoutNotYours(DocumentsError):
    """Somebody else's check-out ends by itself, or by an officer with a reason."""

    code = "checkout_not_yours"
    status = 403
    title = "Not yours to end"


class HoldNotFound(DocumentsError):
    """There is no such hold in force."""

    code = "not_found"
    status = 404
    title = "Not found"


class MoveNotAllowed(DocumentsError):
    """Another case opens the document to others, which needs the right to share it."""

    code = "move_not_allowed"
    status = 403
    title = "Not yours to move"


class VersionNotFound(DocumentsError):
    """The document has no such version."""

    code = "not_found"
    status = 404
    title = "Not found"


class FindingNotFound(DocumentsError):
    """There is no such finding open."""

    code = "not_found"
    status = 404
    title = "Not found"


class DerivationNotPossible(DocumentsError):
    """These documents cannot be split, joined, turned or redacted as they are."""

    code = "derivation_not_possible"
    title = "Not possible"


class LeaseLost(DocumentsError):
    """Another worker has taken this run over; what this one read is dropped."""

    code = "lease_lost"
