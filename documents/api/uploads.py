"""Uploads go straight from the socket into the encrypting spool: no plaintext touches a disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils import timezone

from documents.exceptions import DocumentsError
from documents.intake import Intake


class SealedUpload(UploadedFile):
    """An upload whose bytes are already encrypted; `intake` goes to the service."""

    intake: Intake


class SealingUploadHandler(FileUploadHandler):
    """Feeds each file of a multipart body to an `Intake`; remembers what was refused."""

    def __init__(self, request: Any = None) -> None:
        """Start with nothing taken."""
        super().__init__(request)
        self.intakes: list[Intake] = []
        self.refusal: DocumentsError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open an intake for the next file."""
        super().new_file(*args, **kwargs)
        try:
            self.intakes.append(Intake(at=timezone.now()))
        except DocumentsError as error:
            self._refuse(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Encrypt the next chunk; the parser keeps nothing."""
        try:
            self.intakes[-1].write(raw_data)
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
        upload.intake = self.intakes[-1]
        return upload

    def close(self) -> None:
        """Drop the spools of everything that was not stored."""
        for intake in self.intakes:
            intake.__exit__(None, None, None)

    def _refuse(self, error: DocumentsError) -> None:
        self.refusal = error
        raise StopUpload(connection_reset=False)
