"""New documents and versions made of what is there: asked for here, made by a worker."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from audit import trail
from documents import selectors
from documents.constants import LineageKind
from documents.exceptions import DerivationNotPossible
from documents.keeping import refuse_others
from documents.models import Derivation, Document
from documents.reading.types import Format
from documents.services.editing import document_lock
from documents.tasks import document_derive_task

logger = logging.getLogger(__name__)

_PAGED = {Format.PDF.value, Format.PNG.value, Format.JPEG.value, Format.TIFF.value}


def derivation_ask(
    *,
    actor: User,
    documents: Sequence[Document],
    kind: LineageKind,
    terms: dict[str, Any],
    at: dt.datetime,
    names: Sequence[str] = (),
) -> Derivation:
    """Ask for a split, merge, rotation or redaction of the newest versions; the originals stay as they are.

    A rotation becomes a version of the same document; everything else becomes new documents.

    Args:
        actor: who asks; already allowed to work on every document.
        documents: the documents in order; all but a merge take one.
        kind: what is made.
        terms: as `reading.remake.remake`.
        at: when.
        names: what the new files are called; by default after the first document.

    Raises:
        DerivationNotPossible: a document is neither PDF nor picture, or a page to redact was not read yet.
        AwaitingScan, Quarantined: the malware scan has not let one through.
        DocumentCheckedOut: a rotation, while somebody else has the document checked out.
    """
    with transaction.atomic():
        first = document_lock(documents[0])
        if kind is LineageKind.ROTATION:
            refuse_others(first, actor=actor, at=at)
        versions = [one.versions.order_by("-number")[:1].get() for one in documents]
        if any(version.format not in _PAGED for version in versions):
            raise DerivationNotPossible("Only PDFs and pictures have pages to work on.")
        for version in versions:
            selectors.scan_refuse(version)
        _refuse_unread(versions[0], terms)
        derivation: Derivation = Derivation.objects.create(
            document=first,
            kind=kind,
            versions=[version.pk for version in versions],
            terms=terms,
            names=list(names),
            asked_by=actor,
            asked_at=at,
        )
        details = {"derivation": str(derivation.pk), "kind": kind.value, "of": [str(d.pk) for d in documents]}
        trail.record("derivation.asked", target=first, details=details)
        transaction.on_commit(lambda: _wake(derivation.pk))
    return derivation


def _refuse_unread(version: Any, terms: dict[str, Any]) -> None:
    asked = {int(box[0]) for box in terms.get("boxes", ())}
    drawn = version.pages.filter(number__in=asked).exclude(image_key="").count()
    if drawn < len(asked):
        raise DerivationNotPossible("A page to redact has no picture yet. Wait until the document was read.")


def _wake(derivation_id: UUID) -> None:
    """Send the wake-up; where the broker is away the sweep finds the row."""
    try:
        document_derive_task.delay(derivation_id=str(derivation_id))
    except (OperationalError, OSError):
        logger.warning("broker away; derivation %s waits for the sweep", derivation_id)
