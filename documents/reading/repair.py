"""A second chance for damaged PDFs: rebuilt by qpdf, which finds objects without a cross-reference table."""

from __future__ import annotations

import io

import pikepdf

from documents.reading.types import UnreadableError

ENCRYPTED = "The file is protected by a password. Upload a copy without protection."


def repaired(content: bytes) -> bytes | None:
    """Return a rebuilt copy of a damaged PDF, or None where nothing can be rebuilt.

    Raises:
        UnreadableError: "encrypted".
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not len(pdf.pages):
                return None
            copy = io.BytesIO()
            pdf.save(copy, encryption=False)
            return copy.getvalue()
    except pikepdf.PasswordError as error:
        raise UnreadableError("encrypted", ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, RuntimeError):  # what qpdf says of files beyond repair
        return None
