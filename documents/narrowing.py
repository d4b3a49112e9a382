"""What lists of documents can be narrowed by: the parameters of a list, understood."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.core.exceptions import ValidationError as NotValid
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from documents.constants import MAX_TAG_LENGTH, DocumentKind, DocumentStatus, SearchConfig
from documents.holding_values import FINDABLE_FIELDS, documents_tagged, documents_with_field
from documents.listing import Wanted
from documents.models import Document, DocumentVersion, Field
from documents.queries import query_parse
from vault.blind_index import blind_index, identifier_normalise

FACETS = ("type", "status", "currency", "language")
PREFIX = "field."
MAX_FIELDS = 5
MAX_VALUES = 20
MAX_VALUE_LENGTH = 200


class DocumentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """Full text, type, case, status, dates, amounts, and identifiers by blind index."""

    q = django_filters.CharFilter(
        method="by_text", max_length=500, help_text='Words, "phrases", or, -not; over names and all pages.'
    )
    type = django_filters.MultipleChoiceFilter(choices=DocumentKind.choices)
    status = django_filters.MultipleChoiceFilter(choices=DocumentStatus.choices)
    language = django_filters.CharFilter(max_length=3, help_text="ISO 639-1, e.g. `en`.")
    case = django_filters.UUIDFilter(field_name="case_id")
    subject = django_filters.UUIDFilter(field_name="subject_id")
    uploader = django_filters.UUIDFilter(field_name="owner_id", help_text="Whose the document is.")
    date_from = django_filters.DateFilter(field_name="document_date", lookup_expr="gte")
    date_to = django_filters.DateFilter(field_name="document_date", lookup_expr="lte")
    created_from = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", help_text="Taken in then or later."
    )
    created_before = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt", help_text="Taken in before then."
    )
    amount_min = django_filters.NumberFilter(field_name="amount", lookup_expr="gte")
    amount_max = django_filters.NumberFilter(field_name="amount", lookup_expr="lte")
    currency = django_filters.CharFilter(method="by_currency", max_length=3)
    sha256 = django_filters.CharFilter(method="by_sha256", max_length=64)
    account_number = django_filters.CharFilter(
        method="by_account", max_length=64, help_text="Exact; spaces and dashes do not matter."
    )

    tag = django_filters.CharFilter(
        method="by_tag", max_length=MAX_TAG_LENGTH, help_text="Repeat it: documents that have every one."
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """Narrow by the filters, and by `field.NAME=value` parameters.

        Raises:
            ValidationError: a field has no such name, or cannot be searched.
        """
        narrowed = super().filter_queryset(queryset)
        for name, values in fields_asked(self.data).items():
            narrowed = narrowed.filter(pk__in=documents_with_field(name, values))
        return cast("QuerySet[Document]", narrowed)

    def by_tag(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents that have every tag named."""
        for tag in dict.fromkeys(self.data.getlist("tag")):
            documents = documents.filter(pk__in=documents_tagged(tag))
        return documents

    def by_text(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Leave text to `documents.listing`, which chooses the way to it; refuse what cannot be text."""
        if "\x00" in value:
            raise NotValid("The query contains a NUL character.")
        return documents

    def by_currency(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents of a currency, compared as it is stored: statistics know no `upper(currency)`."""
        return documents.filter(currency=value.upper())

    def by_sha256(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents of which a version has these bytes."""
        return documents.filter(
            pk__in=DocumentVersion.objects.filter(sha256=value.lower()).values("document")
        )

    def by_account(self, documents: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Keep documents that name this account number or IBAN."""
        if not identifier_normalise(value):
            return documents.none()
        indexes = [blind_index("account_number", value), blind_index("iban", value)]
        return documents.filter(
            pk__in=Field.objects.filter(blind_index__in=indexes).values("version__document")
        )


def wanted_of(params: QueryDict) -> Wanted:
    """Understand the parameters that say which documents.

    Raises:
        ValidationError: a parameter is none of those it may be.
    """
    filters = DocumentFilter(params, queryset=Document.objects.all())
    if not filters.is_valid():
        raise ValidationError(filters.errors)
    given = filters.form.cleaned_data
    config = choice(params, "config", SearchConfig) or SearchConfig.ENGLISH
    typed = given.get("q") or ""
    facets = {name: _listed(given.get(name)) for name in FACETS if given.get(name)}
    return Wanted(filters.qs.order_by(), query_parse(typed, config) if typed.strip() else None, facets)


def fields_asked(params: QueryDict) -> dict[str, list[str]]:
    """Return the names and values of fields that a list is narrowed by.

    Raises:
        ValidationError: a field has no such name, or too much is asked at once.
    """
    asked = {name: params.getlist(name) for name in params if name.startswith(PREFIX)}
    if len(asked) > MAX_FIELDS:
        raise ValidationError({PREFIX: f"At most {MAX_FIELDS} fields at once."})
    return {name.removeprefix(PREFIX): _field_values(name, values) for name, values in asked.items()}


def _field_values(name: str, values: list[str]) -> list[str]:
    if name.removeprefix(PREFIX) not in FINDABLE_FIELDS:
        raise ValidationError(
            {
                name[
                    :80
                ]: f"No field of this name is searched by. There are: {', '.join(sorted(FINDABLE_FIELDS))}."
            }
        )
    if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE_LENGTH for value in values):
        raise ValidationError({name: f"At most {MAX_VALUES} values of {MAX_VALUE_LENGTH} characters."})
    if any("\x00" in value for value in values):
        raise ValidationError({name: "The value contains a NUL character."})
    return values


def choice(params: QueryDict, name: str, kind: Any) -> Any:
    """Return one of an enumeration, None where nothing is given; raises `ValidationError` for others."""
    given = params.get(name, "")
    if not given:
        return None
    try:
        return kind(given)
    except ValueError as error:
        known = ", ".join(item.value for item in kind)
        raise ValidationError({name: f"{given!r} is none of: {known}."}) from error


def _listed(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
