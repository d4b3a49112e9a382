"""The trail's rows, in a table partitioned by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, router
from django.db.models.expressions import Func
from django.utils import timezone
from uuid_utils.compat import uuid7

from audit.context import acting
from audit.fields import TransactionIdField
from audit.models.writing import entry_insert


class TrailManager(LogEntryManager):  # type: ignore[misc]  # auditlog carries no types
    """Fills what django-auditlog leaves out, and never writes a person's data into `object_repr`."""

    def create(self, **kwargs: Any) -> LogEntry:
        """Write one entry, without the signals of `save` that nobody listens to."""
        entry: LogEntry = self.model(**kwargs)
        using = self._db or router.db_for_write(self.model, instance=entry)
        entry_insert(entry, using=using)
        entry._state.adding, entry._state.db = False, using  # noqa: SLF001 - as `save` does
        return entry

    def log_create(self, instance: models.Model, force_log: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - auditlog's signature
        """Create the entry for a change of `instance`, under the identity that acts now."""
        kwargs.setdefault("object_repr", f"{instance._meta.label_lower}:{instance.pk}")
        kwargs.setdefault("event", f"{instance._meta.label_lower}.{_VERBS[kwargs['action']]}")
        kwargs.setdefault("subject_refs", subjects_of(instance))
        kwargs.setdefault("additional_data", details_of_machine(None))
        for name, value in identity_columns().items():
            kwargs.setdefault(name, value)
        return super().log_create(instance, force_log=force_log, **kwargs)

    def log_m2m_changes(
        self, changed_queryset: Any, instance: models.Model, operation: str, field_name: str, **kwargs: Any
    ) -> Any:
        """Create the entry for rows put to or taken from a relation: their keys, never their names."""
        keys = sorted(str(key) for key in changed_queryset.values_list("pk", flat=True))
        if not keys:
            return None
        changes = {field_name: {"type": "m2m", "operation": operation, "objects": keys}}
        return self.log_create(instance, action=LogEntry.Action.UPDATE, changes=changes, **kwargs)


_VERBS = {0: "created", 1: "updated", 2: "deleted", 3: "read"}


def subjects_of(*rows: Any) -> list[UUID]:
    """Return the data subjects these rows are about, as their `subject_refs` say, each once."""
    return sorted({ref for row in rows for ref in getattr(row, "subject_refs", ())})


def details_of_machine(details: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the details of an entry, with the machine's user where a command acts."""
    found = dict(details or {})
    if user := acting().os_user:
        found["os_user"] = user
    return found or None


def identity_columns() -> dict[str, Any]:
    """Return the columns of an entry that say who, from where and why."""
    now = acting()
    return {
        "actor_id": now.actor_id,
        "cid": now.request_id,
        "remote_addr": now.address,
        "purpose": now.purpose,
        "interface": now.interface,
        "session_id": now.session_id,
    }


class LogEntry(AbstractLogEntry):  # type: ignore[misc]  # auditlog carries no types
    """One event of the trail: a change, a business event or a read.

    The table has no foreign key: entries outlive what they speak of. Its primary key in the database is
    (timestamp, id), as partitions need; `id` alone is unique by construction (UUIDv7).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    content_type = models.ForeignKey(
        ContentType,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
    )
    object_pk = models.CharField(max_length=64, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    object_repr = models.CharField(max_length=120, blank=True)
    action = models.PositiveSmallIntegerField(choices=AbstractLogEntry.Action.choices)
    timestamp = models.DateTimeField(default=timezone.now)
    cid = models.CharField("request id", max_length=64, blank=True, default="")
    serialized_data = models.JSONField(null=True, blank=True)
    actor_email = None
    changes_text = models.TextField(blank=True, default="")
    event = models.CharField(max_length=80)
    interface = models.CharField(max_length=20, blank=True, default="")
    purpose = models.CharField(max_length=200, blank=True, default="")
    session_id = models.UUIDField("session", null=True, blank=True)
    subject_refs = ArrayField(models.UUIDField(), default=list, blank=True)
    count = models.PositiveIntegerField(default=1)
    transaction_id = TransactionIdField(db_default=Func(function="pg_current_xact_id"))

    objects = TrailManager()

    class Meta:
        ordering = ["-timestamp", "-id"]
        verbose_name = "trail entry"
        verbose_name_plural = "trail"
        indexes = [
            models.Index(fields=["content_type", "object_pk", "timestamp"], name="trail_object"),
            models.Index(fields=["actor", "timestamp"], name="trail_actor"),
            models.Index(fields=["transaction_id", "id"], name="trail_sealing"),
            GinIndex(fields=["subject_refs"], name="trail_subjects"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.object_repr}"
