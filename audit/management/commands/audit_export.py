"""`manage.py audit_export`: a signed package of events that an outsider verifies alone."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from audit import packages, sealing, trail
from audit.exceptions import TrailError


def moment(text: str) -> dt.datetime:
    """Return a date or a time of ISO 8601; without a zone it is UTC."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-03-01 or 2026-03-01T12:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


class Command(BaseCommand):
    """Export the trail; the export itself is an event of the trail.

    Exit code 0; 1, with the reason and no file, where nothing is sealed yet or the key cannot be read.
    """

    help = "Write the events of a time window as a signed zip with proofs and the program that verifies it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--since", type=moment, required=True, help="from when on (UTC unless it says so)"
        )
        parser.add_argument("--until", type=moment, default=None, help="to when, exclusive; now by default")
        parser.add_argument("--subject", type=UUID, default=None, help="only events about this data subject")
        parser.add_argument(
            "--format", choices=["ndjson", "csv"], default="ndjson", help="csv: CSV beside it"
        )
        parser.add_argument("--output", type=Path, default=Path("trail.zip"), help="the zip to write")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        try:
            exported = self._export(options, timezone.now())
        except TrailError as error:
            raise CommandError(str(error)) from error
        told = {"file": str(options["output"]), "events": exported.events, "unsealed": exported.unsealed}
        if options["json"]:
            self.stdout.write(orjson.dumps({**told, "tree_size": exported.size}).decode())
            return
        self.stdout.write(
            f"{exported.events} events ({exported.unsealed} not sealed yet) in {options['output']}. "
            f"Verify: unzip -p {options['output']} verifier.py > verifier.py; "
            f"python verifier.py {options['output']}"
        )

    def _export(self, options: dict[str, Any], at: dt.datetime) -> packages.Exported:
        """Seal, write the package beside its place, record it, and only then put it there."""
        output: Path = options["output"]
        subject: UUID | None = options["subject"]
        until = options["until"] or at
        sealing.seal(at=timezone.now, seconds=600)
        part = output.with_name(f".{output.name}.part")
        try:
            with part.open("wb") as target, tqdm(unit=" events", disable=options["json"] or None) as bar:
                exported = packages.package_write(
                    target,
                    since=options["since"],
                    until=until,
                    subject=subject,
                    with_csv=options["format"] == "csv",
                    at=at,
                    progress=bar.update,
                )
            trail.record_read(
                "trail.exported",
                details={"since": options["since"].isoformat(), "until": until.isoformat()},
                subject_refs=[subject] if subject else [],
                count=exported.events,
            )
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
        return exported
