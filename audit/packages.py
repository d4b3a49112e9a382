"""Exports of the trail that an outsider verifies alone: a signed zip of events, proofs and the verifier."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from audit import verifier
from audit.canonical import COLUMNS_SQL
from audit.constants import AnchorKind
from audit.exceptions import NothingSealedYet
from audit.models import Anchor, Checkpoint
from audit.proofs import consistency_between, nodes_around
from audit.signing import note_sign, trusted_keys
from audit.verifier import COLUMNS, FORMAT

_PAGE = 5_000
_RECEIPTS: dict[str, str] = {AnchorKind.RFC3161: "tsr", AnchorKind.S3: "json"}
_EVENTS = f"""
SELECT l.index::text, {COLUMNS_SQL}
FROM audit_logentry e LEFT JOIN audit_leaf l ON l.entry_id = e.id AND l.entry_at = e.timestamp
WHERE e.timestamp >= %s AND e.timestamp < %s {{subject}}
ORDER BY l.index, e.timestamp, e.id
"""  # noqa: S608 - the columns are ours
_README = """Muniment trail export ({format})

events.ndjson    the events, one a line; `leaf_index` is the place in the tree, null where not sealed yet
events.csv       where asked for: the same for a spreadsheet (an apostrophe leads each cell: no formula runs)
nodes.ndjson     hashes of what lies between the events: with them they give the signed root
checkpoint.note  the newest signed state of the tree
history.ndjson   earlier signed states, each with the proof that the newest continues it
receipts/        what anchors gave: SIZE.note is a checkpoint, SIZE-rfc3161.tsr the timestamp over it:
                 openssl ts -verify -data SIZE.note -in SIZE-rfc3161.tsr -CAfile THE-AUTHORITY.pem
keys.txt         public keys; compare them with what you were given otherwise
verifier.py      checks all of this: python verifier.py PACKAGE.zip --key KEY (Python 3.11, cryptography);
                 where you do not trust who made this package, take program and key from elsewhere
