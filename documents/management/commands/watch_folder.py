"""`manage.py watch_folder PATH`: take in what is put into a folder, until asked to stop."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from accounts.models import User
from accounts.selectors import user_get_by_email
from audit.context import acting_by_command
from documents import services
from documents.permissions import may_add_documents
from documents.watching import Folder, FolderUnusable, Terms, folder_round, folder_watched
from vault.exceptions import VaultError

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
PATIENCE_SECONDS = 15.0  # after something was away


class Command(BaseCommand):
    """Take in every file that stands still; it moves to `done/` or, with a reason, to `failed/`."""

    help = "Take in what is put into a folder, until asked to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("path", type=Path, metavar="PATH", help="the folder; sub-folders are watched too")
        parser.add_argument("--owner", default=settings.WATCH_OWNER, help="the owner's e-mail")
        parser.add_argument("--case", default=settings.WATCH_CASE, help="name of the owner's case")
        parser.add_argument("--settle", type=float, default=settings.WATCH_SETTLE_SECONDS)
        parser.add_argument("--done-days", type=int, default=settings.WATCH_DONE_DAYS)
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to take in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if not options["owner"]:
            raise CommandError("Nothing is taken in without an owner: give --owner or set WATCH_OWNER.")
        stopping = threading.Event()
        try:
            with _asked_to_stop(stopping), folder_watched(options["path"]) as folder:
                self._watch(folder, stopping, options)
        except FolderUnusable as error:
            raise CommandError(str(error)) from error

    def _watch(self, folder: Folder, stopping: threading.Event, options: dict[str, Any]) -> None:
        while not stopping.is_set():
            pause = POLL_SECONDS
            try:
                self._round(folder, stopping, options)
            except (DatabaseError, VaultError):
                if options["once"]:
                    raise
                logger.exception("the watched folder waits")
                close_old_connections()  # one that broke is opened anew
                pause = PATIENCE_SECONDS
            if options["once"] and not folder.is_settling:
                if folder.is_waiting:
                    raise CommandError("Some files could not be taken in yet: run it again.")
                return
            stopping.wait(min(pause, options["settle"]) if folder.is_settling else pause)

    def _round(self, folder: Folder, stopping: threading.Event, options: dict[str, Any]) -> None:
        terms = self._terms(options)
        with acting_by_command(terms.owner.pk):
            outcomes = folder_round(
                folder, terms, clock=timezone.now, now=time.monotonic(), is_stopping=stopping.is_set
            )
            for outcome in outcomes:
                said = f"refused  {outcome.path}: {outcome.refused}" if outcome.refused else outcome.path
                self.stdout.write(said.encode(errors="backslashreplace").decode())

    def _terms(self, options: dict[str, Any]) -> Terms:
        """Ask anew each round: whoever lost the right brings nothing in any more."""
        try:
            owner: User = user_get_by_email(options["owner"])
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {options['owner']}.") from error
        if not may_add_documents(owner):
            raise CommandError(f"{options['owner']} may not bring documents in.")
        named, now = options["case"], timezone.now()
        return Terms(
            owner=owner,
            case=services.case_create(actor=owner, name=named, at=now) if named else None,
            settle=options["settle"],
            keep_done=dt.timedelta(days=options["done_days"]),
        )


@contextmanager
def _asked_to_stop(stopping: threading.Event) -> Iterator[None]:
    """Let a signal end the work between two files."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
