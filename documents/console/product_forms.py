"""The forms of a product: what it is called, and a row for each document that it asks for."""

from __future__ import annotations

import calendar
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.http import HttpRequest, QueryDict

from documents.constants import (
    MAX_AGE_DAYS,
    MAX_AGE_MONTHS,
    MAX_REQUIRED,
    MAX_REQUIREMENTS,
    DocumentKind,
    RequirementRule,
)
from documents.models import Product, ProductRequirement
from documents.services import Asked

PREFIX = "requirements"
SPARE_ROWS = 3
COUNTED_AS = [  # shorter than the rules' own labels: a row has nine fields
    (RequirementRule.COUNT.value, "documents"),
    (RequirementRule.MONTHS.value, "consecutive months"),
    (RequirementRule.TAX_YEAR.value, "of the last tax year"),
]
MONTHS = [(number, calendar.month_name[number]) for number in range(1, 13)]


class ProductForm(forms.Form):
    """What a product is called; a new one is offered from the start."""

    name = forms.CharField(max_length=200)
    description = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it is for, as colleagues would say it.",
    )

    def clean_description(self) -> str:
        """Keep line ends as everything else writes them; browsers send two characters for each."""
        return str(self.cleaned_data["description"]).replace("\r\n", "\n")


class ProductChangeForm(ProductForm):
    """The same, and whether it is still offered."""

    is_active = forms.BooleanField(
        label="Offered",
        required=False,
        help_text="New cases can be opened for it. Cases that have it keep it either way.",
    )


class RequirementForm(forms.Form):
    """One document that a case must hold; empty rows ask for nothing."""

    kind = forms.ChoiceField(
        label="Document",
        choices=[("", "–"), *DocumentKind.choices],
        error_messages={"required": "Choose a document, or remove the row."},
    )
    rule = forms.ChoiceField(label="Counted as", choices=COUNTED_AS, initial=RequirementRule.COUNT.value)
    count = forms.IntegerField(label="How many", min_value=1, max_value=MAX_REQUIRED, initial=1)
    max_age_days = forms.IntegerField(
        label="Not older than (days)", min_value=1, max_value=MAX_AGE_DAYS, required=False
    )
    max_age_months = forms.IntegerField(
        label="Not older than (months)", min_value=1, max_value=MAX_AGE_MONTHS, required=False
    )
    year_ends = forms.TypedChoiceField(label="Tax year ends in", choices=MONTHS, coerce=int, initial=2)
    is_optional = forms.BooleanField(label="Optional", required=False)


class _RequirementRows(forms.BaseFormSet[RequirementForm]):
    """Rows that can be put in another order and removed."""

    def add_fields(self, form: RequirementForm, index: int | None) -> None:
        """Name each field for who hears it: the head of the table is not read out in it."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Place"
        form.fields["DELETE"].label = "Remove"
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, row {(index or 0) + 1}"


RequirementRows = forms.formset_factory(
    RequirementForm,
    formset=_RequirementRows,
    extra=SPARE_ROWS,
    can_order=True,
    can_delete=True,
    max_num=MAX_REQUIREMENTS,
    absolute_max=MAX_REQUIREMENTS + SPARE_ROWS,
    validate_max=True,
)


def product_form(request: HttpRequest, product: Product | None) -> ProductForm:
    """Return the form of a product as it stands, or as it was posted."""
    data = request.POST if request.method == "POST" else None
    if product is None:
        return ProductForm(data)
    names = ("name", "description", "is_active")
    return ProductChangeForm(data, initial={name: getattr(product, name) for name in names})


def requirement_rows(request: HttpRequest, product: Product | None) -> Any:
    """Return the rows of a product as they stand, or as they were posted."""
    if request.method == "POST":
        return RequirementRows(request.POST, prefix=PREFIX)
    asked = requirements_asked(product) if product is not None else []
    return RequirementRows(initial=[asdict(one) for one in asked], prefix=PREFIX)


def with_more_rows(request: HttpRequest) -> Any:
    """Return the rows as they were posted, and some empty ones after them."""
    posted = cast(QueryDict, request.POST).copy()
    there = RequirementRows(posted, prefix=PREFIX).total_form_count()
    wanted = max(there, min(there + SPARE_ROWS, MAX_REQUIREMENTS))
    posted[f"{PREFIX}-TOTAL_FORMS"] = str(wanted)
    for number in range(there, wanted):
        for name, field in RequirementForm.base_fields.items():  # a posted row shows no defaults of its own
            posted[f"{PREFIX}-{number}-{name}"] = field.initial or ""
    return RequirementRows(posted, prefix=PREFIX)


def asked_in(rows: Any) -> list[Asked]:
    """Return what valid rows ask for, in the order they give."""
    names = RequirementForm.base_fields
    return [Asked(**{name: form.cleaned_data[name] for name in names}) for form in rows.ordered_forms]


def requirements_asked(product: Product) -> list[Asked]:
    """Return what a product asks for, in its order."""
    names = RequirementForm.base_fields
    return [Asked(**{name: getattr(one, name) for name in names}) for one in product.requirements.all()]


def requirement_words(one: ProductRequirement) -> str:
    """Say in words what is asked for, e.g. `3 consecutive months of one account`."""
    if one.rule == RequirementRule.MONTHS:
        return f"{one.count} consecutive month{'s' if one.count > 1 else ''} of one account"
    if one.rule == RequirementRule.TAX_YEAR:
        return f"{one.count}, of the last tax year that ended in {calendar.month_name[one.year_ends]}"
    return str(one.count)


def age_words(one: ProductRequirement) -> str:
    """Say how old it may be; empty where that does not matter."""
    limits = ((one.max_age_days, "day"), (one.max_age_months, "month"))
    return " and ".join(f"{limit} {unit}{'s' if limit > 1 else ''}" for limit, unit in limits if limit)
