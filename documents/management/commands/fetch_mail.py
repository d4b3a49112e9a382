"""`manage.py fetch_mail`: take in what came to the mailbox, now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.constants import MAIL_BATCH
from documents.exceptions import MailboxAway, StorageUnavailable
from documents.mail_fetching import mails_fetch


class Command(BaseCommand):
    """Take in the attachments of new mails; what `serve` does every minute where `IMAP_URL` is set."""

    help = "Take in the attachments of new mails in the mailbox of IMAP_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--limit", type=int, default=MAIL_BATCH, help="how many mails at most")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if not settings.IMAP_URL:
            raise CommandError("There is no mailbox: set IMAP_URL, or IMAP_URL_FILE.")
        try:
            done = mails_fetch(clock=timezone.now, limit=options["limit"])
        except (MailboxAway, StorageUnavailable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.mails} mails, {done.documents} documents, {done.refused} not or in part")
