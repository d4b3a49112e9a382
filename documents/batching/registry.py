"""What batches ask of layers above them: filled in when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from documents.constants import BatchVerb
from documents.models import Batch, BatchItem, Document
from documents.querysets import DocumentQuerySet

Search = Mapping[str, list[str]]
Terms = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One item to be done.

    Args:
        actor: whose batch it is, with the rights of this moment.
        batch: the batch.
        item: the item.
        document: what the item names, as the actor sees it; None where an import makes it.
        terms: what was asked.
        at: when.
        source: what an import's files come from.
    """

    actor: User
    batch: Batch
    item: BatchItem
    document: Document | None
    terms: Terms
    at: dt.datetime
    source: Any = None

    @property
    def target(self) -> Document:
        """The document of a verb that has one."""
        if self.document is None:
            raise LookupError("This verb needs a document.")
        return self.document


Doer = Callable[[Step], dict[str, Any]]  # returns ids and hashes for the item's result


@dataclass(slots=True)
class Registry:
    """Who does what."""

    doers: dict[BatchVerb, Doer] = field(default_factory=dict)
    finders: dict[BatchVerb, Callable[[User], DocumentQuerySet]] = field(default_factory=dict)


registry = Registry()
