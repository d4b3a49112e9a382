"""The one way to write a business event or a read into the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models

from audit.models import LogEntry, details_of_machine, identity_columns, subjects_of


def record(
    event: str,
    *,
    target: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
    subject_refs: Sequence[UUID] | None = None,
    count: int = 1,
    action: int = LogEntry.Action.UPDATE,
    changes: Mapping[str, Any] | None = None,
    using: str = "default",
) -> LogEntry:
    """Write one event in the caller's transaction; if it cannot be written, neither can the change.

    Args:
        event: dotted, past tense, e.g. "document.disposed".
        target: the row it is about.
        details: ids, counts and states only; personal values never.
        subject_refs: the data subjects concerned; those that `target.subject_refs` names by default.
        count: how many rows the event speaks of.
        action: one of `LogEntry.Action`.
        changes: what a value was and is, by field; of a person only sealed, under the subject's audit key.
        using: the connection of the caller's transaction, where that is the owner's.
    """
    entry: LogEntry = LogEntry.objects.db_manager(using).create(
        event=event,
        action=action,
        content_type=ContentType.objects.get_for_model(target) if target else None,
        object_pk=str(target.pk) if target else "",
        object_repr=f"{target._meta.label_lower}:{target.pk}" if target else "",
        additional_data=details_of_machine(details),
        subject_refs=subjects_of(target) if subject_refs is None else list(subject_refs),
        count=count,
        changes=dict(changes) if changes else None,
        **identity_columns(),
    )
    return entry


def record_list(event: str, rows: Iterable[models.Model], *, target: models.Model | None = None) -> LogEntry:
    """Write that somebody was given these rows: how many, and which data subjects they are about."""
    given = list(rows)
    return record_read(event, target=target, subject_refs=subjects_of(target, *given), count=len(given))


def record_read(
    event: str,
    *,
    target: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
    subject_refs: Sequence[UUID] | None = None,
    count: int = 1,
    changes: Mapping[str, Any] | None = None,
) -> LogEntry:
    """Write that somebody read something: one event a call, however many rows it gave."""
    return record(
        event,
        target=target,
        details=details,
        subject_refs=subject_refs,
        count=count,
        action=LogEntry.Action.ACCESS,
        changes=changes,
    )
