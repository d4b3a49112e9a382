"""How well and how fast copies are found: `python -m benchmarks.duplicates [--signatures 100000] [--json]`.

Quality: generated statements, payslips and invoices against copies of them (their scans read by OCR, one
amount edited, another name) and against other documents of the same template. Speed: the lookup among so many
signatures, in tables of its own that end with the transaction.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from random import Random
from uuid import UUID

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after Django is set up

from benchmarks.figures import Figure, at_least, at_most, show, told  # noqa: E402
from documents import duplicates  # noqa: E402
from documents.duplicates import LEAST_ALIKE, MAX_OF_A_BAND  # noqa: E402
from documents.models import Document, DocumentSignature  # noqa: E402
from documents.reading.pipeline import read  # noqa: E402
from documents.reading.types import PERSONAL_NAMES, Format  # noqa: E402
from documents.sample import invoices, payslips, statements  # noqa: E402
from documents.sample.degrade import scan  # noqa: E402
from documents.sample.types import Sample  # noqa: E402
from documents.similarity import BANDS, HASHES, ROWS, Signature, likeness, signature  # noqa: E402

KINDS = ("rescan", "edited_amount", "other_name")
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
TEMPLATES = 50
_AMOUNT = re.compile(r"\d[\d ,]*[.,]\d\d\b")
_TABLES = """
    CREATE TEMP TABLE documents_signatureband (band bigint, document_id uuid);
    CREATE TEMP TABLE documents_documentsignature (
        document_id uuid, version_id uuid, text_hash bytea, minhash bytea, words int);
