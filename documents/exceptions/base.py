"""The base of what documents refuse."""


class DocumentsError(Exception):
    """Base of this app's refusals; `code` is stable and `status` is what the API answers."""

    code = "documents_error"
    status = 409
    title = "Refused"
