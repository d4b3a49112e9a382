"""Reading every file of a folder, and scoring what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

from documents.evaluation.corpus import items_of
from documents.evaluation.outcomes import FileOutcome
from documents.evaluation.report import Report
from documents.evaluation.scoring import score, unread
from documents.evaluation.truth import Truth
from documents.reading.types import Reading

Read = Callable[[bytes, str], Reading]
Progress = Callable[[int, int], None]


class Subject(Protocol):
    """Anything that can be read and of which the truth is known."""

    @property
    def path(self) -> str:
        """Return the name under which it is reported."""

    @property
    def truth(self) -> Truth:
        """Return what is known to be right."""

    def content(self) -> bytes:
        """Return the bytes of the file."""


def evaluate(
    root: Path,
    *,
    jobs: int,
    only: str | None,
    limit: int | None,
    progress: Progress,
    read: Read,
) -> Report:
    """Read every file of a folder and compare what was read with its labels.

    Args:
        root: a folder with files, labels (X.json beside X) and a MANIFEST.csv, each of them optional.
        jobs: so many files are read at the same time; `read` is called from as many threads.
        only: a pattern for paths within the folder, or None for all.
        limit: at most so many files, taken evenly, or None for all.
        progress: told (files done, files in all) after each file, in the calling thread.
        read: reads one file given its content and its name. It should answer failures with a `Reading` that
            says so; what it raises is counted as an unhandled error and a file without outcome.

    Raises:
        FileNotFoundError: there is nothing at `root`.
    """
    return run(items_of(root, only=only, limit=limit), jobs=jobs, progress=progress, read=read)


def run(subjects: Iterable[Subject], *, jobs: int, progress: Progress, read: Read) -> Report:
    """Read and score subjects from anywhere; arguments as in `evaluate`."""
    waiting: Sequence[Subject] = list(subjects)
    rows: list[FileOutcome] = []
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            for future in as_completed([pool.submit(_read_one, subject, read) for subject in waiting]):
                rows.append(future.result())
                progress(len(rows), len(waiting))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return Report(tuple(sorted(rows, key=lambda row: row.path)))


def _read_one(subject: Subject, read: Read) -> FileOutcome:
    begun = time.perf_counter()
    try:
        reading = read(subject.content(), subject.path)
    except Exception as error:  # noqa: BLE001 - whatever reading raises is what is being counted
        seconds = time.perf_counter() - begun
        return unread(subject.path, subject.truth, f"{type(error).__name__}: {error}", seconds)
    return score(subject.path, subject.truth, reading, time.perf_counter() - begun)
