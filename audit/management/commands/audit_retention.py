"""`manage.py audit_retention`: what of the trail may go, what stands against it, and its archives."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from audit import trail
from audit.archiving import MonthState, month_archive, month_state, months_over_rule, months_to_archive
from audit.exceptions import TrailError
from audit.models import TrailHold
from audit.services import month_drop, trail_hold_place, trail_hold_release, trail_rule_set


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date like 2026-03-01.") from error


def _holds() -> list[dict[str, str]]:
    held = TrailHold.objects.filter(released_at=None).order_by("placed_at", "id")
    return [{"id": str(h.pk), "since": f"{h.since}", "until": f"{h.until}", "reason": h.reason} for h in held]


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
        parser.add_argument(
            "--hold", nargs=2, type=_date, metavar=("SINCE", "UNTIL"), help="hold entries of [SINCE, UNTIL)"
        )
        parser.add_argument("--release", type=UUID, metavar="HOLD", help="release a hold")
        parser.add_argument("--rule", type=int, metavar="YEARS", help="keep the trail so long from --from on")
        parser.add_argument("--from", type=_date, dest="start", help="first day of --rule; today by default")
        parser.add_argument("--reason", default="", help="why; --hold, --release and --rule need one")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        at = timezone.now()
        self._decide(options, at)
        failed: dict[str, str] = {}
        archived = self._archive(at, failed, quiet=options["json"]) if options["archive"] else []
        states = [month_state(month, at) for month in months_over_rule(at)]
        trail.record_read("trail.retention_viewed", count=len(states))
        dropped = self._drop(states, failed, at) if options["apply"] else []
        told = {
            "archived": archived,
            "dropped": dropped,
            "failed": failed,
            "holds": _holds(),
            "months": [
                {"month": f"{s.month:%Y-%m}", "entries": s.entries, "against": s.against} for s in states
            ],
        }
        self._tell(told, states, is_dry=not options["apply"], as_json=options["json"])
        if failed:
            raise SystemExit(1)

    def _decide(self, options: dict[str, Any], at: dt.datetime) -> None:
        """Place or release a hold, or set a rule, as the system's operator."""
        why = {"reason": options["reason"], "actor": None, "at": at}
        try:
            if options["hold"]:
                since, until = options["hold"]
                trail_hold_place(since=since, until=until, **why)
            if options["release"]:
                trail_hold_release(hold=TrailHold.objects.get(pk=options["release"]), **why)
            if options["rule"] is not None:
                trail_rule_set(years=options["rule"], in_force_from=options["start"] or at.date(), **why)
        except (TrailError, TrailHold.DoesNotExist) as error:
            raise CommandError(str(error)) from error

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
        for hold in told["holds"]:
            self.stdout.write(f"Hold {hold['id']}: {hold['since']} to {hold['until']}: {hold['reason']}")
        for name in told["failed"].keys() - {f"{state.month:%Y-%m}" for state in states}:
            self.stdout.write(self.style.ERROR(f"{name}: {told['failed'][name]}"))
