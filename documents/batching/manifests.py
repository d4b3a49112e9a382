"""What an export says about its files: manifest.json, metadata.csv and SHA256SUMS."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from documents import selectors
from documents.batching.orders import Order
from documents.constants import ItemOutcome
from documents.intake import file_name_clean
from documents.models import Batch, BatchItem, Document, DocumentVersion

PAGE = 500
MAX_NAME = 120
COLUMNS = (
    "id", "name", "path", "sha256", "size", "version", "status", "type", "case", "subject", "owner",
    "document_date", "period_start", "period_end", "amount", "currency", "language", "page_count",
    "created_at",
)  # fmt: skip
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
# A cell that begins so is a formula to spreadsheets. Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_NUMBERS = {"size", "version", "amount", "page_count"}


def name_safe(name: str) -> str:
    """Return a file's name that every system takes and none reads as a path."""
    kept = _UNSAFE.sub("_", file_name_clean(name)).strip(" .") or "unnamed"
    stem, dot, ending = kept.rpartition(".")
    if len(kept) <= MAX_NAME or not dot:
        return kept[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(ending[:20]) - 1]}.{ending[:20]}"


def cell_safe(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def manifests_write(
    archive: zipfile.ZipFile, batch: Batch, order: Order, *, renew: Callable[[], None]
) -> None:
    """Write the three lists into the archive; each goes through the items once, a page at a time."""
    with_values = bool(order.terms.get("values"))
    with archive.open(_entry("manifest.json"), "w", force_zip64=True) as into:
        head = {"batch": str(batch.pk), "asked_at": batch.created_at.isoformat(), "with_values": with_values}
        into.write(orjson.dumps(head)[:-1] + b',"documents":[')
        for number, (row, document, version) in enumerate(_rows(batch, renew)):
            values = {"values": _values(document, version)} if with_values and version else {}
            into.write((b",\n" if number else b"\n") + orjson.dumps({**row, **values}))
        into.write(b'\n],"left_out":[')
        for number, item in enumerate(_left_out(batch, renew)):
            row = {"id": str(item.document_id), "outcome": item.outcome, "code": item.code, "why": item.why}
            into.write((b",\n" if number else b"\n") + orjson.dumps(row))
        into.write(b"\n]}\n")
    with archive.open(_entry("metadata.csv"), "w", force_zip64=True) as into:
        table = io.TextIOWrapper(into, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        for row, _, _ in _rows(batch, renew):
            writer.writerow([_cell(name, row[name]) for name in COLUMNS])
        table.detach()
    with archive.open(_entry("SHA256SUMS"), "w", force_zip64=True) as into:
        for item in _items(batch, ItemOutcome.DONE, renew):
            into.write(f"{item.result['sha256']}  {item.result['path']}\n".encode())


def _cell(name: str, value: Any) -> str:
    text = "" if value is None else str(value)
    return text if name in _NUMBERS else cell_safe(text)


def _rows(
    batch: Batch, renew: Callable[[], None]
) -> Iterator[tuple[dict[str, Any], Document | None, DocumentVersion | None]]:
    for page in _pages(batch, [ItemOutcome.DONE], renew):
        keys = [item.document_id for item in page if item.document_id]
        documents = Document.objects.select_related("case", "data_key").in_bulk(keys)
        versions = {
            (one.document_id, one.number): one for one in DocumentVersion.objects.filter(document__in=keys)
        }
        for item in page:
            document = documents.get(item.document_id) if item.document_id else None
            row = dict.fromkeys(COLUMNS) | {"id": str(item.document_id)} | item.result
            if document is not None:
                row |= _facts(document)
            yield row, document, versions.get((item.document_id, item.result["version"]))  # type: ignore[arg-type]  # items of exports have one


def _facts(document: Document) -> dict[str, Any]:
    def text(value: Any) -> str | None:
        return None if value is None else str(value)

    return {
        "name": document.name,
        "status": document.status,
        "type": document.type,
        "case": text(document.case_id),
        "subject": text(document.subject_id),
        "owner": str(document.owner_id),
        "document_date": text(document.document_date),
        "period_start": text(document.period_start),
        "period_end": text(document.period_end),
        "amount": text(document.amount),
        "currency": document.currency,
        "language": document.language,
        "page_count": document.page_count,
        "created_at": document.created_at.isoformat(),
    }


def _values(document: Document | None, version: DocumentVersion) -> list[dict[str, Any]]:
    if document is None:
        return []
    opened = selectors.fields_open(document, list(version.fields.all()))
    return [{"name": one.row.name, "text": one.text, "normal": one.normal} for one in opened]


def _left_out(batch: Batch, renew: Callable[[], None]) -> Iterator[BatchItem]:
    for page in _pages(batch, [ItemOutcome.REFUSED, ItemOutcome.GONE], renew):
        yield from page


def _items(batch: Batch, outcome: ItemOutcome, renew: Callable[[], None]) -> Iterator[BatchItem]:
    for page in _pages(batch, [outcome], renew):
        yield from page


def _pages(batch: Batch, outcomes: list[ItemOutcome], renew: Callable[[], None]) -> Iterator[list[BatchItem]]:
    position = 0
    while True:
        rows = batch.items.filter(outcome__in=outcomes, position__gt=position).order_by("position")
        page = list(rows[:PAGE])
        if not page:
            return
        position = page[-1].position
        renew()
        yield page


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
