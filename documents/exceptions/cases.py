"""What cases and products refuse."""

from documents.exceptions.base import DocumentsError


class CaseNotFound(DocumentsError):
    """There is no such case, or the person may not see it."""

    code = "case_not_found"
    status = 404
    title = "Case not found"


class CaseChanged(DocumentsError):
    """Somebody has changed the case since the actor read it."""

    code = "case_changed"
    status = 412
    title = "Case changed"


class CaseClosed(DocumentsError):
    """The case is decided, withdrawn or closed: what it is about stays as it was."""

    code = "case_closed"
    title = "Case closed"


class CaseMoveNotAllowed(DocumentsError):
    """A case does not go from this status to that one."""

    code = "case_move_not_allowed"
    title = "Move not allowed"


class CaseMoveNeedsReason(DocumentsError):
    """This move has to say why."""

    code = "case_move_needs_reason"
    status = 400
    title = "Reason needed"


class CaseIncomplete(DocumentsError):
    """Documents are missing, and no reason was given to go on without them."""

    code = "case_incomplete"
    title = "Case incomplete"


class CaseNameTaken(DocumentsError):
    """The owner has another case of this name."""

    code = "case_name_taken"
    title = "Name taken"


class ProductNameTaken(DocumentsError):
    """There is another product of this name."""

    code = "product_name_taken"
    title = "Name taken"


class ProductNotFound(DocumentsError):
    """There is no such product that cases can be opened for."""

    code = "product_not_found"
    status = 404
    title = "Product not found"
