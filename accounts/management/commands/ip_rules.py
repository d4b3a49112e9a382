"""List IP rules, or disable them from the machine itself when everybody is locked out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.selectors import ip_rule_list
from accounts.services.network import ip_rules_break_glass
from audit import trail
from audit.context import acting_by_command


class Command(BaseCommand):
    """The way back in: needs a shell on the machine, and is kept in the trail."""

    help = "List IP rules, or disable some or all of them; each is recorded in the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("verb", choices=["list", "disable"])
        parser.add_argument("rule", nargs="*", type=UUID, help="ids of rules; see list")
        parser.add_argument("--all", action="store_true", help="disable every rule")
        parser.add_argument("--reason", default="", help="why; required to disable")

    def handle(self, *args: Any, **options: Any) -> None:
        """List or disable."""
        if options["verb"] == "list":
            rules = list(ip_rule_list())
            with acting_by_command():
                trail.record_read("ip_rules.listed", count=len(rules))
            for rule in rules:
                state = "on " if rule.is_enabled else "off"
                whom = rule.role or rule.user_id or "everybody"
                self.stdout.write(
                    f"{rule.pk}  {state}  {rule.effect:5}  {rule.network}  {whom}  {rule.reason}"
                )
            return
        if not options["reason"]:
            raise CommandError("Say why: --reason '...'. It is kept in the trail.", returncode=2)
        if bool(options["rule"]) == options["all"]:
            raise CommandError("Name rules by id, or give --all.", returncode=2)
        with acting_by_command():
            count = ip_rules_break_glass(
                rule_ids=None if options["all"] else options["rule"],
                reason=options["reason"],
                at=timezone.now(),
            )
        self.stdout.write(f"{count} rules disabled.")
