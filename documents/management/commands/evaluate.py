"""`manage.py evaluate PATH`: how good is reading, against labels."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.evaluation.command import DESCRIPTION, add_arguments, evaluate_from, print_report


class Command(BaseCommand):
    """Read every file of a folder, compare with its labels, print figures."""

    help = DESCRIPTION
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["path"] is None and not options["generated"]:
            raise CommandError("Name a folder, or ask for --generated documents.", returncode=2)
        given = Namespace(**options)
        try:
            report = evaluate_from(given)
        except FileNotFoundError as error:
            raise CommandError(str(error), returncode=2) from error
        if code := print_report(report, given):
            sys.exit(code)
