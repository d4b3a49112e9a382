"""Rows of the trail: its entries, and what seals them."""

from audit.fields import TransactionIdField
from audit.models.entries import LogEntry, TrailManager, identity_columns
from audit.models.retention import Archive, DroppedMonth, TrailHold, TrailRule
from audit.models.seals import Anchor, Checkpoint, Leaf, Node

__all__ = [
    "Anchor",
    "Archive",
    "Checkpoint",
    "DroppedMonth",
    "Leaf",
    "LogEntry",
    "Node",
    "TrailHold",
    "TrailManager",
    "TrailRule",
    "TransactionIdField",
    "identity_columns",
]
