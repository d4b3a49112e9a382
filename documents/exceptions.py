"""What documents refuse, as facts with stable codes."""


class DocumentsError(Exception):
    """Base of this app's refusals; `code` is stable and `status` is what the API answers."""

    code = "documents_error"
    status = 409
    title = "Refused"


class EmptyFile(DocumentsError):
    """The file holds no bytes."""

    code = "empty_file"
    status = 400
    title = "Empty file"


class FileTooLarge(DocumentsError):
    """The file is larger than this installation takes."""

    code = "file_too_large"
    status = 413
    title = "File too large"


class UnsupportedContent(DocumentsError):
    """The content is none of the kinds that can be read."""

    code = "unsupported_content"
    status = 415
    title = "Unsupported content"


class IdempotencyKeyReused(DocumentsError):
    """The key was used before with another file."""

    code = "idempotency_key_reused"
    status = 422
    title = "Idempotency key reused"


class StorageUnavailable(DocumentsError):
    """The file storage is full or cannot be reached."""

    code = "storage_unavailable"
    status = 503
    title = "Storage unavailable"


class CaseNotFound(DocumentsError):
    """There is no such case, or the person may not see it."""

    code = "case_not_found"
    status = 404
    title = "Case not found"


class LeaseLost(DocumentsError):
    """Another worker has taken this run over; what this one read is dropped."""

    code = "lease_lost"
