"""What files refuse: what they hold, where they are kept, whether they were scanned."""

from documents.exceptions.base import DocumentsError


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


class DuplicateFile(DocumentsError):
    """The uploader sees another document of the same bytes, and this installation takes none twice."""

    code = "duplicate_file"
    title = "Duplicate file"


class RangeOutside(DocumentsError):
    """No part of the file is what the request asks for."""

    code = "range_not_satisfiable"
    status = 416
    title = "Range not satisfiable"


class AwaitingScan(DocumentsError):
    """The file waits for the malware scan: nobody opens it before."""

    code = "awaiting_scan"
    title = "Waiting for the malware scan"


class Quarantined(DocumentsError):
    """Malware was found in the file: nobody opens it."""

    code = "quarantined"
    title = "Quarantined"


class NotQuarantined(DocumentsError):
    """Nothing was found in the document that would have it destroyed at once."""

    code = "not_quarantined"
    title = "Not in quarantine"


class ScannerAway(DocumentsError):
    """The malware scanner cannot be reached, or gave no verdict."""

    code = "scanner_away"
    status = 503
    title = "Scanner away"


class MailboxAway(DocumentsError):
    """The mailbox cannot be fetched: its server is away, is another one or refuses, or nobody may receive."""

    code = "mailbox_away"
    status = 503
    title = "Mailbox away"
