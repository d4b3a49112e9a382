"""`manage.py serve`: web, worker and beat, with everything they need."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import bootstrap, supervisor
from config.env import env_int, env_str


class Command(BaseCommand):
    """Serve the console, the API and the background work until Ctrl-C."""

    help = "Serve the console, the API and the background work; the first start prepares everything."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--host", default=env_str("MUNIMENT_HOST"), help="address to listen on")
        parser.add_argument("--port", type=int, default=env_int("MUNIMENT_PORT"), help="port to listen on")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped."""
        code = supervisor.serve(host=options["host"], port=options["port"], prepare=self._prepare)
        if code:
            sys.exit(code)

    def _prepare(self) -> None:
        made = bootstrap.prepare(tell=self._tell)
        if made is not None:
            self._tell("")
            self._tell("  An administrator was made. This password is shown once and kept nowhere:")
            self._tell(f"    e-mail address  {made.email}")
            self._tell(f"    password        {made.password}")
            self._tell("  The first sign-in sets up a second factor: an authenticator app or a passkey.")
            self._tell(
                "  Without a phone: docs/QUICK_START.md prints the app's code with one line of Python."
            )
            self._tell("")

    def _tell(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
