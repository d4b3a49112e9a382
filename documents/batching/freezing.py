"""Settling which documents a batch is about: a search becomes a list of keys, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from documents import listing
from documents.batching.leases import progress_note
from documents.batching.orders import CONFIRMS, Order
from documents.batching.searches import search_wanted
from documents.constants import MAX_BATCH_ITEMS, MAX_EXPORT_ITEMS, BatchVerb
from documents.exceptions import BatchTooLarge
from documents.listing import Wanted
from documents.models import Batch, BatchItem

PAGE = 2_000


def batch_freeze(batch: Batch, actor: User, order: Order) -> None:
    """Write the items of a search, as its maker sees it now; what comes in later is none of them.

    Pages go from the newest key down, and each commits with how far it came: a worker that dies is followed
    by one that goes on there.

    Raises:
        BatchTooLarge: there are more than one batch takes.
        LeaseLost: another worker has it.
    """
    if order.search is None:
        raise LookupError("This batch names its documents.")
    if CONFIRMS in order.search:
        next_page = partial(_tried, batch.asked_by_id, UUID(order.search[CONFIRMS][0]))
    else:
        next_page = partial(_page, BatchVerb(batch.verb), actor, search_wanted(order.search))
    while keys := next_page(batch.frozen_to):
        if batch.total + len(keys) > items_most(batch.verb):
            raise BatchTooLarge(f"More than {items_most(batch.verb):,} documents were found. Narrow it down.")
        with transaction.atomic():
            items_write(batch, keys)
            progress_note(batch, frozen_to=keys[-1], total=F("total") + len(keys))
        batch.frozen_to, batch.total = keys[-1], batch.total + len(keys)
    batch.frozen_at = timezone.now()
    progress_note(batch, frozen_at=batch.frozen_at)


def items_write(batch: Batch, keys: Sequence[UUID]) -> None:
    """Write items behind those that are there."""
    rows = (
        BatchItem(batch=batch, position=number, document_id=key)
        for number, key in enumerate(keys, start=batch.total + 1)
    )
    BatchItem.objects.bulk_create(rows, batch_size=1_000)


def items_most(verb: str) -> int:
    """Return how many items a batch of this verb takes."""
    return MAX_EXPORT_ITEMS if verb == BatchVerb.EXPORT else MAX_BATCH_ITEMS


def _tried(maker: UUID, dry_run: UUID, beside: UUID | None) -> list[UUID]:
    """Return the documents of a dry run, those after `beside`."""
    items = BatchItem.objects.filter(batch=dry_run, batch__asked_by=maker, name="", document_id__isnull=False)
    if beside is not None:
        items = items.filter(document_id__lt=beside)
    keys = items.order_by("-document_id").values_list("document_id", flat=True)[:PAGE]
    return [key for key in keys if key is not None]


def _page(verb: BatchVerb, actor: User, wanted: Wanted, beside: UUID | None) -> list[UUID]:
    if verb is not BatchVerb.RESTORE:
        return listing.keys_of(actor, wanted, limit=PAGE, beside=beside)
    if wanted.is_hopeless:
        return []
    binned = wanted.where.in_bin_of(actor)
    if wanted.query is not None:
        binned = listing.matching(binned, wanted.query)
    if beside is not None:
        binned = binned.filter(pk__lt=beside)
    return list(binned.order_by("-pk").values_list("pk", flat=True)[:PAGE])
