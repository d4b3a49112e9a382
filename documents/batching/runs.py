"""One turn at a batch, safe to start twice and to be killed at any moment.

An item's result commits with the change it tells of, and with the proof that the lease is still held: nothing
is done twice, and no result is lost.
"""

from __future__ import annotations

import logging
import time
import uuid
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from accounts.exceptions import AccountsError
from accounts.models import ServiceAccount, User
from audit.context import Acting, acting, acting_as
from documents.batching import exporting, importing
from documents.batching.exporting import Told
from documents.batching.freezing import batch_freeze
from documents.batching.leases import (
    FILE_READERS,
    batch_claim,
    batch_end,
    batch_release,
    items_waiting,
    progress_note,
    tally_note,
)
from documents.batching.orders import Order, order_of
from documents.batching.registry import Step, registry
from documents.constants import BATCH_SLICE, BatchState, BatchVerb, ItemOutcome
from documents.exceptions import DocumentNotFound, DocumentsError, LeaseLost
from documents.models import Batch, BatchItem, Document
from vault.exceptions import VaultError

logger = logging.getLogger(__name__)

GROUP = 20  # items of one transaction


class _DryRunError(Exception):
    """Undoes what a dry run has tried."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__()
        self.result = result


def batch_run(batch_id: uuid.UUID, *, told: Told = lambda _done, _total: None) -> bool:
    """Work on a batch for one turn; return whether there is more to do.

    Args:
        batch_id: the batch.
        told: hears how many of an export's documents have their result, and how many there are.
    """
    batch = batch_claim(batch_id, at=timezone.now())
    if batch is None:
        return False
    outer = acting()
    identity = Acting(batch.asked_by_id, batch.request_id, interface="task")
    if outer.interface == "command":  # which works it off itself
        identity = replace(outer, actor_id=batch.asked_by_id)
    with acting_as(identity):
        try:
            return _turn(batch, told)
        except LeaseLost:
            logger.warning("batch %s was cancelled or taken over; the last group is dropped", batch_id)
        except (DocumentsError, AccountsError, VaultError) as error:
            _fail(batch, str(error))
    return False


def actor_of(batch: Batch) -> User:
    """Return whose batch it is, with the rights of this moment: what was lost meanwhile is lost here too."""
    actor = User.objects.get(pk=batch.asked_by_id)
    if not actor.is_service:
        return actor
    account = ServiceAccount.objects.select_related("user").get(user=actor)
    return account.acting_user(frozenset(batch.scopes or ()))


def _turn(batch: Batch, told: Told) -> bool:
    order, ends = order_of(batch), time.monotonic() + BATCH_SLICE.total_seconds()
    with ExitStack() as held:
        source = held.enter_context(importing.source_of(batch)) if batch.verb in FILE_READERS else None
        if batch.frozen_at is None:
            if source is not None:
                importing.import_freeze(batch, source)
            else:
                batch_freeze(batch, actor_of(batch), order)
        if batch.verb == BatchVerb.EXPORT:
            exporting.export_make(batch, actor_of, order, told)
            return False
        while _group(batch, order, source):
            if time.monotonic() > ends:
                batch_release(batch, at=timezone.now())
                return True
    _close(batch)
    return False


def _group(batch: Batch, order: Order, source: Any) -> int:
    """Do the next items; where others hold what they need, one at a time. Return how many were done."""
    try:
        return _group_of(batch, order, source, 1 if source is not None else GROUP)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "40P01":  # a deadlock
            raise
        return _group_of(batch, order, source, 1)


def _group_of(batch: Batch, order: Order, source: Any, size: int) -> int:
    actor = actor_of(batch)
    with transaction.atomic():
        items = items_waiting(batch, size)
        if not items:
            return 0
        documents = _documents(batch, actor, items)
        at = timezone.now()
        # In the order of keys, so that two batches take their locks one after the other.
        for item in sorted(items, key=lambda one: str(one.document_id)):
            document = documents.get(item.document_id) if item.document_id else None
            _item(Step(actor, batch, item, document, order.terms, at, source))
        _results_write(items)
        tally_note(batch, [item.outcome for item in items])
    return len(items)


def _results_write(items: list[BatchItem]) -> None:
    """Write what became of locked items: rows that are there, so each of them only takes its new values."""
    changed = ["outcome", "code", "why", "result", "document_id", "ended_at"]
    BatchItem.objects.bulk_create(items, update_conflicts=True, unique_fields=["id"], update_fields=changed)


def _documents(batch: Batch, actor: User, items: list[BatchItem]) -> dict[uuid.UUID, Document]:
    find = registry.finders.get(BatchVerb(batch.verb))
    visible = find(actor) if find else Document.objects.visible_to(actor)
    keys = [item.document_id for item in items if item.document_id]
    return visible.select_related("case", "owner", "data_key").in_bulk(keys)


def _item(step: Step) -> None:
    """Do one item within a savepoint, and write on it what became of it."""
    item = step.item
    item.ended_at = step.at
    try:
        item.result, item.outcome = _done(step), ItemOutcome.DONE
    except DocumentNotFound as error:
        item.outcome, item.code, item.why = ItemOutcome.GONE, error.code, str(error)
    except (DocumentsError, AccountsError, VaultError) as error:
        item.outcome, item.code, item.why = ItemOutcome.REFUSED, error.code, str(error)
    except (OperationalError, LeaseLost):
        raise
    except Exception:  # one item that fails for a reason nobody thought of must not stop all others
        logger.exception("item %s of batch %s failed", item.position, step.batch.pk)
        item.outcome, item.code = ItemOutcome.REFUSED, "unexpected"
        item.why = "It failed for a reason that the log of the worker names; nothing was changed."


def _done(step: Step) -> dict[str, Any]:
    if step.item.document_id and step.document is None:
        raise DocumentNotFound("There is no such document that you may see.")
    try:
        with transaction.atomic():
            result = registry.doers[BatchVerb(step.batch.verb)](step)
            if "document" in result and not step.batch.is_dry_run:
                step.item.document_id = uuid.UUID(result["document"])
            _undo_dry_run(step, result)
    except _DryRunError:
        return {}
    return result


def _undo_dry_run(step: Step, result: dict[str, Any]) -> None:
    if step.batch.is_dry_run:
        raise _DryRunError(result)


def _close(batch: Batch) -> None:
    with transaction.atomic():
        progress_note(batch)
        batch_end(batch, BatchState.DONE, at=timezone.now())


def _fail(batch: Batch, because: str) -> None:
    with transaction.atomic():
        try:
            progress_note(batch)
        except LeaseLost:
            return
        batch_end(batch, BatchState.FAILED, at=timezone.now(), error=because)
