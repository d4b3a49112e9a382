"""Parts of the trail taken away, as signed packages."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import IO
from uuid import UUID

from django.db import transaction

from audit import packages, trail
from audit.exceptions import ExportTooLarge
from audit.models import LogEntry
from audit.questions import Question

EXPORT_EVENTS = 200_000
_IN_MEMORY = 8 * 1024 * 1024


def trail_export(
    *, since: dt.datetime, until: dt.datetime, subject: UUID | None, with_csv: bool, at: dt.datetime
) -> tuple[IO[bytes], packages.Exported]:
    """Make the signed package of a window; it is recorded before anybody has it.

    Returns: the package, open at its beginning, to be closed by the caller; and what it holds.

    Raises:
        WindowMissing: the window is longer than one question may be, and not about one subject.
        ExportTooLarge: more events than a request can wait for.
        NothingSealedYet: the tree has no checkpoint.
    """
    question = Question(since=since, until=until, subject=subject)
    question.check()
    found = LogEntry.objects.filter(timestamp__gte=since, timestamp__lt=until)
    if subject:
        found = found.filter(subject_refs__contains=[subject])
    if found.order_by()[: EXPORT_EVENTS + 1].count() > EXPORT_EVENTS:
        raise ExportTooLarge(
            f"More than {EXPORT_EVENTS:,} events. Export a shorter time, or run manage.py audit_export."
        )
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with transaction.atomic():
            exported = packages.package_write(
                target, since=since, until=until, subject=subject, with_csv=with_csv, at=at
            )
            trail.record_read(
                "trail.exported",
                details={"since": since.isoformat(), "until": until.isoformat(), "csv": with_csv},
                subject_refs=question.subject_refs,
                count=exported.events,
            )
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target, exported