"""
_INDEXES = """
    CREATE UNIQUE INDEX ON documents_signatureband (band, document_id);
    CREATE UNIQUE INDEX ON documents_documentsignature (document_id);
    ANALYZE documents_signatureband; ANALYZE documents_documentsignature;
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two signatures: how alike they are, and whether an index would bring them together."""

    likeness: float
    share_a_band: bool

    def is_found(self, least: float) -> bool:
        """Tell whether the one is found from the other."""
        return self.share_a_band and self.likeness >= least


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    parser.add_argument("--documents", type=int, default=60, help="of each kind")
    parser.add_argument("--scans", type=int, default=12, help="of each kind: reading them takes seconds each")
    parser.add_argument("--signatures", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = [*quality(options.documents, options.scans), *speed(options.signatures)]
    show(figures, as_json=options.json)


def quality(count: int, scans: int, kinds: Sequence[str] = KINDS) -> Iterator[Figure]:
    """Compare documents with copies of them, and with others of the same template.

    Args:
        count: documents of each kind.
        scans: how many of them are scanned and read by OCR.
        kinds: of copies.
    """
    texts = [(one, _text(one.content, one.name)) for one in _samples(count)]
    originals = [signature(text) for _, text in texts]
    made = {
        "rescan": _rescans(texts, scans),
        "edited_amount": (_pair(signature(text), signature(_edited(text))) for _, text in texts),
        "other_name": _renamed(texts),
    }
    copies = {kind: list(made[kind]) for kind in kinds}
    layouts = [one.layout or one.name.rsplit("-", 1)[-1] for one, _ in texts]
    places = combinations(range(len(texts)), 2)
    others = [_pair(originals[a], originals[b]) for a, b in places if layouts[a] == layouts[b]]
    yield told("pairs_of_one_template", len(others), "pairs")
    for least in THRESHOLDS:
        yield from _at(least, copies, others)
    for name, pairs in copies.items():
        yield at_least(f"{name}_recall", _share(pairs, LEAST_ALIKE), "share", 0.9)
        yield told(f"{name}_likeness_least", min(pair.likeness for pair in pairs), "share")
    yield at_least("precision", _precision(copies, others, LEAST_ALIKE), "share", 0.9)
    yield at_most("others_called_alike", _share(others, LEAST_ALIKE), "share", 0.05)
    yield told("others_likeness_most", max(pair.likeness for pair in others), "share")


def speed(count: int) -> Iterator[Figure]:
    """Fill the tables with signatures of which many share the bands of a template, and look copies up."""
    for size in dict.fromkeys((max(TEMPLATES, count // 100), max(TEMPLATES, count // 10), count)):
        with _filled(size) as took:
            looked_at, milliseconds = _lookups(size)
            is_whole = size == count
            yield told(f"looked_at_of_{size}", statistics.mean(looked_at), "rows")
            if is_whole:
                yield at_most("looked_at_most", max(looked_at), "rows", BANDS * MAX_OF_A_BAND)
                yield told("signatures_written_per_second", count / took, "rows/s")
                cuts = statistics.quantiles(milliseconds, n=100)
                yield told("lookup_p50", cuts[49], "ms")
                yield at_most("lookup_p95", cuts[94], "ms", 30)
                yield told("bytes_per_document", _bytes() / count, "bytes")


def _at(least: float, copies: dict[str, list[Pair]], others: list[Pair]) -> Iterator[Figure]:
    every = [pair for pairs in copies.values() for pair in pairs]
    yield told(f"recall_at_{least}", _share(every, least), "share")
    yield told(f"precision_at_{least}", _precision(copies, others, least), "share")
    yield told(f"others_called_alike_at_{least}", _share(others, least), "share")


def _precision(copies: dict[str, list[Pair]], others: list[Pair], least: float) -> float:
    right = sum(pair.is_found(least) for pairs in copies.values() for pair in pairs)
    wrong = sum(pair.is_found(least) for pair in others)
    return right / max(1, right + wrong)


def _share(pairs: list[Pair], least: float) -> float:
    return sum(pair.is_found(least) for pair in pairs) / max(1, len(pairs))


def _samples(count: int) -> Iterator[Sample]:
    for made in (statements, payslips, invoices):
        yield from (one for one in made(7, count) if one.format is Format.PDF)


def _rescans(texts: list[tuple[Sample, str]], count: int) -> Iterator[Pair]:
    kinds: dict[str, int] = {}
    for sample, text in texts:
        number = kinds[sample.type] = kinds.get(sample.type, 0) + 1
        if number <= count:
            yield _pair(signature(text), signature(_text(scan(sample.content, number), sample.name)))


def _renamed(texts: list[tuple[Sample, str]]) -> Iterator[Pair]:
    for sample, text in texts:
        names = [sample.values[name] for name in sorted(PERSONAL_NAMES) if name in sample.values]
        renamed = text
        for name in names:
            renamed = re.sub(re.escape(name), "Nomvula Petersen", renamed, flags=re.IGNORECASE)
        if renamed != text:
            yield _pair(signature(text), signature(renamed))


def _edited(text: str) -> str:
    """Return a text with one of its amounts raised."""
    found = list(_AMOUNT.finditer(text))
    if not found:
        return text
    one = Random(len(text)).choice(found)
    return f"{text[: one.start()]}9{text[one.start() :]}"


def _pair(one: Signature, other: Signature) -> Pair:
    share = float(likeness(one.minhash, np.stack([other.minhash]))[0])
    return Pair(share, bool(set(one.bands) & set(other.bands)))


def _text(content: bytes, name: str) -> str:
    return "\n".join(page.text for page in read(content, name).pages)


@contextmanager
def _filled(count: int) -> Iterator[float]:
    """Yield how long it took to write so many signatures; each has half of its template's bands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        began = time.perf_counter()
        hashes = _hashes(count)
        with cursor.copy("COPY documents_documentsignature FROM STDIN") as rows:
            for number in range(count):
                row = (_key(number), _key(number), b"", hashes[number].tobytes(), 100)
                rows.write_row(row)
        with cursor.copy("COPY documents_signatureband FROM STDIN") as rows:
            for number in range(count):
                for band in set(Signature(b"", hashes[number], 100).bands):
                    rows.write_row((band, _key(number)))
        cursor.execute(_INDEXES)
        yield time.perf_counter() - began
        cursor.execute("DROP TABLE documents_signatureband, documents_documentsignature")
        transaction.set_rollback(True)


def _hashes(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    chance = np.random.Generator(np.random.PCG64(1))
    templates = chance.integers(0, 2**32, (TEMPLATES, BANDS, ROWS), dtype=np.uint32)
    hashes = chance.integers(0, 2**32, (count, BANDS, ROWS), dtype=np.uint32)
    is_of_template = chance.random((count, BANDS, 1)) < 0.2
    mixed = np.where(is_of_template, templates[np.arange(count) % TEMPLATES], hashes)
    return mixed.reshape(count, HASHES)


def _lookups(count: int) -> tuple[list[int], list[float]]:
    looked_at, milliseconds = [], []
    for number in range(0, count, max(1, count // 300)):
        document = Document(pk=_key(number))
        began = time.perf_counter()
        duplicates._alike(document)  # noqa: SLF001 - what is measured, without permission and lines
        milliseconds.append((time.perf_counter() - began) * 1000)
        looked_at.append(len(_looked_at(document)))
    return looked_at, milliseconds


def _looked_at(document: Document) -> list[tuple[UUID, bytes]]:
    own = DocumentSignature.objects.get(pk=document.pk)
    minhash = np.frombuffer(bytes(own.minhash), dtype=np.uint32)
    return duplicates.candidates(document.pk, Signature(b"", minhash, own.words))


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('pg_temp.documents_signatureband')"
            " + pg_total_relation_size('pg_temp.documents_documentsignature')"
        )
        return int(cursor.fetchone()[0])


def _key(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012x}")


if __name__ == "__main__":
    main()
