"""What the shipped classifier is fitted on: generated documents, sketches, and labelled files if there are.

Of labelled files only their features are used while fitting; the model that is stored holds the names of
hand-written cues and their weights, nothing of the files.
"""

from __future__ import annotations

import csv
import hashlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path

from benchmarks.classifier_sketches import sketches
from documents.evaluation.corpus import Item, items_of
from documents.reading.classify import Features, vectorise
from documents.reading.paging import Paged, pdf_paged, picture_paged
from documents.reading.recognition import recognise
from documents.reading.render import PICTURES
from documents.reading.sniff import sniff
from documents.reading.structured.source import decode, printable
from documents.reading.text_grid import grid_pages
from documents.reading.types import DocumentType, Format, PageText, UnreadableError
from documents.sample import Sample, invoices, payslips, receipts, statements, tax_forms

_CORRECTIONS = Path(__file__).with_name("classifier_corrections.csv")
_SUBJECTIVE = {DocumentType.INVOICE}  # where several types are right, the one that has an extractor


@dataclass(frozen=True, slots=True)
class Example:
    """A document as the classifier sees it. `group` is its issuer, folder or layout; `real`: not made up."""

    name: str
    label: DocumentType
    listed: DocumentType  # as its source labels it; differs from `label` where a correction says why
    group: str
    features: Features
    real: bool


def made_examples(seed: int, count: int) -> list[Example]:
    """Return generated documents (`count` of each kind, those that need OCR left out) and sketches."""
    kinds = (
        statements(seed, 2 * count),
        invoices(seed, count),
        receipts(seed, 2 * count),
        payslips(seed, count),
        tax_forms(seed, count),
    )
    documents = [example for sample in chain.from_iterable(kinds) for example in _of_sample(sample)]
    drawn = [
        Example("sketch", label, label, f"sketch:{label}", vectorise((page,)), real=False)
        for label, page in sketches(seed, count)
    ]
    return documents + drawn


def _of_sample(sample: Sample) -> Iterator[Example]:
    if sample.format is not Format.PDF:
        return
    paged = pdf_paged(sample.content)
    if not paged.left:
        features = vectorise(paged.pages)
        yield Example(sample.name, sample.type, sample.type, f"made:{sample.layout}", features, real=False)


def labelled_examples(folder: Path, kept: Path | None) -> list[Example]:
    """Return the files of a folder whose type is known for certain and is not told by their format.

    Args:
        folder: labelled as `documents.evaluation` expects.
        kept: where pages read by OCR are kept between runs (pickles made by the same person), or None.
    """
    corrections = _corrections()
    examples = []
    for item in items_of(folder):
        if not item.truth.types or item.truth.weak_type:
            continue
        pages = _pages(item, kept)
        if pages is not None:
            listed = next((kind for kind in item.truth.types if kind in _SUBJECTIVE), item.truth.types[0])
            label = next((kind for pattern, kind in corrections if fnmatchcase(item.path, pattern)), listed)
            group = item.path.rpartition("/")[0]
            examples.append(Example(item.path, label, listed, group, vectorise(pages), real=True))
    return examples


def _corrections() -> list[tuple[str, DocumentType]]:
    with _CORRECTIONS.open(encoding="utf-8", newline="") as file:
        return [(row["path"], DocumentType(row["label"])) for row in csv.DictReader(file)]


def _pages(item: Item, kept: Path | None) -> tuple[PageText, ...] | None:
    content = item.content()
    store = kept / f"{hashlib.sha256(content).hexdigest()}.pkl" if kept else None
    if store is not None and store.is_file():
        return tuple(pickle.loads(store.read_bytes()))  # noqa: S301 - written below, by the same person
    try:
        pages = _read(content, item.file.name)
    except UnreadableError:
        return None
    if store is not None and pages and any(page.source == "ocr" for page in pages):
        store.write_bytes(pickle.dumps(pages))
    return pages


def _read(content: bytes, name: str) -> tuple[PageText, ...] | None:
    found = sniff(content, name)
    if found.format is Format.PDF:
        paged = pdf_paged(content)
    elif found.format in PICTURES:
        paged = picture_paged(content)
    elif found.format is Format.TEXT:
        paged = Paged(content, list(grid_pages(printable(decode(content)))))
    else:
        return None
    if paged.left:
        recognise(paged, found.format)
    return tuple(paged.pages)
