"""What an import reads: an archive with a manifest, or a list about documents that are there."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents.batching.files import SealedFile
from documents.batching.leases import progress_note
from documents.batching.listed import Listed, listed_csv, listed_json
from documents.batching.orders import order_of
from documents.constants import (
    MAX_IMPORT_BYTES,
    MAX_IMPORT_ENTRIES,
    MAX_MANIFEST_BYTES,
    MAX_UNPACK_RATIO,
    ItemOutcome,
)
from documents.exceptions import EntryRefused, ImportRefused
from documents.models import Batch, BatchItem

CHUNK = 1 << 20
MANIFESTS = {"manifest.csv": listed_csv, "manifest.json": listed_json}
LISTS = {"csv": listed_csv, "json": listed_json}
_DIRECTORY_BYTES = 16 << 20  # of an archive's list of contents, which is read into memory
_SMALL = 1 << 20  # what unpacks to less than this is no bomb whatever its ratio
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENDS = struct.Struct("<4s4H2LH")
_ENDS64 = struct.Struct("<4sQ2H2L4Q")


@dataclass(frozen=True, slots=True)
class Source:
    """What an import reads, open."""

    kind: str
    stream: Any
    archive: zipfile.ZipFile | None

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of one file of the archive.

        Raises:
            EntryRefused: it does not unpack to what the archive says.
        """
        if self.archive is None:
            raise EntryRefused("A list brings no files.")
        try:
            with self.archive.open(name) as opened:
                while chunk := opened.read(CHUNK):
                    yield chunk
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise EntryRefused("The file does not unpack.", code="entry_damaged") from error
        except Exception as error:  # zlib.error, which is no error of zipfile's
            if type(error).__name__ != "error":
                raise
            raise EntryRefused("The file does not unpack.", code="entry_damaged") from error


@contextmanager
def source_of(batch: Batch) -> Iterator[Source]:
    """Open what an import reads; nothing of it touches a disk, and only what is asked for is in memory.

    Raises:
        ImportRefused: it is no archive that can be taken in.
    """
    kind = order_of(batch).terms["kind"]
    with io.BufferedReader(SealedFile(batch), CHUNK) as stream:
        if kind != "zip":
            yield Source(kind, stream, None)
            return
        directory_check(stream)
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, struct.error, UnicodeError, NotImplementedError) as error:
            raise ImportRefused("This is no ZIP archive, or it is damaged.") from error
        with archive:
            yield Source(kind, stream, archive)


def directory_check(stream: Any) -> None:
    """Refuse an archive whose list of contents would fill memory, before anything reads it.

    Raises:
        ImportRefused: it is no archive, or lists too much.
    """
    size = stream.seek(0, io.SEEK_END)
    start = max(0, size - _ENDS.size - (1 << 16))
    stream.seek(start)
    tail = stream.read(size - start)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _ENDS.size:
        raise ImportRefused("This is no ZIP archive, or it is damaged.")
    _, _, _, _, entries, listed, _, _ = _ENDS.unpack_from(tail, at)
    if entries == 0xFFFF or listed == 0xFFFFFFFF:
        found = tail.rfind(b"PK\x06\x06", 0, at)
        if found < 0 or len(tail) - found < _ENDS64.size:
            raise ImportRefused("This ZIP archive is damaged.")
        values = _ENDS64.unpack_from(tail, found)
        entries, listed = values[7], values[8]
    if entries > MAX_IMPORT_ENTRIES or listed > _DIRECTORY_BYTES:
        raise ImportRefused(f"An archive holds at most {MAX_IMPORT_ENTRIES:,} files.")
    stream.seek(0)


def import_freeze(batch: Batch, source: Source) -> None:
    """Write an item for each row of the list, and for each file that no row names; what is unsafe is refused.

    Raises:
        ImportRefused: the whole of it cannot be taken in.
        LeaseLost: another worker has it.
    """
    items = list(_archived(batch, source) if source.archive is not None else _named(batch, source))
    if not items:
        raise ImportRefused("The list is empty.")
    if len(items) > MAX_IMPORT_ENTRIES:
        raise ImportRefused(f"An import takes at most {MAX_IMPORT_ENTRIES:,} rows.")
    refused = sum(item.outcome == ItemOutcome.REFUSED for item in items)
    for number, item in enumerate(items, start=1):
        item.position = number
    with transaction.atomic():
        BatchItem.objects.bulk_create(items, batch_size=1_000)
        batch.frozen_at = timezone.now()
        progress_note(batch, frozen_at=batch.frozen_at, total=len(items), refused_count=refused)
    batch.total = len(items)


