"""What the trail refuses, as facts with stable codes."""


class TrailError(Exception):
    """Base of this app's refusals; `code` is stable and `status` is what the API answers."""

    code = "trail_error"
    status = 500
    title = "The trail cannot answer"


class TrailKeyMissing(TrailError):
    """The key that signs checkpoints is not configured or cannot be read."""

    code = "trail_key_missing"


class SealBroken(TrailError):
    """The newest checkpoint is not what was signed; nothing is built on it."""

    code = "seal_broken"
    status = 503
    title = "The trail's seal is broken"


class NotSealedYet(TrailError):
    """The entry has no place in the tree yet."""

    code = "not_sealed_yet"
    status = 409
    title = "Not sealed yet"


class NothingSealedYet(TrailError):
    """The trail has no checkpoint yet: nothing of it could be proven to anybody."""

    code = "nothing_sealed_yet"
    status = 409
    title = "Nothing is sealed yet"


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


class WindowMissing(TrailError):
    """The trail is asked without a window of time, or with one that is too long."""

    code = "window_missing"
    status = 400
    title = "Say which time you mean"


class CursorInvalid(TrailError):
    """The mark of a page is not one of ours."""

    code = "cursor_invalid"
    status = 400
    title = "No such page"


class ExportTooLarge(TrailError):
    """More events than one request may export."""

    code = "export_too_large"
    status = 413
    title = "Too much for one export"


class FindingAboutYourself(TrailError):
    """Nobody signs off what was found about themselves."""

    code = "finding_about_yourself"
    status = 403
    title = "About yourself"


class FindingSignedOff(TrailError):
    """Somebody has signed this finding off already."""

    code = "finding_signed_off"
    status = 409
    title = "Signed off already"
