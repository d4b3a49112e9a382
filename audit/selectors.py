"""Reads of the trail."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from audit.models import LogEntry


def history(target: models.Model) -> models.QuerySet[LogEntry]:
    """Return what happened to a row, newest first."""
    kind = ContentType.objects.get_for_model(target)
    entries: models.QuerySet[LogEntry] = LogEntry.objects.filter(content_type=kind, object_pk=str(target.pk))
    return entries.select_related("actor").order_by("-timestamp", "-id")