def _named(batch: Batch, source: Source) -> Iterator[BatchItem]:
    seen: set[str] = set()
    for row in LISTS[source.kind](_bounded(source.stream, batch.file_size)):
        item = BatchItem(batch=batch, given=row.given)
        if row.document in seen:
            _refuse(item, "duplicate", "The list names this document twice; the first row counts.")
        elif (key := _uuid(row.document)) is None:
            _refuse(item, "invalid_row", "The row names no document: give its id in `document`.")
        else:
            item.document_id = key
            seen.add(row.document)
        yield item


def _archived(batch: Batch, source: Source) -> Iterator[BatchItem]:
    archive = source.archive
    if archive is None:
        return
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _whole_check(entries)
    rows = _manifest(archive)
    by_name: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in entries:
        by_name.setdefault(entry.filename, []).append(entry)
    seen: set[str] = set()
    for row in rows:
        yield _entry_item(batch, row, by_name.get(row.file, []), seen)
        seen.add(row.file)
    for name in sorted(by_name.keys() - seen - MANIFESTS.keys()):
        item = BatchItem(batch=batch, name=name[:500])
        _refuse(item, "not_listed", "The manifest does not name this file.")
        yield item


def _entry_item(batch: Batch, row: Listed, entries: list[zipfile.ZipInfo], seen: set[str]) -> BatchItem:
    item = BatchItem(batch=batch, name=row.file[:500] or "(no name)", given=row.given)
    if row.file in seen:
        _refuse(item, "duplicate", "The manifest names this file twice; the first row counts.")
    elif not entries:
        _refuse(item, "file_missing", "The archive holds no such file.")
    elif len(entries) > 1:
        _refuse(item, "duplicate", "The archive holds several files of this name.")
    elif found := entry_obstacle(entries[0]):
        _refuse(item, *found)
    return item


def entry_obstacle(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Return why a file of an archive is not taken in, as a code and a sentence; None: it is."""
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    mode = entry.external_attr >> 16
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in entry.orig_filename:
        return "unsafe_path", "The name leads out of the archive."
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "not_a_file", "This is a link or a device, no file."
    if entry.flag_bits & 0x1:
        return "encrypted", "The file is encrypted. Send it without a password."
    if entry.compress_type not in _METHODS:
        return "unsupported_compression", "Only stored and deflated files are unpacked."
    if entry.file_size > _SMALL and entry.file_size > MAX_UNPACK_RATIO * max(1, entry.compress_size):
        return "zip_bomb", "The file unpacks to far more than any document."
    return None


def _whole_check(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MAX_IMPORT_BYTES:
        raise ImportRefused(f"The archive unpacks to more than {MAX_IMPORT_BYTES // 1024**3} GiB.")
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    for (start, size), (following, _) in pairwise(places):
        # Source: D. Fifield, "A better zip bomb" (WOOT 2019): files that share their bytes.
        if start + size > following:
            raise ImportRefused("Files of the archive overlap: it is made to fill disks.")


def _manifest(archive: zipfile.ZipFile) -> list[Listed]:
    found = [name for name in MANIFESTS if name in archive.NameToInfo]
    if len(found) != 1:
        raise ImportRefused("The archive needs one manifest: manifest.csv or manifest.json, at its top.")
    entry = archive.getinfo(found[0])
    if entry_obstacle(entry) is not None or entry.file_size > MAX_MANIFEST_BYTES:
        raise ImportRefused("The manifest cannot be read: it is too large or encrypted.")
    try:
        content = archive.open(entry).read(MAX_MANIFEST_BYTES + 1)
    except Exception as error:
        raise ImportRefused("The manifest does not unpack.") from error
    return list(MANIFESTS[found[0]](_bounded(io.BytesIO(content), len(content))))


def _bounded(stream: Any, size: int) -> bytes:
    if size > MAX_MANIFEST_BYTES:
        raise ImportRefused(f"A list has at most {MAX_MANIFEST_BYTES // 1024**2} MiB.")
    stream.seek(0)
    return bytes(stream.read(MAX_MANIFEST_BYTES + 1))


def _refuse(item: BatchItem, code: str, why: str) -> None:
    item.outcome, item.code, item.why, item.ended_at = ItemOutcome.REFUSED, code, why, timezone.now()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
