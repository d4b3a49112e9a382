"""Forms of data subjects in the console. What was typed wrong is not sent back."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from accounts.constants import ContactKind, IdentifierKind, MergeReason, RevealPurpose, SubjectKind
from accounts.contact_points import MAX_ADDRESS, MAX_NAME, Contact, Name, contact_read, name_read
from accounts.exceptions import ValueNotValid
from accounts.identifiers import MAX_LENGTH, Identifier, identifier_read

_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class NameForm(forms.Form):
    """A name, for a kind of person that is known."""

    given = forms.CharField(max_length=MAX_NAME, required=False, label="Given names")
    family = forms.CharField(max_length=MAX_NAME, required=False, label="Family name")
    registered = forms.CharField(max_length=MAX_NAME, required=False, label="Registered name")

    def __init__(self, kind: SubjectKind | None, *args: Any, **kwargs: Any) -> None:
        """Ask for the parts that this kind has."""
        super().__init__(*args, **kwargs)
        self.person_kind = kind
        if kind is not None:
            for part in ("registered",) if kind == SubjectKind.NATURAL else ("given", "family"):
                del self.fields[part]
        for shown in self.fields.values():
            shown.widget.attrs.update(_QUIET)

    def clean(self) -> dict[str, Any]:
        """Read the name."""
        data = super().clean() or {}
        kind = self.person_kind or SubjectKind(data.get("kind", SubjectKind.NATURAL))
        parts = {part: data.get(part, "") for part in ("given", "family", "registered")}
        try:
            data["read"] = name_read(kind, **parts)
        except ValueNotValid as error:
            raise ValidationError(str(error)) from None
        return data

    @property
    def name(self) -> Name:
        """The name that was typed."""
        return cast(Name, self.cleaned_data["read"])


class SubjectForm(NameForm):
    """A new data subject; identifiers and contacts follow on its own page."""

    kind = forms.ChoiceField(choices=SubjectKind.choices, widget=forms.RadioSelect, initial="natural")
    field_order = ["kind", "given", "family", "registered"]


class IdentifierForm(forms.Form):
    """An identifier."""

    kind = forms.ChoiceField(choices=IdentifierKind.choices)
    value = forms.CharField(max_length=MAX_LENGTH, label="Number", widget=forms.TextInput(attrs=_QUIET))
    country = forms.CharField(max_length=2, required=False, help_text="Two letters; South Africa if empty.")

    def clean(self) -> dict[str, Any]:
        """Read the identifier."""
        data = super().clean() or {}
        if not self.errors:
            try:
                data["read"] = identifier_read(data["kind"], data["value"], data["country"])
            except ValueNotValid as error:
                raise ValidationError(str(error)) from None
        return data

    @property
    def identifier(self) -> Identifier:
        """The identifier that was typed."""
        return cast(Identifier, self.cleaned_data["read"])


class ContactForm(forms.Form):
    """A way to reach the person."""

    kind = forms.ChoiceField(choices=ContactKind.choices)
    value = forms.CharField(max_length=MAX_ADDRESS, label="Contact", widget=forms.TextInput(attrs=_QUIET))

    def clean(self) -> dict[str, Any]:
        """Read the contact."""
        data = super().clean() or {}
        if not self.errors:
            try:
                data["read"] = contact_read(data["kind"], data["value"])
            except ValueNotValid as error:
                raise ValidationError(str(error)) from None
        return data

    @property
    def contact(self) -> Contact:
        """The contact that was typed."""
        return cast(Contact, self.cleaned_data["read"])


class SearchForm(forms.Form):
    """One exact value."""

    by = forms.ChoiceField(
        choices=[
            *((kind, label) for kind, label in IdentifierKind.choices),
            ("email", "e-mail address"),
            ("phone", "telephone number"),
            ("name", "whole name"),
        ],
        label="Find by",
    )
    value = forms.CharField(max_length=2 * MAX_NAME, widget=forms.TextInput(attrs=_QUIET))
    country = forms.CharField(max_length=2, required=False, help_text="Of a passport or foreign number.")


class PurposeForm(forms.Form):
    """What for."""

    purpose = forms.ChoiceField(
        choices=[
            ("", "choose what for"),
            *(one for one in RevealPurpose.choices if one[0] != RevealPurpose.OWN_ACCESS),
        ]
    )


class RevealForm(PurposeForm):
    """What to reveal, and what for."""

    fields_wanted = forms.MultipleChoiceField(
        choices=[("name", "name"), ("identifiers", "identifiers"), ("contacts", "contacts")],
        widget=forms.CheckboxSelectMultiple,
        label="Show",
    )
    field_order = ["fields_wanted", "purpose"]


class MergeForm(forms.Form):
    """The record to merge into this one."""

    other = forms.UUIDField(label="Id of the other record", widget=forms.TextInput(attrs=_QUIET))
    reason = forms.ChoiceField(choices=MergeReason.choices)
