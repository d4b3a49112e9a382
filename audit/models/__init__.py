"""Rows of the trail: its entries, and what seals them."""

from audit.fields import TransactionIdField
from audit.models.entries import (
    LogEntry,
    TrailManager,
    details_of_machine,
    identity_columns,
    subjects_of,
)
from audit.models.retention import Archive, DroppedMonth, TrailHold, TrailRule
from audit.models.review import Finding, ReviewTerms
from audit.models.seals import Anchor, Checkpoint, Leaf, Node
from audit.models.watching import ReconcileMark, RowChange, UnrecordedChange

__all__ = [
    "Anchor",
    "Archive",
    "Checkpoint",
    "DroppedMonth",
    "Finding",
    "Leaf",
    "LogEntry",
    "Node",
    "ReconcileMark",
    "ReviewTerms",
    "RowChange",
    "TrailHold",
    "TrailManager",
    "TrailRule",
    "TransactionIdField",
    "UnrecordedChange",
    "details_of_machine",
    "identity_columns",
    "subjects_of",
]
