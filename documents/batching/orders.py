"""What a batch was asked to do: sealed, since searches and terms can name people and numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from documents.models import Batch
from vault.models import DataKey
from vault.services import value_open, value_seal, values_primitive

CONFIRMS = "confirms"  # a search for the documents of a dry run, by its id; no list has such a parameter
_TABLE, _FIELD = "documents.batch", "sealed_order"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked: terms of the verb, and which documents, by a search where not by ids."""

    terms: dict[str, Any] = field(default_factory=dict)
    search: dict[str, list[str]] | None = None
    fingerprint: str = ""  # of the ids or the file, so that a repeated request is known again


def ids_fingerprint(ids: Sequence[UUID]) -> str:
    """Return what tells one list of ids from another."""
    return hashlib.sha256(b"".join(one.bytes for one in ids)).hexdigest()


def order_seal(order: Order, *, key: DataKey, batch_id: UUID) -> bytes:
    """Return an order as it is stored."""
    text = orjson.dumps([order.terms, order.search, order.fingerprint]).decode()
    return value_seal(values_primitive(key), text, table=_TABLE, row=batch_id, field=_FIELD)


def order_of(batch: Batch) -> Order:
    """Return what a batch was asked to do."""
    primitive = values_primitive(batch.data_key)
    text = value_open(primitive, batch.sealed_order, table=_TABLE, row=batch.pk, field=_FIELD)
    terms, search, fingerprint = orjson.loads(text)
    return Order(terms, search, fingerprint)
