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
