"""What batches, exports and imports refuse."""

from documents.exceptions.base import DocumentsError


class VerbNotAllowed(DocumentsError):
    """The actor may see the document but not do this with it."""

    code = "permission_denied"
    status = 403
    title = "Not allowed"


class BatchOrderInvalid(DocumentsError):
    """What a batch was asked to do cannot be understood."""

    code = "batch_order_invalid"
    status = 400
    title = "Order not valid"


class BatchTooLarge(DocumentsError):
    """The batch names more documents than one batch takes."""

    code = "batch_too_large"
    status = 413
    title = "Batch too large"


class TooManyBatches(DocumentsError):
    """The actor has as many unfinished batches as one person may have."""

    code = "too_many_batches"
    status = 429
    title = "Too many batches"


class BatchOver(DocumentsError):
    """The batch has ended."""

    code = "batch_over"
    title = "Batch over"


class NotADryRun(DocumentsError):
    """A batch that is confirmed has tried nothing, or not to its end."""

    code = "not_a_dry_run"
    status = 409
    title = "Not a dry run"


class ExportGone(DocumentsError):
    """The file has expired, or holds what its maker may see no more."""

    code = "export_gone"
    status = 410
    title = "Export gone"


class ImportRefused(DocumentsError):
    """The list or archive cannot be taken in as it is."""

    code = "import_refused"
    status = 422
    title = "Import refused"


class EntryRefused(DocumentsError):
    """One file of an import cannot be taken in."""

    code = "entry_refused"
    status = 422
    title = "File refused"

    def __init__(self, why: str, *, code: str = "entry_refused") -> None:
        """Say why, under a code of its own."""
        super().__init__(why)
        self.code = code
