"""`manage.py verify_files`: read stored files again."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from audit.context import acting_by_command
from documents.integrity import Tally, files_verify


class Command(BaseCommand):
    """Read stored files again and note every fault. Exit code 1 where one was found."""

    help = "Read stored files again: is each there, whole, and what came in; is there none that nobody knows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--all", action="store_true", help="every file, not only what one hourly run reads"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        with acting_by_command(None), tqdm(unit="file", disable=None, leave=False) as bar:

            def tell(tally: Tally) -> None:
                bar.update(tally.files - bar.n)

            tally = files_verify(at=timezone.now(), everything=options["all"], tell=tell)
        if options["json"]:
            self.stdout.write(orjson.dumps(asdict(tally)).decode())
        else:
            self.stdout.write(f"{tally.files} files read again ({tally.size / 1024**2:.1f} MiB).")
            for fault, count in sorted(tally.faults.items()):
                self.stdout.write(f"{count} {fault}")
        if tally.faults:
            raise CommandError("Faults were found; an officer sees them in the console.", returncode=1)
