"""`manage.py search_rebuild`: write what search reads of every document anew, while search goes on."""

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
from documents.models import Document
from documents.search import documents_reindex

NOBODY = UUID(int=0)


class Command(BaseCommand):
    """Rebuild the search in batches: memory does not grow, and what is the same is not written again."""

    help = (
        "Write what search reads of every document anew; search stays up, and --after goes on after a stop."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--after", type=UUID, default=NOBODY, help="go on after this document")
        parser.add_argument("--batch", type=int, default=200, help="documents a transaction (200)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        after, count, began = options["after"], 0, time.monotonic()
        with acting_by_command(), tqdm(unit="document", disable=None) as bar:
            while keys := list(
                Document.objects.filter(pk__gt=after)
                .order_by("pk")
                .values_list("pk", flat=True)[: max(1, options["batch"])]
            ):
                count += documents_reindex(keys)
                after = keys[-1]
                bar.update(len(keys))
                bar.set_postfix_str(f"--after {after}", refresh=False)
            trail.record("search.rebuilt", count=count)
        seconds = time.monotonic() - began
        done = {
            "documents": count,
            "seconds": round(seconds, 1),
            "documents_per_second": round(count / seconds, 1),
        }
        if options["json"]:
            self.stdout.write(orjson.dumps(done).decode())
        else:
            self.stdout.write(f"{count:,} documents in {seconds:,.1f} s ({count / seconds:,.0f} a second).")
