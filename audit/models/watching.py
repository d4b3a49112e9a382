"""Row changes that triggers saw: what nobody can do past the trail without being found."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import Func
from uuid_utils.compat import uuid7

from audit.fields import TransactionIdField


class RowChange(models.Model):
    """One row that was inserted, updated or deleted in a watched table; written by its trigger alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    table = models.CharField(max_length=63)
    operation = models.CharField(max_length=8)  # INSERT, UPDATE, DELETE, TRUNCATE
    row_key = models.CharField(max_length=64, blank=True)
    transaction_id = TransactionIdField(db_default=Func(function="pg_current_xact_id"))
    at = models.DateTimeField()
    database_role = models.CharField(max_length=63)

    class Meta:
        db_table = "audit_rowchange"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["transaction_id"], name="rowchange_transaction")]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_key}"


class UnrecordedChange(models.Model):
    """A watched row that changed without an entry about it in the trail: found, and told of once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    change_id = models.UUIDField(unique=True)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "audit_unrecorded"
        ordering = ["-found_at", "-id"]

    def __str__(self) -> str:
        return f"row change {self.change_id}"


class ReconcileMark(models.Model):
    """How far row changes were held against the trail: every transaction below the mark is settled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=20, unique=True, default="row changes")
    settled_below = TransactionIdField(default="0")
    cluster = models.BigIntegerField(default=0)  # transaction numbers of another cluster say nothing here
    whole_at = models.DateTimeField(null=True)  # when everything there is was last looked at

    class Meta:
        db_table = "audit_reconcilemark"

    def __str__(self) -> str:
        return f"settled below transaction {self.settled_below}"
