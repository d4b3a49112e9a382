"""What somebody typed before the second factor was asked for: held in the session, shown again once.

Only for forms without secrets: each names itself, so that no password is ever held by accident.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

_KEY = "held_form"
_LONGEST = 5_000


def form_hold(request: HttpRequest, name: str, form: forms.Form) -> None:
    """Keep what a posted form says until `form_held` asks for it; the newest alone is kept."""
    if not form.is_bound:
        return
    typed = {field: str(form.data.get(form.add_prefix(field)) or "")[:_LONGEST] for field in form.fields}
    request.session[_KEY] = {"name": name, "typed": typed}


def form_held(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return what the form of this name said when it was interrupted, once; empty where it was not."""
    held = request.session.get(_KEY)
    if request.method != "GET" or not isinstance(held, dict) or held.get("name") != name:
        return {}
    del request.session[_KEY]
    return dict(held["typed"])
