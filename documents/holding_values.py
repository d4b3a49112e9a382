"""Which documents hold a value or a tag: keys by index, for narrowing lists."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from documents.models import DocumentTag, DocumentVersion, Field
from documents.reading.types import IDENTIFIERS
from vault.blind_index import blind_index, identifier_normalise

# What readings give and an index finds. Names of persons are sealed without one: nobody searches by them.
PLAIN_FIELDS = frozenset(
    {
        "amount_due",
        "bank_name",
        "closing_balance",
        "currency",
        "due_date",
        "employer_name",
        "form_kind",
        "gross_pay",
        "gross_total",
        "invoice_date",
        "invoice_number",
        "net_pay",
        "net_total",
        "opening_balance",
        "pay_date",
        "period_end",
        "period_start",
        "receipt_date",
        "receipt_number",
        "statement_number",
        "supplier_name",
        "tax_deducted",
        "tax_total",
        "tax_year",
        "total_credits",
        "total_debits",
        "total_deductions",
    }
)

FINDABLE_FIELDS = PLAIN_FIELDS | IDENTIFIERS
# So many keys are given to the database as they are: it then knows how few they are.
FEW = 500

Keys = Sequence[UUID] | QuerySet[Any, Any]


def documents_with_field(name: str, values: Sequence[str]) -> Keys:
    """Return keys of the documents whose newest version holds one of these values in a field.

    Args:
        name: one of `FINDABLE_FIELDS`.
        values: as people write them; identifiers in any grouping, amounts with or without cents.
    """
    later = DocumentVersion.objects.filter(
        document=OuterRef("version__document"), number__gt=OuterRef("version__number")
    )
    fields = Field.objects.filter(_holds(name, values), ~Exists(later), name=name)
    return _few(fields.order_by().values_list("version__document", flat=True))


def documents_tagged(name: str) -> Keys:
    """Return keys of the documents that have a tag, whatever the case of its letters."""
    used = DocumentTag.objects.alias(lowered=Lower("tag__name")).filter(lowered=name.strip().lower())
    return _few(used.order_by().values_list("document", flat=True))


def _holds(name: str, values: Sequence[str]) -> Q:
    if name in IDENTIFIERS:
        whole = [value for value in values if identifier_normalise(value)]
        return Q(blind_index__in=[blind_index(name, value) for value in whole])
    return Q(normal__in={form for value in values for form in _forms(value)} - {""})


def _forms(value: str) -> set[str]:
    plain = " ".join(value.split())
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return {plain}
    is_sensible = amount.is_finite() and abs(amount) < Decimal(10) ** 18
    return {plain, f"{amount:.2f}"} if is_sensible else {plain}


def _few(keys: QuerySet[Any, Any]) -> Keys:
    found = list(keys[: FEW + 1])
    return found if len(found) <= FEW else keys
