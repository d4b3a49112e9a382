"""`manage.py ingest PATH...`: take files in."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from accounts.selectors import administrator_first, user_get_by_email
from audit.context import acting_by_command
from documents import selectors, services
from documents.ingestion import Ingested, files_below, files_ingest
from documents.workers import worker_at_hand

POLL_SECONDS = 0.5


class Command(BaseCommand):
    """Take files in, encrypted, and queue their reading. Exit code 1 where a file was refused."""

    help = "Take files in: PDF, PNG, JPEG, TIFF, CSV, XLSX, OFX, MT940, CAMT.053 and e-invoice XML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
        parser.add_argument("--case", default="", help="name of the owner's case; opened where it is missing")
        parser.add_argument("--owner", default="", help="the owner's e-mail; the administrator by default")
        parser.add_argument("--wait", action="store_true", help="wait until every file has been read")
        parser.add_argument("--json", action="store_true", help="one JSON list on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        owner = self._owner(options["owner"])
        with acting_by_command(owner.pk):
            done = self._ingest(owner, options)
            if options["wait"]:
                with worker_at_hand(tell=self.stderr.write):
                    self._wait([item.document_id for item in done if item.document_id], options)
            self._report(owner, done, options)

    def _owner(self, email: str) -> User:
        try:
            return user_get_by_email(email) if email else administrator_first()
        except User.DoesNotExist as error:
            raise CommandError(
                f"There is no user {email or 'who administers this installation'}; name one with --owner."
            ) from error

    def _ingest(self, owner: User, options: dict[str, Any]) -> list[Ingested]:
        try:
            paths = files_below(options["paths"])
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        now = timezone.now()
        case = services.case_create(actor=owner, name=options["case"], at=now) if options["case"] else None
        bar = tqdm(paths, unit="file", desc="taking in", disable=None, leave=False)
        return list(files_ingest(bar, actor=owner, owner=owner, case=case, clock=timezone.now))

    def _wait(self, ids: list[UUID], options: dict[str, Any]) -> None:
        with tqdm(total=len(ids), unit="file", desc="reading", disable=None, leave=False) as bar:
            while (open_now := selectors.documents_unfinished(ids)) > 0:
                bar.update(len(ids) - open_now - bar.n)
                time.sleep(POLL_SECONDS)
            bar.update(len(ids) - bar.n)

    def _report(self, owner: User, done: list[Ingested], options: dict[str, Any]) -> None:
        documents = selectors.documents_by_id([item.document_id for item in done if item.document_id])
        rows: list[dict[str, Any]] = []
        for item in done:
            document = documents.get(item.document_id) if item.document_id else None
            rows.append(
                {
                    # A name that is not UTF-8 must not keep the report of all others from being printed.
                    "path": str(item.path).encode(errors="backslashreplace").decode(),
                    "id": str(item.document_id) if item.document_id else None,
                    "status": document.status if document else "refused",
                    "type": document.type if document else "",
                    "reasons": selectors.reasons(document) if document else [item.error],
                }
            )
        if options["json"]:
            self.stdout.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        else:
            for row in rows:
                self.stdout.write(f"{row['status']:<13} {row['type']:<22} {row['path']}")
                for reason in row["reasons"]:
                    self.stdout.write(f"{'':<13} - {reason}")
        if any(row["status"] == "refused" for row in rows):
            raise CommandError("Some files were refused; see above.", returncode=1)
