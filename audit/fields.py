"""Columns that Django has no field for."""

from __future__ import annotations

from typing import Any

from django.db import models


class TransactionIdField(models.Field[str, str]):
    """PostgreSQL's xid8: the transaction that wrote the row, for sealing in commit order."""

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "xid8"
