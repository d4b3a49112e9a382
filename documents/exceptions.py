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


class GrantNotYours(DocumentsError):
    """The right is not the actor's to give or to take back."""

    code = "grant_not_yours"
    status = 403
    title = "Not yours to give"


class GrantBeyondOwn(DocumentsError):
    """The grant would outlive the right of whoever gives it."""

    code = "grant_beyond_own"
    title = "Longer than your own right"


class GrantNotPossible(DocumentsError):
    """The receiver cannot hold this right."""

    code = "grant_not_possible"
    title = "Grant not possible"


class GrantTimeInvalid(DocumentsError):
    """The grant would end before it begins."""

    code = "grant_time_invalid"
    status = 400
    title = "Time not valid"


class GrantNotFound(DocumentsError):
    """There is no such grant or offer here."""

    code = "not_found"
    status = 404
    title = "Not found"


class OfferGone(DocumentsError):
    """The offer is over, or whoever made it may not give this any more."""

    code = "offer_gone"
    title = "Offer gone"


class TooManyOffers(DocumentsError):
    """The actor has as many open offers as one person may have."""

    code = "too_many_offers"
    title = "Too many open offers"


class TargetNotFound(DocumentsError):
    """There is no such case or document."""

    code = "not_found"
    status = 404
    title = "Not found"


class ReasonTooShort(DocumentsError):
    """The reason does not say enough to be judged afterwards."""

    code = "reason_too_short"
    status = 400
    title = "Reason too short"


class GlassNotNeeded(DocumentsError):
    """Whoever asks may see the object already."""

    code = "glass_not_needed"
    title = "You may see this already"


class OwnGlass(DocumentsError):
    """Nobody acknowledges the glass they broke themselves."""

    code = "glass_not_yours"
    status = 403
    title = "Not yours to acknowledge"


class UploadNotFound(DocumentsError):
    """There is no such upload, or it is somebody else's."""

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


class DocumentNotFound(DocumentsError):
    """There is no such document here, or it is not to be seen by whoever asks."""

    code = "not_found"
    status = 404
    title = "Not found"


class UploadGone(DocumentsError):
    """The upload is over: taken in, ended, refused or expired."""

    code = "upload_gone"
    status = 410
    title = "Upload gone"


class OffsetConflict(DocumentsError):
    """The chunk does not begin where the upload stands."""

    code = "upload_offset_conflict"
    title = "Wrong offset"


class ChecksumMismatch(DocumentsError):
    """The chunk is not what its checksum says; nothing of it was kept. Source: tus 1.0, checksum."""

    code = "checksum_mismatch"
    status = 460
    title = "Checksum mismatch"


class ChunkTooLarge(DocumentsError):
    """The chunk goes beyond the length that the upload announced."""

    code = "chunk_too_large"
    status = 413
    title = "Chunk too large"


class UploadInvalid(DocumentsError):
    """A header of the upload protocol is missing or cannot be read."""

    code = "upload_invalid"
    status = 400
    title = "Upload not valid"


class UploadVersionUnknown(DocumentsError):
    """The client speaks another version of the upload protocol."""

    code = "tus_version_unknown"
    status = 412
    title = "Protocol version not spoken"


class TooManyUploads(DocumentsError):
    """The person has as many open uploads, or as many announced bytes, as one person may have."""

    code = "too_many_uploads"
    status = 429
    title = "Too many open uploads"
    retry_after = 60


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


class LinkGone(DocumentsError):
    """The upload link does not count: never made, ended, expired or full. One sentence for all."""

    code = "link_gone"
    status = 404
    title = "Link gone"


class LinkNotPossible(DocumentsError):
    """The terms of the upload link cannot be met."""

    code = "link_not_possible"
    status = 400
    title = "Link not possible"


class TooManyLinks(DocumentsError):
    """The case has as many open links as a case may have."""

    code = "too_many_links"
    title = "Too many open links"


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


class RangeOutside(DocumentsError):
    """No part of the file is what the request asks for."""

    code = "range_not_satisfiable"
    status = 416
    title = "Range not satisfiable"


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


class CheckoutNotYours(DocumentsError):
    """Somebody else's check-out ends by itself, or by an officer with a reason."""

    code = "checkout_not_yours"
    status = 403
    title = "Not yours to end"


class DerivationNotPossible(DocumentsError):
    """These documents cannot be split, joined, turned or redacted as they are."""

    code = "derivation_not_possible"
    title = "Not possible"


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


class TagNotValid(DocumentsError):
    """A word cannot be a tag, or there are too many."""

    code = "tag_not_valid"
    status = 400
    title = "Tag not valid"


class SearchNameTaken(DocumentsError):
    """The actor has another saved search of this name."""

    code = "search_name_taken"
    title = "Name taken"


class SearchNotShared(DocumentsError):
    """A search is shared with a group of one's own."""

    code = "search_not_shared"
    status = 400
    title = "Not your group"


class TooManySearches(DocumentsError):
    """The actor has as many saved searches as one person may have."""

    code = "too_many_searches"
    title = "Too many saved searches"


class DuplicateFile(DocumentsError):
    """The uploader sees another document of the same bytes, and this installation takes none twice."""

    code = "duplicate_file"
    title = "Duplicate file"


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
