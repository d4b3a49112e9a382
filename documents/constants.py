"""Enumerations and limits of documents."""

import datetime as dt
import enum

from django.db import models


class DocumentStatus(models.TextChoices):
    """Where a document stands."""

    RECEIVED = "received", "received"
    READING = "reading", "being read"
    READY = "ready", "ready"
    NEEDS_REVIEW = "needs_review", "needs review"
    FAILED = "failed", "failed"
    SCANNING = "scanning", "waits for the malware scan"
    QUARANTINED = "quarantined", "quarantined"


class SearchConfig(enum.StrEnum):
    """How words are compared, by the names of PostgreSQL's configurations."""

    ENGLISH = "english"
    SIMPLE = "simple"


class RunState(models.TextChoices):
    """Where one reading of one version stands; the database's truth about the work."""

    QUEUED = "queued", "queued"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class VersionSource(models.TextChoices):
    """How a version came to be."""

    UPLOAD = "upload", "upload"
    RESTORE = "restore", "an older version again"
    SPLIT = "split", "split off"
    MERGE = "merge", "merged"
    ROTATION = "rotation", "pages turned"
    REDACTION = "redaction", "redacted"


class LineageKind(models.TextChoices):
    """How one version came from another."""

    RESTORE = "restore", "an older version again"
    SPLIT = "split", "split off"
    MERGE = "merge", "merged"
    ROTATION = "rotation", "pages turned"
    REDACTION = "redaction", "redacted"


class DerivationState(models.TextChoices):
    """Where the making of a derived file stands."""

    QUEUED = "queued", "queued"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class FileFault(models.TextChoices):
    """What is wrong with a stored file."""

    MISSING = "missing", "the stored file is missing"
    UNREADABLE = "unreadable", "the ciphertext does not authenticate"
    CHANGED = "changed", "the content is not what came in"
    ORPHAN = "orphan", "a stored file that no record knows"


class DocumentKind(models.TextChoices):
    """What a document is; the same labels as `reading.types.DocumentType`."""

    BANK_STATEMENT = "bank_statement", "bank statement"
    CREDIT_CARD_STATEMENT = "credit_card_statement", "credit card statement"
    INVOICE = "invoice", "invoice"
    RECEIPT = "receipt", "receipt"
    PAYSLIP = "payslip", "payslip"
    TAX_FORM = "tax_form", "tax form"
    BROKER_NOTICE = "broker_notice", "broker notice"
    LOAN_APPLICATION = "loan_application", "loan application"
    OTHER = "other", "other"


class CheckOutcome(models.TextChoices):
    """How a check ended."""

    PASSED = "passed", "passed"
    FAILED = "failed", "failed"
    NOT_POSSIBLE = "not_possible", "not possible"


class ReviewState(models.TextChoices):
    """Whether a person has dealt with a reason for review."""

    OPEN = "open", "open"
    DONE = "done", "done"


