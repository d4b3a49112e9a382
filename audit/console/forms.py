"""Forms of the trail's screens."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from audit.entry_selectors import ACTIONS
from audit.questions import Question

RANGES = {
    "24h": ("24 hours", dt.timedelta(hours=24)),
    "7d": ("7 days", dt.timedelta(days=7)),
    "30d": ("30 days", dt.timedelta(days=30)),
    "92d": ("92 days", dt.timedelta(days=92)),
}
_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(
        label=label, required=False, widget=widget, input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"]
    )


class QuestionForm(forms.Form):
    """The window and the filters; times are UTC."""

    since = _moment("From (UTC)")
    until = _moment("To (UTC)")
    event = forms.CharField(
        required=False, max_length=80, widget=forms.TextInput(attrs={"placeholder": "document.*"})
    )
    action = forms.ChoiceField(required=False, choices=[("", "any"), *((name, name) for name in ACTIONS)])
    interface = forms.ChoiceField(
        required=False,
        choices=[("", "any"), *((n, n) for n in ("api", "console", "command", "task", "system"))],
    )
    purpose = forms.CharField(required=False, max_length=200)
    actor = forms.UUIDField(required=False, label="Actor (id)")
    subject = forms.UUIDField(required=False, label="Data subject (id)")
    object_type = forms.CharField(
        required=False, max_length=100, widget=forms.TextInput(attrs={"placeholder": "documents.document"})
    )
    object_id = forms.CharField(required=False, max_length=64)
    address = forms.GenericIPAddressField(required=False)
    request_id = forms.CharField(required=False, max_length=64)

    def question(self) -> Question:
        """Return what was asked for."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return Question(**given)


class ExportForm(forms.Form):
    """What to take away."""

    since = _moment("From (UTC)")
    until = _moment("To (UTC)")
    subject = forms.UUIDField(required=False, label="Only about this data subject (id)")
    with_csv = forms.BooleanField(required=False, label="Add a CSV for spreadsheets")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for both ends of the window."""
        super().__init__(*args, **kwargs)
        self.fields["since"].required = self.fields["until"].required = True


class NoteForm(forms.Form):
    """What was learnt about a finding."""

    note = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def asked_of(given: Any) -> dict[str, str]:
    """Return the filters of an address; a quick range, or nothing at all, becomes a window."""
    asked = {name: str(given[name]) for name in QuestionForm.base_fields if given.get(name)}
    narrowed = asked.keys() & {"actor", "subject", "object_id"}
    chosen = given.get("range", "")
    if chosen in RANGES or not (narrowed or asked.keys() & {"since", "until"}):
        now = timezone.now().astimezone(dt.UTC).replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
        asked["until"] = now.strftime(_MOMENT)
        asked["since"] = (now - RANGES.get(chosen, RANGES["24h"])[1]).strftime(_MOMENT)
    return asked


def address_with(asked: dict[str, str], **more: str) -> str:
    """Return a query string of the filters and more."""
    return "?" + urlencode({**asked, **more})
