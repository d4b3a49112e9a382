"""Commands of django-auditlog that would change the trail, refused."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class RefusedCommand(BaseCommand):
    """Says why, and what is done instead."""

    help = "Refused: nothing of the trail is changed or removed by hand."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Refuse whatever arguments django-auditlog would have taken."""
        super().run_from_argv(argv[:2])

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take none."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse."""
        raise CommandError(
            "The trail is append-only. Whole months go by `manage.py audit_retention --apply`, once they are "
            "older than the rule, sealed, anchored, archived and not held."
        )
