"""How well and how fast copies are found: `python -m benchmarks.duplicates [--signatures 100000]`.

Quality: generated statements, payslips and invoices against their scans read by OCR, edits of them, and other
documents of the same layout. Speed: the lookup among so many signatures, in a table of its own, rolled back.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from random import Random

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after Django is set up

from benchmarks.figures import Figure, show, told  # noqa: E402
from documents.duplicates import _CANDIDATES, LEAST_ALIKE, MAX_OF_A_BAND  # noqa: E402
from documents.reading.pipeline import read  # noqa: E402
from documents.reading.types import Format  # noqa: E402
from documents.sample import invoices, payslips, statements  # noqa: E402
from documents.sample.degrade import scan  # noqa: E402
from documents.similarity import BANDS, HASHES, Signature, likeness, signature  # noqa: E402


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    parser.add_argument("--documents", type=int, default=12, help="of each kind")
    parser.add_argument("--signatures", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    show([*quality(options.documents), *speed(options.signatures)], as_json=options.json)


def quality(count: int) -> Iterator[Figure]:
    """Compare every document with its scan, an edit of it, and all the others."""
    originals, scans, edits = [], [], []
    for made in (statements, payslips, invoices):
        for number, sample in enumerate(s for s in made(7, count) if s.format is Format.PDF):
            text = _text(sample.content, sample.name)
            originals.append(signature(text))
            scans.append(signature(_text(scan(sample.content, number), sample.name)))
            edits.append(signature(_edited(text, Random(number))))
    for name, copies in (("rescan", scans), ("edit", edits)):
        shares = [_share(one, other) for one, other in zip(originals, copies, strict=True)]
        found = [
            share >= LEAST_ALIKE and bool(set(one.bands) & set(other.bands))
            for share, one, other in zip(shares, originals, copies, strict=True)
        ]
        yield told(f"{name}_recall", sum(found) / len(found), "share")
        yield told(f"{name}_likeness_p10", statistics.quantiles(shares, n=10)[0], "share")
    others = [_share(a, b) for n, a in enumerate(originals) for b in originals[:n]]
    wrong = sum(share >= LEAST_ALIKE for share in others)
    yield told("others_called_alike", wrong, f"of {len(others)}")
    yield told("others_likeness_max", max(others), "share")


def speed(count: int) -> Iterator[Figure]:
    """Fill the tables with random signatures, look copies up, and roll back."""
    chance = np.random.Generator(np.random.PCG64(1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE documents_signatureband (band bigint, document_id uuid)")
        started = time.perf_counter()
        hashes = chance.integers(0, 2**32, (count, HASHES), dtype=np.uint32)
        with cursor.copy("COPY documents_signatureband FROM STDIN") as rows:
            for number in range(count):
                for band in Signature(b"", hashes[number], 100).bands:
                    rows.write_row((band, _key(number)))
        cursor.execute("CREATE UNIQUE INDEX ON documents_signatureband (band, document_id)")
        cursor.execute("ANALYZE documents_signatureband")
        yield told("signatures_per_second", count / (time.perf_counter() - started), "rows/s")
        took = []
        for number in range(0, count, max(1, count // 300)):
            bands = Signature(b"", hashes[number], 100).bands
            began = time.perf_counter()
            cursor.execute(_CANDIDATES, [bands, _key(number), MAX_OF_A_BAND])
            cursor.fetchall()
            took.append((time.perf_counter() - began) * 1000)
        cuts = statistics.quantiles(took, n=100)
        yield told("lookup_p50", cuts[49], "ms")
        yield told("lookup_p95", cuts[94], "ms")
        cursor.execute("SELECT pg_total_relation_size('pg_temp.documents_signatureband')")
        yield told("bytes_per_document", cursor.fetchone()[0] / count, "bytes")
        yield told("bands_per_document", BANDS, "rows")
        transaction.set_rollback(True)


def _text(content: bytes, name: str) -> str:
    return "\n".join(page.text for page in read(content, name).pages)


def _edited(text: str, chance: Random) -> str:
    """Return a text with three of its words replaced: an amount, a date, a name."""
    found = text.split(" ")
    for place in chance.sample(range(len(found)), min(3, len(found))):
        found[place] = f"{chance.randrange(10_000)}.00"
    return " ".join(found)


def _share(one: Signature, other: Signature) -> float:
    return float(likeness(one.minhash, np.stack([other.minhash]))[0])


def _key(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012x}"


if __name__ == "__main__":
    main()
