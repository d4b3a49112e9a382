"""Upload links: one-way doors into a case, by a secret that is shown once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.roles import Verb
from audit import trail
from documents.constants import MAX_LINK_FILES, MAX_LINK_LASTS, MAX_OPEN_LINKS, MAX_UPLOAD_BYTES
from documents.exceptions import LinkGone, LinkNotPossible, TooManyLinks
from documents.holdings import holdings
from documents.intake import Intake, file_name_clean
from documents.models import Case, LinkFile, UploadLink
from documents.receiving import document_create

MAX_LINK_FILE_BYTES = MAX_UPLOAD_BYTES
MAX_LINK_BYTES = 20 * 1024**3
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link, and its secret: known now and never again."""

    link: UploadLink
    secret: str


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """What a link lets in."""

    expires_at: dt.datetime
    max_files: int = 20
    max_bytes: int = MAX_UPLOAD_BYTES
    title: str = ""  # shown to whoever has the link; nothing else of the case is
    note: str = ""  # for whoever works on the case


def secret_hash(secret: str) -> str:
    """Return what the database holds instead of a secret of 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_make(*, actor: User, case: Case, terms: LinkTerms, at: dt.datetime) -> MadeLink:
    """Make a link into a case that the actor works on.

    Raises:
        LinkNotPossible: it would be over already, last too long, or let in nothing or too much.
        TooManyLinks: the case has too many open ones.
    """
    if not at < terms.expires_at <= at + MAX_LINK_LASTS:
        raise LinkNotPossible(f"A link lasts up to {MAX_LINK_LASTS.days} days from now.")
    if not 1 <= terms.max_files <= MAX_LINK_FILES or not 1 <= terms.max_bytes <= MAX_LINK_BYTES:
        raise LinkNotPossible(
            f"A link lets in 1 to {MAX_LINK_FILES} files and up to {MAX_LINK_BYTES // 1024**3} GiB."
        )
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.upload_links.filter(ended_at__isnull=True, expires_at__gt=at).count() >= MAX_OPEN_LINKS:
            raise TooManyLinks(f"This case has {MAX_OPEN_LINKS} open links. End some first.")
        link = UploadLink.objects.create(
            case=locked,
            made_by=actor,
            secret_hash=secret_hash(secret),
            title=terms.title,
            note=terms.note,
            max_files=terms.max_files,
            max_bytes=terms.max_bytes,
            created_at=at,
            expires_at=terms.expires_at,
        )
        trail.record("upload_link.made", target=link, details={"case": str(case.pk)})
    return MadeLink(link, secret)


def link_end(*, actor: User, link: UploadLink, at: dt.datetime) -> UploadLink:
    """End a link; one that is over already stays as it is."""
    with transaction.atomic():
        locked = UploadLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if locked.ended_at is None:
            locked.ended_at, locked.ended_by = at, actor
            locked.save(update_fields=["ended_at", "ended_by"])
            trail.record("upload_link.ended", target=locked, details={"case": str(locked.case_id)})
    return locked


def link_open(secret: str, *, at: dt.datetime) -> UploadLink:
    """Return the link of a secret, if it counts: not over, and whoever made it still works on the case.

    Raises:
        LinkGone: for every other reason, in one sentence.
    """
    links = UploadLink.objects.select_related("case", "made_by")
    link = links.filter(secret_hash=secret_hash(secret)).first()
    if link is None or not _counts(link, at):
        raise LinkGone("This link does not count any more. Ask whoever sent it for a new one.")
    return link


def link_take(
    *, link: UploadLink, visitor: str, intake: Intake, file_name: str, sent_as: str, at: dt.datetime
) -> LinkFile:
    """Take a file in by a link; its document belongs to whoever made the link.

    Each becomes a document of its own: whoever has the link never learns what is there already.

    Raises:
        LinkGone: the link is over, or full.
        EmptyFile, UnsupportedContent: as for every upload.
    """
    intake.sniff_or_refuse(file_name, sent_as)
    with transaction.atomic():
        locked = UploadLink.objects.select_for_update(of=("self",)).select_related("case", "made_by")
        held = locked.get(pk=link.pk)
        if not _counts(held, at):
            raise LinkGone("This link does not count any more. Ask whoever sent it for a new one.")
        held.taken_files += 1
        held.taken_bytes += intake.size
        if held.taken_files > held.max_files or held.taken_bytes > held.max_bytes:
            raise LinkGone("This link has taken as much as it takes. Ask whoever sent it for a new one.")
        held.save(update_fields=["taken_files", "taken_bytes"])
        made = document_create(
            actor=held.made_by,
            intake=intake,
            file_name=file_name,
            case=held.case,
            at=at,
            is_told_of_copies=False,  # a refusal, or a file that was read at once, would tell
        )
        taken = LinkFile.objects.create(
            link=held,
            visitor=visitor,
            file_name=file_name_clean(file_name),
            size=intake.size,
            document=made.document,
            created_at=at,
        )
        trail.record(
            "upload_link.used", target=held, details={"document": str(made.document.pk), "size": intake.size}
        )
    return taken


def _counts(link: UploadLink, at: dt.datetime) -> bool:
    if link.ended_at is not None or link.expires_at <= at or not link.made_by.is_active:
        return False
    return holdings(link.made_by, link.case, at=at).may(Verb.CHANGE)
