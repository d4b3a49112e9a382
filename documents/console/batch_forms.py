"""What the console asks before a batch: the terms of each verb, and which documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.models import User
from accounts.roles import Verb
from documents import selectors
from documents.batching.searches import search_wanted
from documents.constants import (
    MAX_BATCH_IDS,
    MAX_REASON_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    BatchVerb,
    DocumentKind,
)

# By lookup of the console's list: the parameter of the list over the API. Others narrow no batch.
LOOKUPS = {
    "q": "q",
    "status__exact": "status",
    "type__exact": "type",
    "case__id__exact": "case",
    "tag": "tag",
}
LOOKUPS |= {"created_at__gte": "created_from", "created_at__lt": "created_before"}
_BESIDE = {
    "p",
    "o",
    "e",
    "saved",
    "_changelist_filters",
}  # where one stands in the list says nothing about which


class TermsForm(forms.Form):
    """Which documents, as the list handed them on."""

    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    search = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10_000)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Remember whose batch it is."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_ids(self) -> list[UUID] | None:
        """Return the documents ticked."""
        given = self.cleaned_data["ids"].split()
        if len(given) > MAX_BATCH_IDS:
            raise forms.ValidationError("Too many documents; take them by a search.")
        try:
            return [UUID(one) for one in given] or None
        except ValueError as error:
            raise forms.ValidationError("Choose the documents in the list again.") from error

    def clean_search(self) -> dict[str, list[str]] | None:
        """Return the search, checked as the list checks its parameters."""
        text = self.cleaned_data["search"]
        if not text:
            return None
        try:
            search = {str(name): [str(one) for one in values] for name, values in json.loads(text).items()}
            search_check(search)
        except (ValueError, AttributeError, TypeError) as error:
            raise forms.ValidationError("Choose the documents in the list again.") from error
        return search

    def clean(self) -> dict[str, Any]:
        """Take exactly one way to name documents."""
        cleaned = super().clean() or {}
        if not self.errors and (cleaned.get("ids") is None) == (cleaned.get("search") is None):
            raise forms.ValidationError("Choose the documents in the list again.")
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return the terms of the verb as JSON values."""
        return {}


class TypeForm(TermsForm):
    """What the documents are."""

    type = forms.ChoiceField(
        required=False, choices=[("", "what the next reading says"), *DocumentKind.choices]
    )

    def terms(self) -> dict[str, Any]:
        """Return the type."""
        return {"type": self.cleaned_data["type"]}


