"""What resumable uploads and upload links refuse."""

from documents.exceptions.base import DocumentsError


class UploadNotFound(DocumentsError):
    """There is no such upload, or it is somebody else's."""

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
