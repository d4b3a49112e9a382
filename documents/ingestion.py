"""Files from folders into documents, one at a time, so that one bad file stops no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accounts.models import User
from documents import services
from documents.exceptions import DocumentsError
from documents.intake import LARGEST, Intake
from documents.models import Case

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file: a document, or the reason why there is none."""

    path: Path
    document_id: UUID | None
    error: str = ""


def files_below(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those below the folders named, sorted; hidden ones are left out.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"There is no file or folder {path}.")
        if path.is_file():
            found.append(path)
        else:
            found.extend(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
    return sorted(dict.fromkeys(found))


def files_ingest(
    paths: Iterable[Path], *, actor: User, owner: User, case: Case | None, clock: Callable[[], dt.datetime]
) -> Iterator[Ingested]:
    """Take files in and yield what became of each, as it happens; `clock` gives each its own moment.

    Lists page by that moment: thousands of documents of one moment would be hard to page through.
    """
    for path in paths:
        yield _ingest(path, actor, owner, case, clock())


def _ingest(path: Path, actor: User, owner: User, case: Case | None, at: dt.datetime) -> Ingested:
    try:
        with (
            path.open("rb") as source,
            Intake(at=at, limit=settings.UPLOAD_MAX_BYTES, advice=LARGEST) as intake,
        ):
            while chunk := source.read(CHUNK):
                intake.write(chunk)
            made = services.document_create(
                actor=actor, owner=owner, intake=intake, file_name=path.name, case=case, at=at
            )
    except (DocumentsError, OSError) as error:
        return Ingested(path, None, str(error))
    return Ingested(path, made.document.pk)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
