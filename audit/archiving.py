"""Writes whole months of the trail out as signed packages, and says what stands against a month going."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import connection

from audit import trail
from audit.archive_store import archive_store, store_at
from audit.exceptions import ArchiveInvalid, NothingSealedYet
from audit.models import Archive, Checkpoint
from audit.packages import package_write
from audit.partitions import month_after, month_bounds, months
from audit.selectors import holds_on, rule_in_force, years_after
from audit.signing import trusted_keys
from audit.verifier import Package, package_verify

ARCHIVED_AFTER_MONTHS = 3
_STATE = """
SELECT count(*), count(*) FILTER (WHERE l.entry_id IS NULL), coalesce(max(l.index), -1)
FROM audit_logentry e LEFT JOIN audit_leaf l ON l.entry_id = e.id AND l.entry_at = e.timestamp
WHERE e.timestamp >= %s AND e.timestamp < %s
"""


@dataclass(frozen=True, slots=True)
class MonthState:
    """One month, and in sentences what stands against it going."""

    month: dt.date
    entries: int
    against: tuple[str, ...]
    is_archived: bool


def month_archive(
    *, month: dt.date, at: dt.datetime, progress: Callable[[int], object] = lambda _: None
) -> Archive:
    """Write a month out, read it back, verify it as an outsider would, and note where it lies.

    Args:
        month: any day of the month, which is over.
        at: when.
        progress: is told how many entries were written since it was told last.

    Raises:
        ArchiveInvalid: the month is not over or not sealed, or what was read back does not verify.
    """
    since, until = month_bounds(month)
    if until > at:
        raise ArchiveInvalid(f"{since:%Y-%m} is not over.")
    store = archive_store()
    with _spooled() as written, _spooled() as returned:
        try:
            with written.open("wb") as target:
                exported = package_write(target, since=since, until=until, at=at, progress=progress)
        except NothingSealedYet as error:
            raise ArchiveInvalid(f"{since:%Y-%m} cannot be archived. {error}") from error
        checkpoint = Checkpoint.objects.filter(size=exported.size).first()
        if exported.unsealed or checkpoint is None:
            raise ArchiveInvalid(f"{exported.unsealed} entries of {since:%Y-%m} are not sealed.")
        digest = _digest(written)
        rule = rule_in_force(at)
        keep_until = years_after(until, rule.years) if rule else until
        place = store.put(written, f"trail-{since:%Y-%m}-{digest[:16]}.zip", max(keep_until, at))
        _read_back(place, digest, returned)
        archive = Archive.objects.create(
            month=since.date(),
            entries=exported.events,
            checkpoint=checkpoint,
            place=place,
            sha256=digest,
            created_at=at,
        )
    trail.record(
        "trail.month_archived",
        details={"month": f"{since:%Y-%m}", "place": place, "sha256": digest},
        count=max(exported.events, 1),
    )
    return archive


def archive_check(archive: Archive) -> None:
    """Read an archive back, verify it, and see that it is of this month, whole.

    Raises:
        ArchiveInvalid: it is gone, another than was written, does not verify, or is of something else.
    """
    since, until = month_bounds(archive.month)
    wanted = (since.isoformat(), until.isoformat(), None, archive.entries, archive.checkpoint.size)
    with _spooled() as returned:
        _read_back(archive.place, archive.sha256, returned)
        facts = json.loads(Package(returned).text("manifest.json"))
    if tuple(facts[name] for name in ("since", "until", "subject", "events", "tree_size")) != wanted:
        raise ArchiveInvalid(
            f"The archive {archive.place} is not of {since:%Y-%m} with {archive.entries} entries."
        )


def months_to_archive(at: dt.datetime) -> list[dt.date]:
    """Return the months that are three months old and have no archive, oldest first."""
    newest = at.date().replace(day=1)
    for _ in range(ARCHIVED_AFTER_MONTHS):
        newest = (newest - dt.timedelta(days=1)).replace(day=1)
    archived = set(Archive.objects.values_list("month", flat=True))
    return [month for month in months() if month < newest and month not in archived]


def months_over_rule(at: dt.datetime) -> list[dt.date]:
    """Return the months that are older than the rule, oldest first, whatever else stands against them."""
    return [month for month in months() if not _too_young(month, at)]


def month_state(month: dt.date, at: dt.datetime) -> MonthState:
    """Say what stands against a month going; the database decides by the same conditions when it goes."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, list(month_bounds(month)))
        entries, unsealed, last_index = cursor.fetchone()
    covering = Checkpoint.objects.filter(size__gt=last_index)
    archived = Archive.objects.filter(month=month, entries=entries)
    archived = archived.filter(checkpoint__size__gt=last_index) if entries else archived
    against = [
        *_too_young(month, at),
        *(f"Held since {hold.placed_at:%Y-%m-%d}: {hold.reason}" for hold in holds_on(month)),
        *([f"{unsealed} entries are not sealed."] if unsealed else []),
        *(
            []
            if not entries or covering.filter(anchors__isnull=False).exists()
            else ["No anchored checkpoint covers it."]
        ),
        *([] if archived.exists() else [f"No archive holds its {entries} entries."]),
    ]
    return MonthState(month, entries, tuple(against), archived.exists())


def _too_young(month: dt.date, at: dt.datetime) -> list[str]:
    rule = rule_in_force(at)
    if rule is None:
        return ["No rule says how long the trail is kept."]
    goes = years_after(month_bounds(month_after(month))[0], rule.years)
    return (
        [f"It is not older than the rule of {rule.years} years: {goes:%Y-%m-%d} at the earliest."]
        if goes > at
        else []
    )


def _read_back(place: str, digest: str, target: Path) -> None:
    try:
        store_at(place).fetch(place, target)
    except (OSError, ClientError, BotoCoreError, ValueError) as error:
        raise ArchiveInvalid(f"The archive {place} cannot be read back: {error}") from error
    if _digest(target) != digest:
        raise ArchiveInvalid(f"The archive {place} is not what was written.")
    report = package_verify(target, keys=trusted_keys())
    if report.broken:
        raise ArchiveInvalid(f"The archive {place} does not verify: {' '.join(report.broken)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _spooled() -> Iterator[Path]:
    """Give a file of our own that is gone afterwards."""
    folder = Path(settings.VAULT_SPOOL_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix="archive-", suffix=".zip", dir=folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
