"""`manage.py audit_retention`: what of the trail may go, what stands against it, and its archives."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from audit.archiving import MonthState, month_archive, month_state, months_over_rule, months_to_archive
from audit.exceptions import TrailError
from audit.services import month_drop


class Command(BaseCommand):
    """Say what could go; do it with --apply. Exit code 0, or 1 where something that was asked for failed."""

    help = "Say what stands against each month of the trail that is older than the rule; --apply lets go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--archive", action="store_true", help="archive what is three months old, and what may go"
        )
        parser.add_argument(
            "--apply", action="store_true", help="let go what nothing stands against, for good"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        at = timezone.now()
        failed: dict[str, str] = {}
        archived = self._archive(at, failed, quiet=options["json"]) if options["archive"] else []
        states = [month_state(month, at) for month in months_over_rule(at)]
        dropped = self._drop(states, failed, at) if options["apply"] else []
        told = {
            "archived": archived,
            "dropped": dropped,
            "failed": failed,
            "months": [
                {"month": f"{s.month:%Y-%m}", "entries": s.entries, "against": s.against} for s in states
            ],
        }
        self._tell(told, states, is_dry=not options["apply"], as_json=options["json"])
        if failed:
            raise SystemExit(1)

    def _archive(self, at: dt.datetime, failed: dict[str, str], *, quiet: bool) -> list[str]:
        stale = [month for month in months_over_rule(at) if not month_state(month, at).is_archived]
        places = []
        for month in tqdm(sorted({*months_to_archive(at), *stale}), unit=" months", disable=quiet or None):
            try:
                places.append(month_archive(month=month, at=at).place)
            except TrailError as error:
                failed[f"{month:%Y-%m}"] = str(error)
        return places

    def _drop(self, states: list[MonthState], failed: dict[str, str], at: dt.datetime) -> list[str]:
        gone = []
        for state in states:
            if state.against:
                continue
            try:
                month_drop(month=state.month, actor=None, at=at)
            except TrailError as error:
                failed[f"{state.month:%Y-%m}"] = str(error)
            else:
                gone.append(f"{state.month:%Y-%m}")
        return gone

    def _tell(self, told: dict[str, Any], states: list[MonthState], *, is_dry: bool, as_json: bool) -> None:
        if as_json:
            self.stdout.write(orjson.dumps(told).decode())
            return
        for place in told["archived"]:
            self.stdout.write(f"Archived at {place}.")
        for state in states:
            name = f"{state.month:%Y-%m}"
            what = "gone" if name in told["dropped"] else " ".join(state.against) or "may go"
            self.stdout.write(f"{name}: {state.entries} entries: {told['failed'].get(name, what)}")
        if not states:
            self.stdout.write("No month is older than the rule.")
        elif is_dry:
            self.stdout.write("Nothing was removed; --apply lets go what may.")
        for name in told["failed"].keys() - {f"{state.month:%Y-%m}" for state in states}:
            self.stdout.write(self.style.ERROR(f"{name}: {told['failed'][name]}"))
