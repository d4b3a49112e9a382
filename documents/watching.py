"""A watched folder: what stops changing there becomes documents, once each, whatever kills the watcher.

A file is first claimed: moved to a place of its own under `.taking/`, whose random name is the document's
idempotency key. Killed before the commit, the claim is taken again; killed after it, the same key finds the
document, and the file goes on to `done/`. It leaves for `done/` or `failed/` only when the commit stands.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from accounts.models import User
from documents import services
from documents.exceptions import DocumentsError, StorageUnavailable
from documents.intake import LARGEST, Intake
from documents.models import Case

logger = logging.getLogger(__name__)

TAKING, DONE, FAILED = ".taking", "done", "failed"
PARTIAL = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".swp", "~")
REASON = ".reason.txt"
CHUNK = 1 << 20
SWEEP_SECONDS = 60.0
_CLAIM_BYTES = 16
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FolderUnusable(Exception):
    """The folder cannot be watched; the message says why."""


class _ChangedMeanwhile(Exception):
    """The file was written to while, or after, it was taken in."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose the files become, and when they count as whole."""

    owner: User
    case: Case | None
    settle: float  # seconds without a change
    keep_done: dt.timedelta


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its path below the folder, and why it was refused, if it was."""

    path: str
    refused: str = ""


@dataclass(slots=True)
class Folder:
    """A folder that this process alone watches, and what it has seen there."""

    root: Path
    seen: dict[str, tuple[tuple[int, ...], float]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    swept: float = float("-inf")  # when `done` was last looked through

    @property
    def is_settling(self) -> bool:
        """Something was seen that has not stood still for long enough."""
        return bool(self.seen)

    @property
    def is_waiting(self) -> bool:
        """Something was claimed and could not be taken in yet."""
        return any(place.name != "lock" for place in (self.root / TAKING).iterdir())


@contextmanager
def folder_watched(root: Path) -> Iterator[Folder]:
    """Make the folder's own places and keep every other watcher out while the block runs.

    Raises:
        FolderUnusable: it is no folder, cannot be written to, or another process watches it.
    """
    root = root.resolve()
    if not root.is_dir():
        raise FolderUnusable(f"{root} is no folder.")
    try:
        for name in (TAKING, DONE, FAILED):
            (root / name).mkdir(mode=0o700 if name == TAKING else 0o777, exist_ok=True)
            if (root / name).is_symlink():
                raise FolderUnusable(f"{root / name} is a symbolic link.")
        lock = os.open(root / TAKING / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FolderUnusable(f"{root} cannot be written to: {error.strerror}.") from error
    try:
        _alone(lock, root)
        yield Folder(root)
    finally:
        os.close(lock)


def _alone(lock: int, root: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderUnusable(f"Another process watches {root}.") from error


def folder_round(
    folder: Folder,
    terms: Terms,
    *,
    clock: Callable[[], dt.datetime],
    now: float,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:
    """Take in what was claimed before and what stands still, one file after the other.

    Args:
        folder: as `folder_watched` gives it.
        terms: whose the files become.
        clock: gives each document its moment.
        now: a clock that never goes back, in seconds; tells how long a file has stood still.
        is_stopping: asked between files; True ends the round.
    """
    for name in sorted(place.name for place in (folder.root / TAKING).iterdir()):
        if is_stopping():
            return
        if name != "lock" and (outcome := _go_on(folder, name, terms, clock())):
            yield outcome
    for found in _settled(folder, terms.settle, now):
        if is_stopping():
            return
        claim = _claim(folder, found)
        if claim and (outcome := _go_on(folder, claim, terms, clock())):
            yield outcome
    if now - folder.swept >= SWEEP_SECONDS or not terms.keep_done:
        folder.swept = now
        _forget(folder, terms.keep_done, clock())


def _settled(folder: Folder, settle: float, now: float) -> list[str]:
    """Return the files that stand still, by their path; remember the others for the next round."""
    before, folder.seen = folder.seen, {}
    ready = []
    for path, state in _files(folder):
        known, since = before.get(path, (state, now))
        if known != state:
            since = now
        if now - since >= settle:
            ready.append(path)
        else:
            folder.seen[path] = (state, since)
    return ready


def _files(folder: Folder) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the plain files below the folder and what tells whether they change, in order."""
    for where, folders, files, descriptor in os.fwalk(folder.root, follow_symlinks=False):
        below = os.path.relpath(where, folder.root)
        is_top = below == "."
        own = {DONE, FAILED} if is_top else set()
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in own)
        for name in sorted(files):
            path = name if is_top else f"{below}/{name}"
            if name.startswith((".", "~$")) or name.lower().endswith(PARTIAL):
                continue
            with suppress(OSError):  # gone meanwhile
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if why := _why_not(status):
                    _tell_once(folder, path, why)
                    continue
                yield path, _state(status)


