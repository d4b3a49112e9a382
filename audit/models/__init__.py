"""Rows of the trail: its entries, and what seals them."""

from audit.fields import TransactionIdField
from audit.models.entries import LogEntry, TrailManager, identity_columns
from audit.models.seals import Anchor, Checkpoint, Leaf, Node

__all__ = [
    "Anchor",
    "Checkpoint",
    "Leaf",
    "LogEntry",
    "Node",
    "TrailManager",
    "TransactionIdField",
    "identity_columns",
]
