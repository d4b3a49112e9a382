"""Reads of the trail."""

from __future__ import annotations

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db import models

from audit.constants import LEGAL_YEARS
from audit.models import LogEntry, TrailHold, TrailRule
from audit.partitions import month_after


def history(target: models.Model) -> models.QuerySet[LogEntry]:
    """Return what happened to a row, newest first."""
    kind = ContentType.objects.get_for_model(target)
    entries: models.QuerySet[LogEntry] = LogEntry.objects.filter(content_type=kind, object_pk=str(target.pk))
    return entries.select_related("actor").order_by("-timestamp", "-id")


def rule_in_force(at: dt.datetime) -> TrailRule | None:
    """Return the rule that says how long the trail is kept; None before the first."""
    rules = TrailRule.objects.filter(in_force_from__lte=at.date())
    return rules.order_by("-in_force_from", "-created_at").first()


def keep_until(at: dt.datetime) -> dt.datetime:
    """Return until when what was written at `at` is kept."""
    rule = rule_in_force(at)
    return years_after(at, rule.years if rule else LEGAL_YEARS)


def years_after(at: dt.datetime, years: int) -> dt.datetime:
    """Return the same moment some years later; 1 March for 29 February where there is none."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, month=3, day=1)


def holds_on(month: dt.date) -> models.QuerySet[TrailHold]:
    """Return the holds that keep a month from going, oldest first."""
    holds = TrailHold.objects.filter(released_at=None, since__lt=month_after(month), until__gt=month)
    return holds.order_by("placed_at", "id")
