"""`manage.py audit_verify`: check the whole trail against its seals and anchors."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from tqdm import tqdm

from audit import trail
from audit.anchoring import anchored_read
from audit.models import Checkpoint
from audit.signing import trusted_keys
from audit.verification import Verification, trail_verify
from audit.verifier import NoteKey


class Command(BaseCommand):
    """Check the trail. Exit code 0 where it holds, 1 where something was found."""

    help = "Check every entry of the trail against its seal, the signed checkpoints and the anchors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--key", nargs="*", default=[], help="keys to believe, name+hash+base64; else ours"
        )
        parser.add_argument(
            "--anchors", nargs="*", type=Path, default=[], help="notes kept elsewhere, as files"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        keys = [NoteKey.parse(text) for text in options["key"]] or trusted_keys()
        anchored = anchored_read()
        notes = [*anchored.notes, *(path.read_text() for path in options["anchors"])]
        with tqdm(unit=" entries", disable=options["json"] or None) as bar:
            result = trail_verify(keys=keys, anchored=notes, progress=bar.update)
        for kind, places in (("silent", anchored.unreadable), ("receipt", anchored.invalid)):
            for place in places:
                result.found(kind, place)
        newest = Checkpoint.objects.order_by("-size").first()
        trail.record(
            "trail.verified",
            target=newest,
            details={
                "entries": result.entries,
                "size": newest.size if newest else 0,
                "findings": sorted(result.findings),
            },
        )
        self._tell(result, as_json=options["json"])
        if not result.holds:
            raise SystemExit(1)

    def _tell(self, result: Verification, *, as_json: bool) -> None:
        told = {
            "holds": result.holds,
            "entries": result.entries,
            "unsealed": result.unsealed,
            "checkpoints": result.checkpoints,
            "anchors": result.anchors,
            "findings": [
                {"kind": f.kind, "what": f.sentence, "count": f.count, "places": f.places}
                for f in result.findings.values()
            ],
        }
        if as_json:
            self.stdout.write(orjson.dumps(told).decode())
            return
        self.stdout.write(
            f"{result.entries} sealed entries under {result.checkpoints} checkpoints, "
            f"{result.anchors} anchored; {result.unsealed} not sealed yet."
        )
        for finding in result.findings.values():
            self.stdout.write(self.style.ERROR(str(finding)))
        self.stdout.write("The trail holds." if result.holds else "THE TRAIL DOES NOT HOLD.")
