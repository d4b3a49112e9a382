"""`manage.py dumpdata`, told to the trail: it takes whole tables away."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import dumpdata

from audit import trail


class Command(dumpdata.Command):
    """Django's dumpdata; one event of the trail names what was asked for, before anything leaves."""

    def handle(self, *app_labels: str, **options: Any) -> None:
        """Record, then dump."""
        details = {"models": sorted(app_labels) or ["all"], "excluded": sorted(options["exclude"])}
        trail.record_read("data.dumped", details=details)
        super().handle(*app_labels, **options)
