"""How the evaluation reads: as the application does, or from kept pages while reading is being improved."""

from __future__ import annotations

import hashlib
import pickle
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from documents.evaluation.runner import Read
from documents.reading.classify import classify
from documents.reading.extract import extract
from documents.reading.reconcile import statement_checks
from documents.reading.sandbox import Sandbox
from documents.reading.sniff import sniff
from documents.reading.totals import invoice_checks
from documents.reading.types import DocumentType, Extraction, PageText, Reading, Step, TextSource

_STATEMENTS = frozenset({DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT})
_BILLS = frozenset({DocumentType.INVOICE, DocumentType.RECEIPT})


class SandboxedReader:
    """Reads as the worker does: in a process of its own under limits, one for each calling thread."""

    def __init__(self) -> None:
        self._own = threading.local()

    def __call__(self, content: bytes, name: str) -> Reading:
        """Read one file; a process that dies or hangs is a failed reading, never an error."""
        if not hasattr(self._own, "sandbox"):
            self._own.sandbox = Sandbox()
        reading: Reading = self._own.sandbox.read(content, name)
        return reading


class PageCachedReader:
    """Reads files that need OCR once, keeps their pages, and from then on only classifies and extracts.

    The folder holds one pickle of `tuple[PageText, ...]` per file, named by the SHA-256 of its content. It is
    for whoever works on reading, on his own machine: pickles from elsewhere must not be put there.
    """

    def __init__(self, folder: Path, read: Read) -> None:
        self._folder, self._read = folder, read
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, content: bytes, name: str) -> Reading:
        """Read one file, from its kept pages if it has some; step times are then missing."""
        kept = self._folder / f"{hashlib.sha256(content).hexdigest()}.pkl"
        pages = _load(kept)
        if pages is not None:
            return from_pages(pages, content, name)
        reading = self._read(content, name)
        if any(page.source is TextSource.OCR for page in reading.pages):
            kept.write_bytes(pickle.dumps(reading.pages))
        return reading


def from_pages(pages: tuple[PageText, ...], content: bytes, name: str) -> Reading:
    """Return what classification, extraction and arithmetic make of pages that were read before."""
    found = sniff(content, name, whole=True)
    classified = classify(pages, found.format)
    reading = Reading(
        format=found.format,
        mime=found.mime,
        pages=pages,
        classified=classified,
        problems=(found.mismatch,) if found.mismatch else (),
    )
    try:
        extraction = _checked(classified.label, extract(classified.label, pages))
    except Exception as error:  # noqa: BLE001 - counted as the application's reading would count it
        return replace(reading, steps=(Step("extract", 0.0, f"{type(error).__name__}: {error}"),))
    return replace(reading, extraction=extraction)


def reader(page_cache: Path | None) -> Read:
    """Return the reader for an evaluation.

    Args:
        page_cache: the folder for kept pages, or None to read everything as the application does.
    """
    read = SandboxedReader()
    return read if page_cache is None else PageCachedReader(page_cache, read)


def _checked(label: DocumentType, found: Extraction) -> Extraction:
    if found.checks:
        return found
    if label in _STATEMENTS:
        return replace(found, checks=statement_checks(found.values, found.lines))
    if label in _BILLS:
        return replace(found, checks=invoice_checks(found.values, found.lines))
    return found


def _load(file: Path) -> tuple[PageText, ...] | None:
    with suppress(FileNotFoundError):
        pages = pickle.loads(file.read_bytes())  # noqa: S301 - written above, by the same person
        return tuple(pages)
    return None
