"""Making the files of a derivation, safe to start twice and to be killed at any moment.

As for readings, PostgreSQL says who may work (state, lease); whoever's token is gone drops what they made.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from documents import selectors
from documents.constants import MAX_ATTEMPTS, QUEUE_PATIENCE, DerivationState, LineageKind, VersionSource
from documents.exceptions import DocumentsError, LeaseLost
from documents.intake import Intake, file_name_clean
from documents.keeping import refuse_others
from documents.models import Derivation, Document, DocumentVersion, ProcessingRun
from documents.reading.remaking import Given, RemakeError, files_remake
from documents.receiving import version_queue, version_wake
from documents.storing import document_insert, lineage_of, version_insert
from vault.exceptions import VaultError
from vault.services import files_primitive
from vault.storage import sealed_chunks

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)  # renewed every five seconds while the process works


def derivation_run(derivation_id: uuid.UUID) -> list[uuid.UUID]:
    """Make what was asked for, if it is due; return the ids of the readings that are queued by it."""
    derivation = derivation_claim(derivation_id, at=timezone.now())
    if derivation is None:
        return []
    try:
        origins = _origins(derivation)
        made = _make(derivation, origins)
        return _store(derivation, origins, made)
    except (RemakeError, DocumentsError, VaultError) as error:
        if not isinstance(error, LeaseLost):
            _fail(derivation, str(error), at=timezone.now())
        return []


def derivation_claim(derivation_id: uuid.UUID, *, at: dt.datetime) -> Derivation | None:
    """Take the lease of a derivation that is queued or whose lease ran out; None where nothing is to do."""
    with transaction.atomic():
        waiting = Q(state=DerivationState.QUEUED) | Q(state=DerivationState.RUNNING, lease_expires_at__lt=at)
        rows = Derivation.objects.select_for_update(of=("self",), skip_locked=True)
        found = rows.select_related("document__case", "asked_by").filter(waiting, pk=derivation_id).first()
        if found is None:
            return None
        if found.attempts >= MAX_ATTEMPTS:
            _fail(found, f"The work stopped {found.attempts} times without an answer.", at=at)
            return None
        found.state = DerivationState.RUNNING
        found.attempts += 1
        found.lease_token, found.lease_expires_at = uuid.uuid4(), at + LEASE
        found.save()
    return found


def derivations_due(*, at: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return ids of derivations whose lease ran out, or that have waited long for their message."""
    lost = Q(state=DerivationState.QUEUED, asked_at__lt=at - QUEUE_PATIENCE)
    expired = Q(state=DerivationState.RUNNING, lease_expires_at__lt=at)
    due = Derivation.objects.filter(lost | expired).order_by("asked_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def _origins(derivation: Derivation) -> list[DocumentVersion]:
    rows = DocumentVersion.objects.select_related("document__data_key", "data_key")
    found = rows.filter(document__binned_at=None).in_bulk(derivation.versions)
    if len(found) != len(set(derivation.versions)):
        raise RemakeError("A document it was to be made of is gone.")
    for version in found.values():
        selectors.scan_refuse(version)
    return [found[version_id] for version_id in derivation.versions]


def _make(derivation: Derivation, origins: list[DocumentVersion]) -> list[bytes]:
    def renew() -> None:
        mine = Derivation.objects.filter(pk=derivation.pk, lease_token=derivation.lease_token)
        if not mine.update(lease_expires_at=timezone.now() + LEASE):
            raise LeaseLost("The lease of this derivation was taken over.")

    redacted = {int(box[0]) for box in derivation.terms.get("boxes", ())}
    with ExitStack() as held:
        sources = [
            Given(held.enter_context(_plaintext(origin)), _pictures(held, origin, redacted))
            for origin in origins
        ]
        return files_remake(derivation.kind, sources, derivation.terms, on_wait=renew)


def _pictures(held: ExitStack, origin: DocumentVersion, numbers: set[int]) -> dict[int, int]:
    pages = origin.pages.filter(number__in=numbers).exclude(image_key="").select_related("version")
    return {
        page.number: held.enter_context(_in_memory([selectors.page_image(origin.document, page)]))
        for page in pages
    }


@contextmanager
def _plaintext(version: DocumentVersion) -> Iterator[int]:
    chunks = sealed_chunks(files_primitive(version.files_key), version.storage_key, version.binding())
    with _in_memory(chunks) as descriptor:
        yield descriptor


@contextmanager
def _in_memory(chunks: Iterator[bytes] | list[bytes]) -> Iterator[int]:
    """Give bytes as an anonymous file in memory: they never touch a disk."""
    descriptor = os.memfd_create("muniment-plain", os.MFD_CLOEXEC)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.writelines(chunks)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _store(derivation: Derivation, origins: list[DocumentVersion], made: list[bytes]) -> list[uuid.UUID]:
    """Seal what was made and write its rows under the lease, in one transaction."""
    at = timezone.now()
    with ExitStack() as held:
        intakes = []
        for content in made:
            intake = held.enter_context(Intake(at=at))
            intake.write(content)
            intake.store()
            intakes.append(intake)
        with transaction.atomic():
            locked = Derivation.objects.select_for_update().get(pk=derivation.pk)
            if locked.lease_token != derivation.lease_token:
                raise LeaseLost("The lease of this derivation was taken over.")
            runs = [_insert(derivation, origins, intake, index, at) for index, intake in enumerate(intakes)]
            locked.state = DerivationState.DONE
            locked.lease_token = locked.lease_expires_at = None
            locked.finished_at = at
            locked.made = [run.version.document_id for run in runs]
            locked.save()
            made_ids = [str(one) for one in locked.made]
            details = {"derivation": str(locked.pk), "kind": locked.kind, "made": made_ids}
            trail.record("derivation.done", target=derivation.document, details=details)
    return [run.pk for run in runs]


def _insert(
    derivation: Derivation, origins: list[DocumentVersion], intake: Intake, index: int, at: dt.datetime
) -> ProcessingRun:
    kind, actor = LineageKind(derivation.kind), derivation.asked_by
    source = VersionSource(derivation.kind)
    name = _name(derivation, origins[0], index)
    pages = _pages(derivation, index)
    lineage = [lineage_of(one, kind, at=at, position=n, pages=pages) for n, one in enumerate(origins)]
    origin = derivation.document
    if kind is LineageKind.ROTATION:
        document = Document.objects.select_for_update().get(pk=origin.pk)
        refuse_others(document, actor=actor, at=at)
        version = version_insert(intake, document, name=name, made_by=actor, source=source, lineage=lineage)
        event, details = "document.version_added", {"version": version.number, "source": source.value}
    else:
        # A merge belongs to whoever joined: the documents in it may have had several owners.
        owner = actor if kind is LineageKind.MERGE else origin.owner
        document = document_insert(
            intake,
            name=name,
            owner=owner,
            case=origin.case if _is_shared([one.document.case_id for one in origins]) else None,
            subject=origin.subject if _is_shared([one.document.subject_id for one in origins]) else None,
            at=at,
            made_by=actor,
            source=source,
            lineage=lineage,
        )
        event, details = "document.received", {"version": str(intake.version.pk), "source": source.value}
    details |= {"sha256": intake.sha256, "size": intake.size}
    trail.record(event, target=document, details=details)
    run = version_queue(intake.version, at=at)
    transaction.on_commit(partial(version_wake, run))
    return run


def _is_shared(ids: list[uuid.UUID | None]) -> bool:
    """Tell whether all have the same."""
    return len(set(ids)) == 1


def _pages(derivation: Derivation, index: int) -> list[int]:
    terms = derivation.terms
    if "ranges" in terms:
        first, last = terms["ranges"][index]
        return list(range(first, last + 1))
    return sorted(
        {int(page) for page in [*terms.get("turns", ()), *(box[0] for box in terms.get("boxes", ()))]}
    )


def _name(derivation: Derivation, origin: DocumentVersion, index: int) -> str:
    if index < len(derivation.names):
        return file_name_clean(derivation.names[index])
    stem = PurePath(origin.file_name).stem or "document"
    words = {"merge": " (joined)", "redaction": " (redacted)", "rotation": ""}
    if "ranges" in derivation.terms:
        first, last = derivation.terms["ranges"][index]
        return file_name_clean(f"{stem} (pages {first}-{last}).pdf")
    return file_name_clean(f"{stem}{words.get(derivation.kind, '')}.pdf")


def _fail(derivation: Derivation, because: str, *, at: dt.datetime) -> None:
    with transaction.atomic():
        locked = Derivation.objects.select_for_update().get(pk=derivation.pk)
        if locked.lease_token != derivation.lease_token:
            return
        locked.state, locked.error, locked.finished_at = DerivationState.FAILED, because, at
        locked.lease_token = locked.lease_expires_at = None
        locked.save()
        details = {"derivation": str(locked.pk), "kind": locked.kind}
        trail.record("derivation.failed", target=derivation.document, details=details)
    logger.warning("derivation %s failed: %s", derivation.pk, because)
