"""What the trail refuses, as facts with stable codes."""


class TrailError(Exception):
    """Base of this app's refusals; `code` is stable and `status` is what the API answers."""

    code = "trail_error"
    status = 500
    title = "The trail cannot answer"


class TrailKeyMissing(TrailError):
    """The key that signs checkpoints is not configured or cannot be read."""

    code = "trail_key_missing"


class NotSealedYet(TrailError):
    """The entry has no place in the tree yet."""

    code = "not_sealed_yet"
    status = 409
    title = "Not sealed yet"


class CheckpointUnknown(TrailError):
    """There is no checkpoint of this size."""

    code = "checkpoint_unknown"
    status = 404
    title = "No such checkpoint"


class ReceiptInvalid(TrailError):
    """What an anchor gave for a checkpoint does not prove it."""

    code = "receipt_invalid"


class MonthKept(TrailError):
    """A month of the trail may not go, or not yet; the message says what stands against it."""

    code = "month_kept"
    status = 409
    title = "The month is kept"


class ArchiveInvalid(TrailError):
    """A month could not be archived, or its archive is not what was written."""

    code = "archive_invalid"
    status = 409
    title = "The archive does not hold"


class RetentionRefused(TrailError):
    """A rule or a hold of the trail that may not be."""

    code = "retention_refused"
    status = 409
    title = "Not possible"