manifest.json    what was exported, and the SHA-256 of every file; manifest.note is its signature
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a package holds."""

    events: int
    unsealed: int
    size: int


def package_write(
    target: IO[bytes],
    *,
    since: dt.datetime,
    until: dt.datetime,
    subject: UUID | None = None,
    with_csv: bool = False,
    at: dt.datetime,
    progress: Callable[[int], object] = lambda _: None,
) -> Exported:
    """Write a package of the events of [since, until).

    Args:
        target: a file that can be written and sought.
        since: from when on, inclusive.
        until: to when, exclusive.
        subject: only events about this data subject.
        with_csv: write the events as CSV, too.
        at: when the package was made.
        progress: is told how many events were written since it was told last.

    Raises:
        NothingSealedYet: the tree has no checkpoint; a package without one would prove nothing.
    """
    newest = _checkpoint_newest()
    size = newest.size
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        files = _Files(package)
        indexes, count = _events_write(files, (since, until, subject), size, progress)
        if with_csv:
            files.csv("events.csv", _rows(since, until, subject, size))
        around = nodes_around(indexes, size)
        files.lines("nodes.ndjson", ({"start": s, "end": e, "hash": h.hex()} for s, e, h in around))
        files.text("checkpoint.note", newest.note)
        files.lines("history.ndjson", _history(size))
        _receipts_write(files, indexes, size)
        files.text("keys.txt", "".join(f"{key}\n" for key in trusted_keys()))
        files.text("verifier.py", Path(verifier.__file__).read_text())
        files.text("README.txt", _README.format(format=FORMAT))
        manifest = {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "subject": str(subject) if subject else None,
            "made_at": at.isoformat(),
            "events": count,
            "tree_size": size,
        }
        _manifest_write(files, manifest)
    return Exported(count, count - len(indexes), size)


def _checkpoint_newest() -> Checkpoint:
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise NothingSealedYet(
            "The trail has no checkpoint yet, so an export would prove nothing. Sealing runs every ten "
            "seconds; ask again then, or run manage.py audit_seal."
        )
    return newest


def _manifest_write(files: _Files, facts: dict[str, Any]) -> None:
    """Write what was exported, with the digest of every file, and sign it."""
    known = {"format": FORMAT, "origin": settings.TRAIL_ORIGIN, "files": dict(files.digests)}
    written = json.dumps({**known, **facts}, indent=2, sort_keys=True)
    files.text("manifest.json", written)
    digest = hashlib.sha256(written.encode()).hexdigest()
    files.text("manifest.note", note_sign(f"{FORMAT} manifest\n{digest}\n"))


class _Files:
    """Files of the zip; remembers the SHA-256 of each."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self.digests: dict[str, str] = {}

    def text(self, name: str, text: str) -> None:
        """Write a small file."""
        self.bytes(name, text.encode())

    def bytes(self, name: str, content: bytes) -> None:
        """Write a small binary file."""
        self._package.writestr(name, content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def lines(self, name: str, rows: Iterator[dict[str, Any]]) -> None:
        """Write an NDJSON file row by row."""
        digest = hashlib.sha256()
        with self._package.open(name, "w", force_zip64=True) as file:
            for row in rows:
                line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
                digest.update(line)
                file.write(line)
        self.digests[name] = digest.hexdigest()

    def csv(self, name: str, rows: Iterator[dict[str, str | None]]) -> None:
        """Write a CSV file whose cells no spreadsheet takes for formulas; an empty cell is nothing at all."""
        digest = hashlib.sha256()
        with self._package.open(name, "w", force_zip64=True) as file:
            buffer = io.StringIO(newline="")
            writer = csv.DictWriter(buffer, ["leaf_index", *COLUMNS], quoting=csv.QUOTE_ALL)
            writer.writeheader()
            for row in rows:
                writer.writerow({k: "" if v is None else f"'{v}" for k, v in row.items()})
                _drain(buffer, file, digest)
            _drain(buffer, file, digest)
        self.digests[name] = digest.hexdigest()


def _drain(buffer: io.StringIO, file: IO[bytes], digest: hashlib._Hash) -> None:
    written = buffer.getvalue().encode()
    digest.update(written)
    file.write(written)
    buffer.seek(0)
    buffer.truncate()


def _events_write(
    files: _Files,
    wanted: tuple[dt.datetime, dt.datetime, UUID | None],
    size: int,
    progress: Callable[[int], object],
) -> tuple[array[int], int]:
    """Write the events; return the places of those that are sealed, and how many there are in all."""
    indexes: array[int] = array("q")
    count = 0

    def noted() -> Iterator[dict[str, str | None]]:
        nonlocal count
        for row in _rows(*wanted, size):
            count += 1
            if count % _PAGE == 0:
                progress(_PAGE)
            if row["leaf_index"] is not None:
                indexes.append(int(row["leaf_index"]))
            yield row

    files.lines("events.ndjson", noted())
    return indexes, count


def _rows(
    since: dt.datetime, until: dt.datetime, subject: UUID | None, size: int
) -> Iterator[dict[str, str | None]]:
    """Yield the events as they are exported; one sealed after the newest checkpoint counts as not sealed."""
    for index, *values in _events(since, until, subject):
        is_sealed = index is not None and int(index) < size
        yield {"leaf_index": index if is_sealed else None, **dict(zip(COLUMNS, values, strict=True))}


def _events(since: dt.datetime, until: dt.datetime, subject: UUID | None) -> Iterator[tuple[Any, ...]]:
    about = "AND e.subject_refs @> ARRAY[%s]::uuid[]" if subject else ""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EVENTS.format(subject=about), [since, until, *([subject] if subject else [])])
        while page := cursor.fetchmany(_PAGE):
            yield from page


def _history(size: int) -> Iterator[dict[str, str]]:
    """Yield the checkpoints that anchors hold, and their way to the newest."""
    anchored = Checkpoint.objects.filter(anchors__isnull=False, size__lt=size).distinct().order_by("size")
    for checkpoint in anchored.iterator():
        path = consistency_between(checkpoint.size, size)
        yield {"note": checkpoint.note, "path": " ".join(step.hex() for step in path)}


def _receipts_write(files: _Files, indexes: Sequence[int], size: int) -> None:
    """Write what anchors gave: over these leaves, up to the first checkpoint behind them, and the newest."""
    given = Anchor.objects.exclude(receipt=b"").filter(checkpoint__size__lte=size)
    sizes = given.order_by("checkpoint__size").values_list("checkpoint__size", flat=True).distinct()
    first, last = (indexes[0], indexes[-1]) if indexes else (size, size)
    behind = sizes.filter(checkpoint__size__gt=last).first()
    newest = sizes.last()
    wanted = models.Q(checkpoint__size__gt=first, checkpoint__size__lte=behind or size)
    chosen = given.filter(wanted | models.Q(checkpoint__size=newest)).select_related("checkpoint")
    names: set[str] = set()
    for anchor in chosen.order_by("checkpoint__size", "kind", "created_at", "id").iterator():
        stem = f"receipts/{anchor.checkpoint.size:012d}"
        if f"{stem}.note" not in names:
            files.text(f"{stem}.note", anchor.checkpoint.note)
        name, ending = f"{stem}-{anchor.kind}", _RECEIPTS.get(anchor.kind, "bin")
        count = sum(known.startswith((f"{name}.", f"{name}-")) for known in names)
        name = f"{name}-{count + 1}.{ending}" if count else f"{name}.{ending}"
        names |= {f"{stem}.note", name}
        files.bytes(name, bytes(anchor.receipt))
