"""`manage.py seed_demo`: sample documents that the project makes itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.selectors import administrator_first
from audit.context import acting_by_command
from documents.demo import demo_create


class Command(BaseCommand):
    """Take the sample documents in, as cases of the administrator."""

    help = "Take in a small set of made-up documents: statements, invoices, payslips, tax forms, receipts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--seed", type=int, default=1, help="another number makes other documents")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        try:
            owner = administrator_first()
        except User.DoesNotExist as error:
            raise CommandError("There is no administrator yet: run `manage.py serve` once.") from error
        with acting_by_command(owner.pk):
            count = demo_create(owner=owner, seed=options["seed"], at=timezone.now())
        self.stdout.write(f"{count} sample documents were taken in; a worker reads them.")
