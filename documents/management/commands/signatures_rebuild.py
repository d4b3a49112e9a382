"""`manage.py signatures_rebuild`: make anew by what copies of documents are found, while people work."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand
from tqdm import tqdm

from audit import trail
from audit.context import acting_by_command
from documents.duplicates import signatures_rebuild
from documents.models import Document

NOBODY = UUID(int=0)


class Command(BaseCommand):
    """Rebuild signatures in batches: memory does not grow, and what is right is not written again."""

    help = "Make the signatures of all texts anew, by which copies are found; --after goes on after a stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--after", type=UUID, default=NOBODY, help="go on after this document")
        parser.add_argument("--batch", type=int, default=100, help="documents a transaction (100)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        after, size, count, written = options["after"], max(1, options["batch"]), 0, 0
        began = time.monotonic()
        with acting_by_command(), tqdm(unit="document", disable=None) as bar:
            rows = Document.objects.order_by("pk").values_list("pk", flat=True)
            while keys := list(rows.filter(pk__gt=after)[:size]):
                written += signatures_rebuild(keys)
                count, after = count + len(keys), keys[-1]
                bar.update(len(keys))
                bar.set_postfix_str(f"--after {after}", refresh=False)
            trail.record("signatures.rebuilt", count=count, details={"written": written})
        seconds = time.monotonic() - began
        done = {"documents": count, "written": written, "seconds": round(seconds, 1)}
        if options["json"]:
            self.stdout.write(orjson.dumps(done).decode())
            return
        self.stdout.write(f"{count:,} documents in {seconds:,.1f} s, {written:,} signatures written.")
