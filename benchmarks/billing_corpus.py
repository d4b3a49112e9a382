"""What the weights of invoices and receipts are fitted on: labelled files, and generated documents."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import cast

from documents.evaluation.comparison import comparison_of, same, similarity
from documents.evaluation.corpus import Item, items_of
from documents.reading.extract.billing.phrases import fold
from documents.reading.extract.billing.sheet import Contest, Sheet
from documents.reading.paging import pdf_paged, picture_paged
from documents.reading.recognition import recognise
from documents.reading.sniff import sniff
from documents.reading.types import DocumentType, Format, PageText, TextSource, UnreadableError
from documents.sample import Sample, invoices, receipts

KINDS = {DocumentType.INVOICE: "invoice", DocumentType.RECEIPT: "receipt"}
# Files of one family look alike, and generated documents are easier than real ones: they count for less.
WEIGHTS = {"einvoice": 0.25, "generated invoice": 1.0, "generated receipt": 0.3}
MODELS = {
    "invoice": {
        "total": "gross_total",
        "date": "invoice_date",
        "due": "due_date",
        "number": "invoice_number",
        "supplier": "supplier_name",
        "customer": "customer_name",
        "tax_number": "supplier_tax_number",
    },
    "receipt": {
        "total": "gross_total",
        "date": "receipt_date",
        "number": "receipt_number",
        "supplier": "supplier_name",
        "tax_number": "supplier_tax_number",
    },
}
_CONTESTS = {
    "total": "totals",
    "date": "dates",
    "due": "dates",
    "number": "numbers",
    "supplier": "names",
    "customer": "customers",
    "tax_number": "tax_numbers",
}
_ALIKE = 0.03  # names this much less similar than the best are right as well
_NAME = 0.80
_READ = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")  # what carries pages; structured files do not


@dataclass(frozen=True)
class Example:
    """A document with what is known of it.

    `values` holds the right texts by value name. `complete` means that a value without a text is not printed.
    Examples of one `group` (an issuer or a generated layout) are judged by weights fitted without them.
    """

    name: str
    kind: str
    group: str
    weight: float
    sheet: Sheet
    values: Mapping[str, tuple[str, ...]]
    complete: bool

    def knows(self, model: str) -> bool:
        """Return whether the right answer of a model is known."""
        return self.complete or MODELS[self.kind][model] in self.values


def contest_of(sheet: Sheet, model: str) -> Contest[object]:
    """Return the candidates of a model on a document."""
    return cast("Contest[object]", getattr(sheet, _CONTESTS[model]))


def rights(example: Example, model: str) -> list[bool]:
    """Return for each candidate whether it is right."""
    name = MODELS[example.kind][model]
    texts, keys = example.values.get(name, ()), contest_of(example.sheet, model).keys
    if model in ("supplier", "customer"):
        alike = [max((similarity(text, key) for text in texts), default=0.0) for key in keys]
        best = max(alike, default=0.0)
        return [value >= _NAME and value >= best - _ALIKE for value in alike]
    return [any(same(text, key, comparison_of(name)) for text in texts) for key in keys]


def labelled_examples(folder: Path, kept: Path | None) -> list[Example]:
    """Return the invoices and receipts of a folder that carry labels.

    Args:
        folder: labelled as `documents.evaluation` expects.
        kept: where pages read by OCR are kept between runs (pickles made by the same person); without it,
            whatever needs OCR is left out.
    """
    return [example for item in items_of(folder) if (example := _of_item(item, kept))]


def made_examples(seed: int, count: int) -> list[Example]:
    """Return generated invoices (`count`) and receipts (those of `count` that carry their text)."""
    made = chain(invoices(seed, count), receipts(seed, count))
    return [example for sample in made for example in _of_sample(sample)]


def _of_item(item: Item, kept: Path | None) -> Example | None:
    kind = next((KINDS[label] for label in item.truth.types if label in KINDS), None)
    if not item.path.lower().endswith(_READ):
        return None
    values: dict[str, tuple[str, ...]] = {}
    for value in item.truth.values:
        if not value.absent:
            values[value.name] = values.get(value.name, ()) + value.texts
    if kind is None or not values:
        return None
    pages = _pages(item.content(), item.file.name, kept)
    if not pages:
        return None
    issuer = fold(" ".join(values.get("supplier_name", (item.path,)))).replace(" ", "")[:8]
    group = item.truth.family if item.truth.family in WEIGHTS else issuer
    weight = WEIGHTS.get(item.truth.family, 1.0)
    return Example(item.path, kind, group, weight, Sheet(pages, kind), values, complete=False)


def _of_sample(sample: Sample) -> Iterator[Example]:
    pages = _pages(sample.content, sample.name, None) if sample.format is Format.PDF else ()
    if pages:
        kind = KINDS[sample.type]
        values = {name: (text,) for name, text in sample.values.items()}
        weight = WEIGHTS[f"generated {kind}"]
        yield Example(sample.name, kind, sample.layout, weight, Sheet(pages, kind), values, complete=True)


def _pages(content: bytes, name: str, kept: Path | None) -> tuple[PageText, ...]:
    file = kept / f"{hashlib.sha256(content).hexdigest()}.pkl" if kept else None
    if file and file.is_file():
        pages: tuple[PageText, ...] = pickle.loads(file.read_bytes())  # noqa: S301 - the person's own files
        return pages
    found = sniff(content, name)
    try:
        paged = pdf_paged(content) if content.startswith(b"%PDF") else picture_paged(content)
        if paged.left and kept:
            recognise(paged, found.format)
    except UnreadableError:
        return ()
    pages = () if paged.left and not kept else tuple(paged.pages)
    if file and any(page.source is TextSource.OCR for page in pages):
        file.write_bytes(pickle.dumps(pages))
    return pages
