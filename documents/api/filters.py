"""What lists of documents can be narrowed by."""

from __future__ import annotations

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from documents.constants import DocumentKind, DocumentStatus
from documents.models import Document
from documents.search import documents_matching
from vault.blind_index import blind_index, identifier_normalise


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Full text, type, case, status, dates, amounts, and identifiers by blind index."""

    q = django_filters.CharFilter(
        method="by_text", max_length=500, help_text='Words, "phrases", or, -not; over names and all pages.'
    )
    type = django_filters.MultipleChoiceFilter(choices=DocumentKind.choices)
    status = django_filters.MultipleChoiceFilter(choices=DocumentStatus.choices)
    case = django_filters.UUIDFilter(field_name="case_id")
    date_from = django_filters.DateFilter(field_name="document_date", lookup_expr="gte")
    date_to = django_filters.DateFilter(field_name="document_date", lookup_expr="lte")
    amount_min = django_filters.NumberFilter(field_name="amount", lookup_expr="gte")
    amount_max = django_filters.NumberFilter(field_name="amount", lookup_expr="lte")
    currency = django_filters.CharFilter(lookup_expr="iexact", max_length=3)
    sha256 = django_filters.CharFilter(field_name="versions__sha256", max_length=64)
    account_number = django_filters.CharFilter(
        method="by_account", max_length=64, help_text="Exact; spaces and dashes do not matter."
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def by_text(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents whose name or pages match."""
        if "\x00" in value:
            raise ValidationError("The query contains a NUL character.")
        return documents_matching(documents, value)  # type: ignore[arg-type]  # always a DocumentQuerySet

    def by_account(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents that name this account number or IBAN."""
        if not identifier_normalise(value):
            return documents.none()
        indexes = [blind_index("account_number", value), blind_index("iban", value)]
        return documents.filter(versions__fields__blind_index__in=indexes).distinct()
