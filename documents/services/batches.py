"""Batches and imports: asked for here, worked off by workers; cancelled here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError
from uuid_utils.compat import uuid7

from accounts.models import User
from audit import trail
from audit.context import acting
from documents.batching.freezing import items_most, items_write
from documents.batching.leases import FILE_READERS, batch_end
from documents.batching.orders import CONFIRMS, Order, ids_fingerprint, order_of, order_seal
from documents.constants import MAX_OPEN_BATCHES, BatchState, BatchVerb
from documents.exceptions import (
    BatchOver,
    BatchTooLarge,
    IdempotencyKeyReused,
    NotADryRun,
    TooManyBatches,
    UnsupportedContent,
)
from documents.intake import Intake, file_name_clean
from documents.models import Batch
from documents.tasks import batch_run_task
from vault.constants import KeyPurpose
from vault.services import data_key_prepare

logger = logging.getLogger(__name__)

_OPEN = [BatchState.QUEUED, BatchState.RUNNING]


@dataclass(frozen=True, slots=True)
class BatchAsk:
    """What is asked: a verb with its terms, for documents by ids or by a search.

    Args:
        verb: what is done with each.
        terms: those of the verb, already understood; JSON values only.
        ids: which documents, in order; None where a search says so.
        search: parameters of the list.
        is_dry_run: try everything and change nothing.
        idempotency_key: a repeated call with the same key answers with the first batch.
        scopes: what the token of a machine is for.
    """

    verb: BatchVerb
    terms: dict[str, Any]
    ids: Sequence[UUID] | None = None
    search: dict[str, list[str]] | None = None
    is_dry_run: bool = False
    idempotency_key: str = ""
    scopes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """The batch, and whether this call made it (False: a repeated request, answered as the first)."""

    batch: Batch
    is_new: bool


def batch_create(*, actor: User, ask: BatchAsk, at: dt.datetime, wakes_worker: bool = True) -> BatchAsked:
    """Write a batch down and queue it; permission is asked for each document when its turn comes.

    Raises:
        BatchTooLarge: it names more documents than one batch takes.
        TooManyBatches: the actor has as many unfinished ones as one person may have.
        IdempotencyKeyReused: the key came with another order before.
    """
    ids = list(dict.fromkeys(ask.ids)) if ask.ids is not None else None
    if ids is not None and len(ids) > items_most(ask.verb):
        raise BatchTooLarge(f"A batch takes at most {items_most(ask.verb):,} documents.")
    order = Order(ask.terms, ask.search, ids_fingerprint(ids) if ids is not None else "")

    def fill(batch: Batch) -> None:
        if ids is not None:
            batch.frozen_at = at
            items_write(batch, ids)
            batch.total = len(ids)

    return _create(actor, ask, order, at, fill, wakes_worker=wakes_worker)


def batch_confirm(*, actor: User, batch: Batch, at: dt.datetime) -> BatchAsked:
    """Do what a dry run has tried: the same verb and terms, on exactly the documents that it counted.

    Confirmed twice, the first batch answers; raises as `batch_create`.

    Raises:
        NotADryRun: it is none, has not ended well, or was about a file that is gone by now.
    """
    if not batch.is_dry_run or batch.state != BatchState.DONE or batch.verb in FILE_READERS:
        raise NotADryRun("Only a dry run that has ended is confirmed, and no import.")
    order = Order(order_of(batch).terms, {CONFIRMS: [str(batch.pk)]}, "")
    ask = BatchAsk(
        verb=BatchVerb(batch.verb),
        terms=order.terms,
        search=order.search,
        idempotency_key=f"{CONFIRMS}:{batch.pk}",
        scopes=frozenset(batch.scopes) if batch.scopes is not None else None,
    )
    return _create(actor, ask, order, at, lambda _: None)


def import_ask(
    *,
    intake: Intake,
    file_name: str,
    duplicates: str = "refuse",
    is_dry_run: bool = False,
    idempotency_key: str = "",
    scopes: frozenset[str] | None = None,
) -> BatchAsk:
    """Return what importing a file asks: documents of an archive, or changes by a list.

    Raises:
        UnsupportedContent: it is neither a ZIP archive nor named as CSV or JSON.
    """
    ending = PurePath(file_name).suffix.lower().removeprefix(".")
    kind = "zip" if intake.head.startswith(b"PK") else ending
    if kind not in {"zip", "csv", "json"} or (kind != "zip" and ending == "zip"):
        raise UnsupportedContent("Send a ZIP archive, or a list whose name ends in .csv or .json.")
    return BatchAsk(
        verb=BatchVerb.IMPORT if kind == "zip" else BatchVerb.UPDATE,
        terms={"kind": kind, "duplicates": duplicates},
        is_dry_run=is_dry_run,
        idempotency_key=idempotency_key,
        scopes=scopes,
    )


def import_create(
    *, actor: User, ask: BatchAsk, intake: Intake, file_name: str, at: dt.datetime
) -> BatchAsked:
    """Store an archive or a list, and queue its import; raises as `batch_create`.

    Args:
        actor: who brings it; already allowed to bring documents in.
        ask: `IMPORT` of an archive or `UPDATE` by a list; `terms["kind"]` is `zip`, `csv` or `json`.
        intake: the file, written whole.
        file_name: as the person named it.
        at: when.
    """
    order = Order(ask.terms, None, intake.sha256)

    def fill(batch: Batch) -> None:
        intake.store()
        intake.data_key.save(force_insert=True)
        batch.file_key = intake.data_key
        batch.storage_key = intake.version.storage_key
        batch.file_binding = intake.version.binding().decode()
        batch.file_name = file_name_clean(file_name)
        batch.file_size, batch.file_sha256 = intake.size, intake.sha256

    return _create(actor, ask, order, at, fill)


def batch_cancel(*, actor: User, batch: Batch, at: dt.datetime) -> Batch:
    """End a batch where it stands: what was done stays done, what waits is left as it is.

    Raises:
        BatchOver: it has ended already.
    """
    with transaction.atomic():
        locked = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if not locked.is_open:
            raise BatchOver("This batch has ended already.")
        batch_end(locked, BatchState.CANCELLED, at=at)
        trail.record("batch.cancelled", target=locked, details={"by": str(actor.pk)})
    return Batch.objects.get(pk=batch.pk)


def _create(
    actor: User,
    ask: BatchAsk,
    order: Order,
    at: dt.datetime,
    fill: Any,
    *,
    wakes_worker: bool = True,
) -> BatchAsked:
    if ask.idempotency_key and (earlier := _earlier(actor, ask, order)):
        return BatchAsked(earlier, is_new=False)
    key, batch_id = data_key_prepare(purpose=KeyPurpose.DOCUMENT, at=at), uuid7()
    batch = Batch(
        id=batch_id,
        verb=ask.verb,
        is_dry_run=ask.is_dry_run,
        asked_by=actor,
        scopes=sorted(ask.scopes) if ask.scopes is not None else None,
        request_id=acting().request_id[:64],
        idempotency_key=ask.idempotency_key,
        data_key=key,
        sealed_order=order_seal(order, key=key, batch_id=batch_id),
        created_at=at,
        queued_at=at,
    )
    try:
        with transaction.atomic():
            User.objects.select_for_update().only("pk").get(pk=actor.pk)  # counts as of now
            if Batch.objects.filter(asked_by=actor, state__in=_OPEN).count() >= MAX_OPEN_BATCHES:
                raise TooManyBatches(f"You have {MAX_OPEN_BATCHES} unfinished batches. Let one end first.")
            key.save(force_insert=True)
            batch.save(force_insert=True)
            fill(batch)
            batch.save()
            details = {"verb": ask.verb.value, "dry_run": ask.is_dry_run, "by_search": ask.search is not None}
            trail.record("batch.asked", target=batch, details=details, count=max(1, batch.total))
            if wakes_worker:
                transaction.on_commit(lambda: _wake(batch.pk))
    except IntegrityError:
        # Two requests with one key at once: the other one won, its batch is the answer.
        if ask.idempotency_key and (earlier := _earlier(actor, ask, order)):
            return BatchAsked(earlier, is_new=False)
        raise
    return BatchAsked(batch, is_new=True)


def _earlier(actor: User, ask: BatchAsk, order: Order) -> Batch | None:
    rows = Batch.objects.select_related("data_key")
    batch = rows.filter(asked_by=actor, idempotency_key=ask.idempotency_key).first()
    if batch is None:
        return None
    if (batch.verb, batch.is_dry_run, order_of(batch)) != (ask.verb, ask.is_dry_run, order):
        raise IdempotencyKeyReused("This Idempotency-Key was used for another batch. Send a new key.")
    return batch


def _wake(batch_id: UUID) -> None:
    """Send the wake-up; where the broker is away the sweep finds the row."""
    try:
        batch_run_task.delay(batch_id=str(batch_id))
    except (OperationalError, OSError):
        logger.warning("broker away; batch %s waits for the sweep", batch_id)