class TagForm(TermsForm):
    """Words to put on and to take off."""

    add = forms.CharField(
        required=False, max_length=MAX_TAGS * MAX_TAG_LENGTH, help_text="Comma between tags."
    )
    remove = forms.CharField(required=False, max_length=MAX_TAGS * MAX_TAG_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Take at least one word, and none too long."""
        cleaned = super().clean()
        words = [*_words(cleaned.get("add")), *_words(cleaned.get("remove"))]
        if not words or max(map(len, words)) > MAX_TAG_LENGTH or len(words) > MAX_TAGS:
            raise forms.ValidationError(
                f"Name 1 to {MAX_TAGS} tags to add or to remove, of at most {MAX_TAG_LENGTH} characters each."
            )
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return the words."""
        given = {name: _words(self.cleaned_data[name]) for name in ("add", "remove")}
        return {name: words for name, words in given.items() if words}


class MoveForm(TermsForm):
    """Where the documents belong."""

    case = forms.CharField(required=False, max_length=255, help_text="Its name or id; empty: none.")

    def clean_case(self) -> str:
        """Return the id of the one case that is meant and may be seen."""
        named = str(self.cleaned_data["case"]).strip()
        if not named:
            return ""
        cases = selectors.case_list(self.user)
        try:
            found = list(cases.filter(pk=UUID(named))[:1])
        except ValueError:
            found = list(cases.filter(name=named)[:2])
        if len(found) != 1:
            raise forms.ValidationError("There is no one case of this name that you may see. Give its id.")
        return str(found[0].pk)

    def terms(self) -> dict[str, Any]:
        """Return the case."""
        return {"case": self.cleaned_data["case"]} if self.cleaned_data["case"] else {}


class ReceiverForm(TermsForm):
    """Whose right it is."""

    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    group = forms.CharField(label="or group", required=False, max_length=150)
    reason = forms.CharField(label="What for", required=False, max_length=MAX_REASON_LENGTH)
    field_order = ["email", "group", "right", "expires_at", "reason"]

    def clean(self) -> dict[str, Any]:
        """Take exactly one receiver."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("email")) == bool(cleaned.get("group")):
            raise forms.ValidationError("Name an e-mail address or a group, not both.")
        return cleaned

    def terms(self) -> dict[str, Any]:
        """Return receiver and reason."""
        given = {name: self.cleaned_data[name] for name in ("email", "group", "reason")}
        return {name: value for name, value in given.items() if value}


class GrantForm(ReceiverForm):
    """A right to give on each document."""

    right = forms.ChoiceField(label="May", choices=Verb.choices)
    expires_at = forms.DateTimeField(
        label="Until (UTC)", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean_expires_at(self) -> Any:
        """Refuse a time that is over."""
        ends = self.cleaned_data["expires_at"]
        if ends is not None and ends <= timezone.now():
            raise forms.ValidationError("This time is over.")
        return ends

    def terms(self) -> dict[str, Any]:
        """Return the right, and until when."""
        ends = self.cleaned_data["expires_at"]
        until = {"expires_at": ends.isoformat()} if ends else {}
        return {**super().terms(), "right": self.cleaned_data["right"], **until}


class RevokeForm(ReceiverForm):
    """A right to take back from each document."""

    right = forms.ChoiceField(label="Right", required=False, choices=[("", "every right"), *Verb.choices])

    def terms(self) -> dict[str, Any]:
        """Return the right, where it is one."""
        right = self.cleaned_data["right"]
        return {**super().terms(), **({"right": right} if right else {})}


class ReasonTermsForm(TermsForm):
    """Why."""

    reason = forms.CharField(max_length=MAX_REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))

    def terms(self) -> dict[str, Any]:
        """Return the reason."""
        return {"reason": self.cleaned_data["reason"]}


class ExportForm(TermsForm):
    """What goes into the archive."""

    values = forms.BooleanField(required=False, label="Also every value read, in manifest.json")

    def terms(self) -> dict[str, Any]:
        """Return whether values go in."""
        return {"values": True} if self.cleaned_data["values"] else {}


FORMS: Mapping[BatchVerb, type[TermsForm]] = {
    BatchVerb.CLASSIFY: TypeForm,
    BatchVerb.TAG: TagForm,
    BatchVerb.MOVE: MoveForm,
    BatchVerb.GRANT: GrantForm,
    BatchVerb.REVOKE: RevokeForm,
    BatchVerb.HOLD: ReasonTermsForm,
    BatchVerb.RELEASE: ReasonTermsForm,
    BatchVerb.EXPORT: ExportForm,
    BatchVerb.DELETE: TermsForm,
    BatchVerb.RESTORE: TermsForm,
    BatchVerb.READ: TermsForm,
}


def search_check(search: dict[str, list[str]]) -> None:
    """Refuse what the list would not take.

    Raises:
        ValueError: a parameter is none of those it may be.
    """
    try:
        search_wanted(search)
    except ValidationError as error:
        raise ValueError("no such search") from error


def search_of(params: QueryDict) -> dict[str, list[str]] | None:
    """Return the parameters of the console's list as those of the API's; None where one has no like there."""
    search: dict[str, list[str]] = {}
    for name in params:
        value = str(params[name]).strip()
        if name in _BESIDE or not value:
            continue
        if name not in LOOKUPS:
            return None
        search[LOOKUPS[name]] = [value]
    try:
        search_check(search)
    except ValueError:
        return None
    return search


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]
