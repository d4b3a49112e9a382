"""What seals the trail: leaves, nodes, signed checkpoints, anchors. Nothing of it can be changed."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7

from audit.constants import AnchorKind
from audit.fields import TransactionIdField


class Leaf(models.Model):
    """One sealed entry: its place in the tree and its hash. It outlives the entry, so that proofs do."""

    entry_id = models.UUIDField(primary_key=True)
    entry_at = models.DateTimeField()
    index = models.BigIntegerField(unique=True)
    hash = models.BinaryField()  # SHA-256

    class Meta:
        db_table = "audit_leaf"
        ordering = ["index"]
        verbose_name_plural = "leaves"

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Node(models.Model):
    """The hash of 256 (65,536, ...) leaves: what proofs are put together from without reading all leaves.

    `height` is 8, 16, 24 ...; the node is over the leaves [index * 2**height, (index + 1) * 2**height).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    height = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_node"
        ordering = ["height", "index"]
        constraints = [models.UniqueConstraint(fields=["height", "index"], name="trail_node_place")]

    def __str__(self) -> str:
        return f"node {self.height}/{self.index}"


class Checkpoint(models.Model):
    """A signed state of the tree. Each continues the one before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    size = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()  # leaves since the checkpoint before
    root = models.BinaryField()
    edge = (
        models.BinaryField()
    )  # roots of the complete subtrees, largest first: where the tree goes on growing
    note = models.TextField()  # C2SP tlog-checkpoint, signed
    previous = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="following")
    sealed_to = TransactionIdField()  # with `sealed_entry`: the last entry in the order of sealing
    sealed_entry = models.UUIDField()
    cluster = models.BigIntegerField()  # transaction numbers start anew in a restored cluster
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_checkpoint"
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"checkpoint of {self.size} entries"


class Anchor(models.Model):
    """A checkpoint that was put where this database cannot reach it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="anchors")
    kind = models.CharField(max_length=20, choices=AnchorKind)
    place = models.CharField(max_length=500)  # path, object key, address
    receipt = models.BinaryField(blank=True)  # what the other side gave: a timestamp token, a version id
    created_at = models.DateTimeField()

    class Meta:
        db_table = "audit_anchor"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} anchor at {self.place}"
