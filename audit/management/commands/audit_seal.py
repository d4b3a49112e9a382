"""`manage.py audit_seal`: seal what waits, and anchor the newest checkpoint."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone

from audit import anchoring, sealing


class Command(BaseCommand):
    """Seal what waits now, before a backup for example. Exit code 0."""

    help = "Seal the trail now: sign a checkpoint over every entry, and put it into the anchors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--no-anchor", action="store_true", help="seal only")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        sealed = sealing.seal(at=timezone.now, seconds=24 * 3600)
        made = [] if options["no_anchor"] else anchoring.anchor_newest(at=timezone.now())
        told = {
            "sealed": sealed.count,
            "checkpoints": sealed.checkpoints,
            "anchors": [anchor.place for anchor in made],
            "another_sealer": sealed.is_busy,
        }
        if options["json"]:
            self.stdout.write(orjson.dumps(told).decode())
            return
        self.stdout.write(f"Sealed {sealed.count} entries under {sealed.checkpoints} checkpoints.")
        for anchor in made:
            self.stdout.write(f"Anchored at {anchor.place}.")
        if sealed.is_busy:
            self.stdout.write("Another sealer is at work; it does the rest.")
