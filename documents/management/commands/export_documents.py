"""`manage.py export_documents`: originals, manifest, hashes and a table in one ZIP, for one person."""

from __future__ import annotations

import hashlib
import os
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from tqdm import tqdm

from accounts.models import User
from accounts.selectors import user_get_by_email
from audit import trail
from audit.context import acting_by_command
from documents import services
from documents.batching.files import file_chunks
from documents.batching.runs import batch_run
from documents.batching.searches import search_wanted
from documents.constants import SEARCH_PAGING, BatchState, BatchVerb, ItemOutcome
from documents.exceptions import DocumentsError
from documents.models import Batch
from documents.permissions import export_or_refuse
from vault.exceptions import VaultError

SHOWN = 20  # documents left out, each with why


def parameter(text: str) -> tuple[str, str]:
    """Return a parameter of the list and its value."""
    name, equals, value = text.partition("=")
    if not equals or not name or not value.strip():
        raise ArgumentTypeError(f"{text!r} is no parameter like type=invoice.")
    return name, value


class Command(BaseCommand):
    """Export what a person may see, through a batch of theirs that this process works off.

    Exit code 0; 1 where documents were left out (the archive is there and says which), or where nothing was
    written, with the reason. Stopped with Ctrl-C the batch is cancelled.
    """

    help = "Write documents with manifest, hashes and a table as a ZIP: those that one person may see."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--as", dest="email", required=True, metavar="EMAIL", help="whose permission it is"
        )
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "--param", type=parameter, action="append", metavar="NAME=VALUE", help="of the list; repeat it"
        )
        which.add_argument("--ids", type=UUID, nargs="+", metavar="ID", help="these documents")
        which.add_argument("--all", action="store_true", help="everything that the person may see")
        parser.add_argument("--values", action="store_true", help="also every value read, in manifest.json")
        parser.add_argument("--output", type=Path, default=Path("documents.zip"), help="the ZIP to write")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        output: Path = options["output"]
        if output.exists() and not options["force"]:
            raise CommandError(f"{output} is there already. Name another --output, or say --force.")
        if not output.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {output.absolute().parent}.")
        user = _user(options["email"])
        with acting_by_command(user.pk):
            try:
                batch = self._made(user, options)
                self._fetch(user, batch, output)
            except (DocumentsError, VaultError, OSError) as error:
                raise CommandError(str(error)) from error
        self._report(batch, options)

    def _made(self, user: User, options: dict[str, Any]) -> Batch:
        """Ask for the export and work it off."""
        terms = {"values": True} if options["values"] else {}
        ids = options["ids"]
        search = None if ids else _search(options["param"] or [])
        ask = services.BatchAsk(verb=BatchVerb.EXPORT, terms=terms, ids=ids, search=search)
        made = services.batch_create(actor=user, ask=ask, at=timezone.now(), wakes_worker=False).batch
        with tqdm(unit=" documents", desc="exporting", disable=options["json"] or None, leave=False) as bar:

            def told(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                while batch_run(made.pk, told=told):
                    pass
            except KeyboardInterrupt:
                services.batch_cancel(actor=user, batch=made, at=timezone.now())
                raise
        batch = Batch.objects.select_related("file_key", "data_key").get(pk=made.pk)
        if batch.state != BatchState.DONE:
            raise CommandError(batch.error or f"The export is {batch.state}; nothing was written.")
        return batch

    def _fetch(self, user: User, batch: Batch, output: Path) -> None:
        """Write the archive beside its place, check it, record it, and only then put it there."""
        if not batch.done_count:
            raise CommandError(f"Nothing to export: {_nothing(batch)} Nothing was written.")
        export_or_refuse(user, batch, at=timezone.now())
        part, digest = output.with_name(f".{output.name}.part"), hashlib.sha256()
        try:
            # What is in it is plain: for whoever runs this, and nobody else.
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as into:
                for chunk in file_chunks(batch):
                    digest.update(chunk)
                    into.write(chunk)
                into.flush()
                os.fsync(into.fileno())
            if digest.hexdigest() != batch.file_sha256:
                raise CommandError("The archive is not what was written. Look at the disk, and export again.")
            trail.record_read("batch.file_downloaded", target=batch, count=batch.done_count)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)

    def _report(self, batch: Batch, options: dict[str, Any]) -> None:
        left = batch.items.exclude(outcome=ItemOutcome.DONE).order_by("position")
        count = batch.refused_count + batch.gone_count
        told = {
            "file": str(options["output"]),
            "batch": str(batch.pk),
            "documents": batch.done_count,
            "left_out": count,
            "bytes": batch.file_size,
            "sha256": batch.file_sha256,
        }
        if options["json"]:
            self.stdout.write(orjson.dumps(told).decode())
        else:
            self.stdout.write(
                f"{batch.done_count:,} documents, {batch.file_size:,} bytes in {options['output']}. "
                f"SHA-256 {batch.file_sha256}"
            )
        for item in left[:SHOWN]:
            self.stderr.write(f"left out: {item.document_id}: {item.why}")
        if count:
            raise CommandError(f"{count:,} documents were left out; manifest.json says why.", returncode=1)


def _user(email: str) -> User:
    try:
        user = user_get_by_email(email)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no user {email}.") from error
    if not user.is_active:
        raise CommandError(f"{email} is disabled, and may see nothing.")
    return user


def _search(given: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the parameters of a list, checked."""
    search: dict[str, list[str]] = {}
    for name, value in given:
        search.setdefault(name, []).append(value)
    if paging := SEARCH_PAGING & search.keys():
        raise CommandError(f"{min(paging)} says nothing about which documents.")
    try:
        search_wanted(search)
    except ValidationError as error:
        raise CommandError(
            f"These are no parameters of the list: {orjson.dumps(error.detail).decode()}"
        ) from error
    return search


def _nothing(batch: Batch) -> str:
    first = batch.items.exclude(why="").order_by("position").first()
    return first.why if first else "no document matches."
