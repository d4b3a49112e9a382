"""From the bytes of one file to its reading: timed steps, none able to lose what the others gave."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from documents.reading import structured
from documents.reading.classify import classify
from documents.reading.embedded import invoice_on_pages
from documents.reading.extract import extract
from documents.reading.paging import Paged, no_beat, pdf_paged, picture_paged
from documents.reading.recognition import MAX_SECONDS, recognise
from documents.reading.reconcile import statement_checks
from documents.reading.render import PICTURES, page_images
from documents.reading.sniff import sniff, unpacked_bytes
from documents.reading.structured.source import decode, printable
from documents.reading.text_grid import grid_pages
from documents.reading.totals import invoice_checks
from documents.reading.types import (
    Classified,
    DocumentType,
    Extraction,
    Format,
    PageImage,
    Reading,
    Step,
    UnreadableError,
)

MAX_UNPACKED = 400 * 1024**2  # bytes that a workbook may hold once inflated
DATA_IS_SURE = 0.99  # the format itself says what it carries
_STATEMENTS = (DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT)
_BILLS = (DocumentType.INVOICE, DocumentType.RECEIPT)


@dataclass(slots=True)
class _Work:
    """What is known so far of the file being read."""

    content: bytes
    name: str
    paged: Paged
    beat: Callable[[], None]
    seconds: float
    format: Format = Format.UNKNOWN
    mime: str = "application/octet-stream"
    data: structured.StructuredReading | None = None
    images: list[PageImage] = field(default_factory=list)
    classified: Classified | None = None
    extraction: Extraction = field(default_factory=Extraction)
    steps: list[Step] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failure: UnreadableError | None = None

    def reading(self) -> Reading:
        return Reading(
            format=self.format,
            mime=self.mime,
            pages=tuple(self.paged.pages),
            images=tuple(self.images),
            classified=self.classified,
            extraction=self.extraction,
            steps=tuple(self.steps),
            problems=tuple(dict.fromkeys((*self.paged.problems, *self.problems))),
            failure_code=self.failure.code if self.failure else "",
            failure=self.failure.message if self.failure else "",
        )


def read(
    content: bytes,
    name: str,
    *,
    checkpoint: Callable[[Reading], None] | None = None,
    beat: Callable[[], None] = no_beat,
    seconds: float = MAX_SECONDS,
) -> Reading:
    """Read one file: sniff, text, OCR, classify, extract, check, draw.

    Args:
        content: the whole file.
        name: its name, only to tell whether it disagrees with the content.
        checkpoint: is given what is known after each step that found something, so that a later one
            that never ends loses nothing.
        beat: called after each page, as a sign of life.
        seconds: no page is begun by OCR after so long.

    Returns:
        What was read. A step that fails is named in `steps` and in `problems`; `failure` is set where
        there is nothing for the steps after it.
    """
    work = _Work(content, name, Paged(content), beat=beat, seconds=seconds)
    for step, run in _STEPS:
        with _timed(work, step):
            run(work)
        if work.failure:
            break
        if checkpoint is not None and _found_something(work, step):
            checkpoint(work.reading())
    return work.reading()


def _found_something(work: _Work, step: str) -> bool:
    """Long files take seconds to hand over: only what is new and dear is."""
    if step == "ocr":
        return bool(work.paged.left)
    if step == "text":
        return work.format is Format.PDF  # data and plain text meet nothing after it that may not end
    return step in {"sniff", "checks"}


@contextmanager
def _timed(work: _Work, name: str) -> Iterator[None]:
    """Record how long a step took and, at this border and nowhere else, what nobody expected."""
    start, error = time.perf_counter(), ""
    try:
        yield
    except UnreadableError as unreadable:
        _unreadable(work, unreadable)
    except Exception as exception:  # noqa: BLE001  # the border: whatever it is, the other steps go on
        error = type(exception).__name__
        work.problems.append(f"The step {name} failed: {error}")
        if name in _FOUNDATIONS and not work.paged.pages:
            work.failure = UnreadableError("error", _UNEXPECTED.format(error))
    work.steps.append(Step(name, time.perf_counter() - start, error))


_FOUNDATIONS = ("sniff", "text")
_UNEXPECTED = (
    "The file could not be read, for a reason nobody foresaw ({0}). Tell the people who run the system."
)


def _unreadable(work: _Work, error: UnreadableError) -> None:
    if work.paged.pages or work.data is not None:
        work.problems.append(error.message)
    else:
        work.failure = error


def _sniff(work: _Work) -> None:
    found = sniff(work.content, work.name, whole=True)
    work.format, work.mime = found.format, found.mime
    if found.format is Format.EMPTY:
        raise UnreadableError("empty", "The file is empty. Upload it again from its source.")
    if found.format is Format.UNKNOWN:
        raise UnreadableError("unsupported", _UNSUPPORTED.format(found.guess))
    if found.mismatch:
        work.problems.append(found.mismatch)


_UNSUPPORTED = (
    "The file is {0}, which cannot be read. Upload a PDF, a picture (PNG, JPEG, TIFF), a workbook (XLSX), "
    "a CSV table, or a statement or invoice as OFX, MT940, CAMT or XML."
)


def _text(work: _Work) -> None:
    if work.format is Format.PDF:
        work.paged = pdf_paged(work.content, beat=work.beat)
        _carried_invoice(work)
    elif work.format in PICTURES:
        work.paged = picture_paged(work.content, beat=work.beat)
    elif work.format is Format.TEXT:
        work.paged.pages += grid_pages(printable(decode(work.content)))
    else:
        _data(work, work.format, work.content)


def _data(work: _Work, file_format: Format, content: bytes) -> None:
    if file_format is Format.XLSX and unpacked_bytes(content) > MAX_UNPACKED:
        raise UnreadableError(
            "too_large", "The workbook is too large once unpacked. Export it in shorter periods."
        )
    work.data = structured.read_structured(file_format, content)
    if file_format is work.format:
        work.paged.pages += work.data.pages


def _carried_invoice(work: _Work) -> None:
    """Read the invoice that a PDF may carry as XML; where that fails, the pages still speak."""
    xml = structured.embedded_invoice(work.paged.content)
    if xml is None:
        return
    try:
        _data(work, Format.EINVOICE, xml)
    except UnreadableError as error:
        work.paged.problems.append(f"The invoice XML inside the file could not be read: {error.message}")


def _ocr(work: _Work) -> None:
    if work.paged.left:
        recognise(work.paged, work.format, seconds=work.seconds, beat=work.beat)
    if work.paged.pages and not any(page.words for page in work.paged.pages):
        work.problems.append("No text was found on any page. Look at the pages and enter the values by hand.")


def _classify(work: _Work) -> None:
    if work.data is not None and work.data.label is not None:
        work.classified = Classified(work.data.label, DATA_IS_SURE, model=f"data:{work.format}")
    elif any(page.words for page in work.paged.pages):
        work.classified = classify(work.paged.pages, work.format)


def _extract(work: _Work) -> None:
    if work.data is not None:
        carried = work.data.extraction
        inside = work.format is Format.PDF
        work.extraction = invoice_on_pages(carried, work.paged.pages) if inside else carried
    elif work.classified is not None:
        work.extraction = extract(work.classified.label, work.paged.pages)


def _check(work: _Work) -> None:
    """Do the arithmetic that the extractor has not done already."""
    found, label = work.extraction, work.classified.label if work.classified else None
    kinds = {check.kind for check in found.checks}
    if label in _STATEMENTS and "statement_sum" not in kinds:
        checks = statement_checks(found.values, found.lines)
    elif label in _BILLS and "net_plus_tax" not in kinds:
        checks = invoice_checks(found.values, found.lines)
    else:
        return
    work.extraction = replace(found, checks=(*found.checks, *checks))


def _render(work: _Work) -> None:
    paged = work.paged
    for image in page_images(paged.content, work.format, paged.pages, turns=paged.turns):
        work.images.append(image)
        work.beat()
    drawn, wanted = len(work.images), len(paged.pages)
    if drawn < wanted and (work.format is Format.PDF or work.format in PICTURES):
        work.problems.append(f"Only {drawn} of {wanted} pages have a picture.")


_STEPS: tuple[tuple[str, Callable[[_Work], None]], ...] = (
    ("sniff", _sniff),
    ("text", _text),
    ("ocr", _ocr),
    ("classify", _classify),
    ("extract", _extract),
    ("checks", _check),
    ("render", _render),
)