def _why_not(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "it is a symbolic link, or no plain file"
    return "it has a second name elsewhere" if status.st_nlink != 1 else ""


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _tell_once(folder: Folder, path: str, why: str) -> None:
    if path not in folder.told:
        folder.told.add(path)
        logger.warning("the watched folder: %s is left where it is: %s", path, why)


def _claim(folder: Folder, path: str) -> str:
    """Move a file to a place of its own; return that place's name, or nothing where it cannot be moved."""
    claim = secrets.token_hex(_CLAIM_BYTES)
    target = folder.root / TAKING / claim / path
    try:
        target.parent.mkdir(parents=True, mode=0o700)
        (folder.root / path).rename(target)
    except OSError as error:
        shutil.rmtree(folder.root / TAKING / claim, ignore_errors=True)
        if not isinstance(error, FileNotFoundError):
            _tell_once(folder, path, f"it cannot be moved: {error.strerror}")
        return ""
    # A power cut must not bring the file back to where it would be claimed again.
    for changed in (target.parent, folder.root / TAKING, (folder.root / path).parent):
        _to_disk(changed)
    return claim


def _go_on(folder: Folder, claim: str, terms: Terms, at: dt.datetime) -> Outcome | None:
    """Take a claimed file in, or find that it was; None where there is none, or where it waits."""
    place = folder.root / TAKING / claim
    file = _claimed(place)
    if file is None:
        _clear(place)
        return None
    path = str(file.relative_to(place))
    try:
        _take(file, path, claim, terms, at)
    except StorageUnavailable as error:
        logger.warning("the watched folder waits: %s", error)
        return None
    except (DocumentsError, _ChangedMeanwhile, PermissionError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        _reason_write(folder, path, reason or "It cannot be opened.")
        _move(file, folder.root / FAILED / path)
        _clear(place)
        return Outcome(path, reason or "It cannot be opened.")
    except OSError as error:
        logger.warning("the watched folder waits: %s", error.strerror)
        return None
    _move(file, folder.root / DONE / path)
    _clear(place)
    return Outcome(path)


def _claimed(place: Path) -> Path | None:
    for where, folders, files in os.walk(place):
        for name in sorted(files) + [name for name in folders if (Path(where) / name).is_symlink()]:
            return Path(where) / name
    return None


def _take(file: Path, path: str, claim: str, terms: Terms, at: dt.datetime) -> None:
    """Make a document of a claimed file; once, however often it is called."""
    if why := _why_not(file.lstat()):
        raise _ChangedMeanwhile(f"It is not taken in: {why}.")
    with (
        os.fdopen(os.open(file, _OPEN), "rb") as source,
        Intake(at=at, limit=settings.UPLOAD_MAX_BYTES, advice=LARGEST) as intake,
    ):
        before = os.fstat(source.fileno())
        while chunk := source.read(CHUNK):
            intake.write(chunk)
        if _state(os.fstat(source.fileno())) != _state(before):
            raise _ChangedMeanwhile("Somebody was still writing to it. Put it here again when it is whole.")
        intake.sniff_or_refuse(Path(path).name)
        services.document_create(
            actor=terms.owner,
            owner=terms.owner,
            case=terms.case,
            intake=intake,
            file_name=Path(path).name,
            idempotency_key=f"watch:{claim}",
            at=at,
        )
        if _state(os.fstat(source.fileno())) != _state(before):
            raise _ChangedMeanwhile(
                "It was taken in, and then somebody wrote to it. Put it here again when it is whole."
            )


def _reason_write(folder: Folder, path: str, reason: str) -> None:
    target = _free(folder.root / FAILED / path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_name(target.name + REASON).write_text(f"{reason}\n")


def _move(file: Path, target: Path) -> None:
    """Move a file to a name that is free."""
    free = _free(target)
    free.parent.mkdir(parents=True, exist_ok=True)
    file.rename(free)
    os.utime(free, follow_symlinks=False)  # `done` is emptied by age
    _to_disk(free.parent)


def _free(target: Path) -> Path:
    """Return the name, or the first numbered one that no other file has."""
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return free


def _clear(place: Path) -> None:
    """Remove a claim's folders; a file in them stays, whatever happened."""
    for where, folders, _ in os.walk(place, topdown=False):
        for name in folders:
            with suppress(OSError):
                (Path(where) / name).rmdir()
    with suppress(OSError):
        place.rmdir()


def _forget(folder: Folder, keep: dt.timedelta, at: dt.datetime) -> None:
    """Delete files that were taken in long enough ago: they are plain, and the document is sealed."""
    for where, _, files in os.walk(folder.root / DONE):
        for name in files:
            file = Path(where) / name
            with suppress(OSError):
                if file.lstat().st_mtime <= (at - keep).timestamp():
                    file.unlink()


def _to_disk(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network file systems take none for folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
