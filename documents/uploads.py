"""Uploads go straight from the socket into the encrypting spool: no plaintext touches a disk."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.utils import timezone

from documents.exceptions import DocumentsError
from documents.intake import Intake


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # generic only to the type checker
    """An upload whose bytes are already encrypted; `intake` goes to the service."""

    intake: Intake

    def close(self) -> None:
        """Drop the spool, if it was not stored; Django calls this at the end of the request."""
        self.intake.__exit__(None, None, None)


class SealingUploadHandler(FileUploadHandler):
    """Feeds each file of a multipart body to an `Intake`; remembers what was refused.

    It is the only upload handler of the project (FILE_UPLOAD_HANDLERS).
    """

    def __init__(self, request: Any = None) -> None:
        """Start with nothing taken."""
        super().__init__(request)
        self._intake: Intake | None = None
        self.refusal: DocumentsError | None = None
        self.limit = 0  # as every upload

    def is_let_in(self) -> bool:
        """Tell whether files are taken also from somebody who is not signed in."""
        return False

    def advised(self) -> dict[str, str]:
        """Return what helps whose file is too large, where it is not what helps everybody."""
        return {}

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open an intake for the next file."""
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if not self.is_let_in() and (user is None or not user.is_authenticated):
            # Any form reads its body, also the login form: strangers must not be able to fill the disk.
            raise SkipFile
        try:
            self._intake = Intake(at=timezone.now(), limit=self.limit, **self.advised())
        except DocumentsError as error:
            self._refuse(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Encrypt the next chunk; the parser keeps nothing."""
        try:
            self._taking().write(raw_data)
        except DocumentsError as error:
            self._refuse(error)

    def file_complete(self, file_size: int) -> SealedUpload:
        """Return the upload."""
        upload = SealedUpload(
            file=None,
            name=self.file_name or "unnamed",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
        )
        upload.intake = self._taking()
        self._intake = None
        return upload

    def upload_interrupted(self) -> None:
        """Drop the spool of a file that did not arrive whole."""
        if self._intake is not None:
            self._intake.__exit__(None, None, None)
            self._intake = None

    def __del__(self) -> None:
        # A body that breaks off (the client went away, a part is malformed) raises past every handler.
        self.upload_interrupted()

    def _taking(self) -> Intake:
        if self._intake is None:
            raise StopUpload(connection_reset=True)
        return self._intake

    def _refuse(self, error: DocumentsError) -> NoReturn:
        self.refusal = error
        self.upload_interrupted()
        raise StopUpload(connection_reset=False)


class LinkUploadHandler(SealingUploadHandler):
    """Takes the files of a request whose upload link was found to count before its body is read."""

    def __init__(self, request: Any = None, *, limit: int = 0) -> None:
        """Take at most `limit` bytes a file."""
        super().__init__(request)
        self.limit = max(limit, 1)

    def is_let_in(self) -> bool:
        """The link lets them in."""
        return True

    def advised(self) -> dict[str, str]:
        """Nobody comes to a link with an account for anything else."""
        return {"advice": "Send a smaller file, or ask whoever gave you the link for another way."}


def refusal_of(request: Any) -> DocumentsError | None:
    """Return why the body of a request was refused while it arrived, if it was."""
    handlers = getattr(request, "upload_handlers", ())
    return next((h.refusal for h in handlers if isinstance(h, SealingUploadHandler) and h.refusal), None)