class CaseStatus(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", "open"
    COMPLETE = "complete", "complete, to be decided"
    APPROVED = "approved", "approved"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"
    CLOSED = "closed", "closed"


# From where a case moves to where; what goes back, or against the customer, needs a reason.
CASE_MOVES: dict[CaseStatus, tuple[CaseStatus, ...]] = {
    CaseStatus.OPEN: (CaseStatus.COMPLETE, CaseStatus.DECLINED, CaseStatus.WITHDRAWN),
    CaseStatus.COMPLETE: (
        CaseStatus.APPROVED,
        CaseStatus.DECLINED,
        CaseStatus.WITHDRAWN,
        CaseStatus.OPEN,
    ),
    CaseStatus.APPROVED: (CaseStatus.CLOSED, CaseStatus.COMPLETE),
    CaseStatus.DECLINED: (CaseStatus.CLOSED, CaseStatus.COMPLETE),
    CaseStatus.WITHDRAWN: (CaseStatus.CLOSED, CaseStatus.OPEN),
    CaseStatus.CLOSED: (CaseStatus.OPEN,),
}
CASES_AT_WORK = frozenset({CaseStatus.OPEN, CaseStatus.COMPLETE})  # not decided yet
CASE_MOVES_WITH_REASON = frozenset(
    {
        *((start, CaseStatus.DECLINED) for start in CaseStatus),
        *((start, CaseStatus.WITHDRAWN) for start in CaseStatus),
        *((start, CaseStatus.OPEN) for start in CaseStatus),
        (CaseStatus.APPROVED, CaseStatus.COMPLETE),
        (CaseStatus.DECLINED, CaseStatus.COMPLETE),
    }
)


class RequirementRule(models.TextChoices):
    """How documents meet a requirement of a product."""

    COUNT = "count", "so many documents"
    MONTHS = "months", "consecutive months of one account"
    TAX_YEAR = "tax_year", "of the last tax year"


class GrantTarget(models.TextChoices):
    """What a grant is on."""

    CASE = "case", "case"
    DOCUMENT = "document", "document"


class GrantEnd(models.TextChoices):
    """Why a grant opens nothing any more."""

    REVOKED = "revoked", "taken back"
    EXPIRED = "expired", "its time was over"
    REPLACED = "replaced", "given anew on other terms"


class OfferState(models.TextChoices):
    """Where an offer to an e-mail address stands."""

    OPEN = "open", "offered"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class UploadState(models.TextChoices):
    """Where a resumable upload stands."""

    OPEN = "open", "arriving"
    DONE = "done", "taken in"
    REFUSED = "refused", "refused"
    ENDED = "ended", "ended by its owner"
    EXPIRED = "expired", "its time was over"


class ScanState(models.TextChoices):
    """Where the malware scan of a version stands."""

    WAITING = "waiting", "waiting"
    CLEAN = "clean", "clean"
    FOUND = "found", "malware found"


class MailState(models.TextChoices):
    """What became of a mail."""

    TAKEN = "taken", "taken in"
    PARTLY = "partly", "partly taken in"
    REFUSED = "refused", "refused"
    EMPTY = "empty", "nothing to take"


QUEUE_PATIENCE = dt.timedelta(seconds=60)  # a queued run older than this lost its message
BUSY_PATIENCE = dt.timedelta(hours=1)  # the same, while the queue holds messages
MAX_ATTEMPTS = 3
READ_TIMEOUT = dt.timedelta(minutes=10)
MAX_UPLOAD_BYTES = 200 * 1024 * 1024
MAX_NAME_LENGTH = 255
MAX_REASON_LENGTH = 500
MAX_NOTE_LENGTH = 10_000
MAX_PURPOSE_LENGTH = 500
MAX_REQUIREMENTS = 50  # of one product
MAX_REQUIRED = 60  # documents or months of one requirement
MAX_AGE_DAYS = 3660
MAX_AGE_MONTHS = 120
MAX_TAGS = 30  # of one document
MAX_TAG_LENGTH = 60
MIN_BREAK_GLASS_REASON = 20  # characters: a sentence, not a keystroke
OFFER_LASTS = dt.timedelta(days=30)
MAX_OPEN_OFFERS = 100  # per giver: offers are letters to addresses nobody has checked
UPLOAD_LASTS = dt.timedelta(hours=24)  # since its last byte
MAX_OPEN_UPLOADS = 200  # per person
MAX_OPEN_UPLOAD_BYTES = 16 * 1024**3  # what a person's open uploads announced, together
UPLOAD_PART_BYTES = 16 * 1024**2  # a kill -9 loses at most what came since the last whole part
MAX_UPLOAD_PARTS = 20_000
INLINE_FINISH_BYTES = 64 * 1024**2  # larger files are put together by a worker, not by the last request
FINISH_LEASE = dt.timedelta(minutes=2)
UPLOAD_ROWS_KEPT = dt.timedelta(days=30)
MAX_READ_BYTES = MAX_UPLOAD_BYTES  # larger files are kept, but not read: a worker reads in memory
SCAN_PATIENCE = dt.timedelta(seconds=30)  # until a waiting scan is tried again
SCAN_LEASE = dt.timedelta(minutes=5)
MAX_LINK_FILES = 1000
MAX_MAIL_BYTES = 64 * 1024**2  # a mail is taken apart in memory
MAIL_BATCH = 50  # in one run
MAX_LINK_LASTS = dt.timedelta(days=90)
MAX_OPEN_LINKS = 50  # per case
MAX_CHECKOUT = dt.timedelta(days=7)
CHECKOUT_LASTS = dt.timedelta(hours=8)
MAX_SPLIT_PARTS = 100
MAX_MERGED = 50  # documents in one
MAX_DERIVED_PAGES = 2000
MAX_BOXES = 2000
MIN_PICTURE_WIDTH = 64
MAX_PICTURE_WIDTH = 1200  # what reading makes


class BatchVerb(models.TextChoices):
    """What a batch does with each of its documents."""

    CLASSIFY = "classify", "set the type"
    MOVE = "move", "move to a case"
    GRANT = "grant", "give a right"
    REVOKE = "revoke", "take a right back"
    HOLD = "hold", "place a hold"
    RELEASE = "release", "release holds"
    EXPORT = "export", "export"
    DELETE = "delete", "put into the bin"
    RESTORE = "restore", "take out of the bin"
    READ = "read", "read again"
    TAG = "tag", "tag"
    UPDATE = "update", "update from a list"
    IMPORT = "import", "import"


class BatchState(models.TextChoices):
    """Where a batch stands."""

    QUEUED = "queued", "queued"
    RUNNING = "running", "running"
    DONE = "done", "done"
    CANCELLED = "cancelled", "cancelled"
    FAILED = "failed", "failed"


class ItemOutcome(models.TextChoices):
    """What became of one item of a batch."""

    WAITING = "waiting", "waiting"
    DONE = "done", "done"
    REFUSED = "refused", "refused"
    GONE = "gone", "gone"


SEARCH_PAGING = frozenset({"cursor", "offset", "page_size", "count", "order"})  # of lists, not of batches
MAX_BATCH_IDS = 10_000  # in one request; more by a search
MAX_BATCH_ITEMS = 1_000_000
MAX_OPEN_BATCHES = 20  # per person
BATCH_LEASE = dt.timedelta(seconds=60)  # renewed with every group of items
BATCH_SLICE = dt.timedelta(seconds=20)  # a worker's turn at one batch; then other work has its turn
BATCH_KEPT = dt.timedelta(days=90)  # results, after the end
MAX_EXPORT_ITEMS = 100_000
MAX_EXPORT_BYTES = 50 * 1024**3
EXPORT_LASTS = dt.timedelta(days=7)
MAX_IMPORT_ENTRIES = 20_000
MAX_MANIFEST_BYTES = 20 * 1024**2
MAX_IMPORT_BYTES = 20 * 1024**3  # unpacked, all files together
MAX_UNPACK_RATIO = 200  # of one file: what unpacks to more than this is made to fill disks
