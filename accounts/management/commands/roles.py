"""Print who may do what, or write it into docs/SECURITY.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.roles_printed import matrix_markdown, matrix_write


class Command(BaseCommand):
    """Print the matrix of roles and rights."""

    help = "Print who may do what; with --write, put it into docs/SECURITY.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="put it into docs/SECURITY.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write."""
        if not options["write"]:
            self.stdout.write(matrix_markdown())
            return
        path = Path(settings.BASE_DIR) / "docs" / "SECURITY.md"
        path.write_text(matrix_write(path.read_text()))
        self.stdout.write(f"{path.name} is up to date.")
