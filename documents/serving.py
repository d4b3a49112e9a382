"""How bytes that somebody uploaded leave: as downloads of harmless kinds, or as pictures made of them.

A browser that is told a kind it can run (HTML, SVG, XML with a stylesheet, script) runs it from our origin.
"""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

_Response = TypeVar("_Response", bound=HttpResponseBase)

BYTES = "application/octet-stream"
# What programs that fetch files make use of, and no browser runs. XML is not among it: one line in it
# names a stylesheet, or makes it SVG.
_HARMLESS = frozenset(
    {
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-mt940",
        "application/x-ofx",
        "application/x-qif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "text/csv",
        "text/plain",
    }
)
_PICTURES = frozenset({"image/jpeg", "image/png"})  # what reading draws


def download_kind(mime: str) -> str:
    """Return the content type under which an uploaded file is given out as a download."""
    return mime if mime in _HARMLESS else BYTES


def picture_kind(mime: str) -> str:
    """Return the content type under which the picture of a page is shown; never one that can hold script."""
    return mime if mime in _PICTURES else BYTES


def guarded(response: _Response) -> _Response:
    """Keep a browser from running or keeping what somebody uploaded."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
