"""Sign tokens with a new key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.services.signing_keys import RETIRE_AFTER, signing_keys_rotate
from audit.context import acting_by_command


class Command(BaseCommand):
    """Make a new signing key; keys before it verify until they are retired."""

    help = "Sign tokens with a new key. The one before verifies until it is retired; nobody is signed out."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --retire-after."""
        parser.add_argument(
            "--retire-after",
            type=float,
            default=RETIRE_AFTER.total_seconds() / 3600,
            metavar="HOURS",
            help="how long a replaced key verifies (24); 0 signs everybody out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and say what was done."""
        if options["retire_after"] < 0:
            raise CommandError("--retire-after takes hours, 0 or more.")
        retire_after = dt.timedelta(hours=options["retire_after"])
        with acting_by_command():
            done = signing_keys_rotate(at=timezone.now(), retire_after=retire_after)
        self.stdout.write(f"Tokens are signed with key {done.active.pk} now; {done.retired} older retired.")
