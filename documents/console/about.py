"""Whom a case or document is about, in the console: shown masked, found by one exact value, chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.console.subject_forms import SearchForm
from accounts.console.subject_pages import subjects_found
from accounts.exceptions import AccountsError, SubjectNotFound, ValueNotValid
from accounts.models import DataSubject, User
from accounts.subject_presenting import ShownSubject, subject_name_shown
from accounts.subject_selectors import subject_get
from audit import trail
from audit.models import subjects_of
from documents import selectors, services
from documents.holdings import Target
from documents.models import Case, Document


@dataclass(frozen=True, slots=True)
class About:
    """The person a case or document is about, as far as the one who looks may know."""

    subject_id: UUID | None
    name: str = field(default="", repr=False)
    may_open: bool = False
    is_of_case: bool = False


def about_shown(user: User, target: Target) -> About:
    """Return whom it is about: its own person, or else its case's; by name where the user may see them."""
    is_of_case = isinstance(target, Document) and target.subject_id is None and target.case is not None
    subject_id = target.case.subject_id if is_of_case else target.subject_id  # type: ignore[union-attr]  # a document with a case
    if subject_id is None:
        return About(None)
    try:
        subject = subject_get(user, subject_id)
    except SubjectNotFound:
        return About(subject_id, is_of_case=is_of_case)
    name = subject_name_shown(subject) or "erased"
    return About(subject_id, name, may_open=True, is_of_case=is_of_case)


def subject_choose(request: HttpRequest, user: User, target: Target) -> bool:
    """Say whom it is about, as a posted form names; return whether that was done. What is refused is told."""
    wanted = request.POST["subject"]
    try:
        subject = selectors.subject_live(user, UUID(wanted)) if wanted else None
    except ValueError:
        messages.error(request, "This is no id of a data subject.")
        return False
    except AccountsError as error:  # not theirs to see, erased, merged: in words
        messages.error(request, str(error))
        return False
    services.subject_set(actor=user, target=target, subject=subject)
    messages.success(request, _said(target, subject))
    return True


def subject_page(request: HttpRequest, site: admin.AdminSite, user: User, target: Target) -> HttpResponse:
    """Return the page that finds a person by one exact value, which is posted: no address holds it."""
    form = SearchForm(request.POST if "value" in request.POST else None)
    found: list[ShownSubject] | None = None
    if form.is_bound and form.is_valid():
        try:
            found = _found(user, form)
        except ValueNotValid as error:
            form.add_error("value", str(error))
    _record(target, found, by=str(form.data.get("by", ""))[:20] if found is not None else "")
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Whom is it about?",
        "target": target,
        "kind": target._meta.model_name,
        "about": about_shown(user, target),
        "form": form,
        "found": found,
    }
    response = TemplateResponse(request, "admin/documents/about.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _found(user: User, form: SearchForm) -> list[ShownSubject]:
    given = form.cleaned_data
    return [
        one
        for one in subjects_found(user, given["by"], given["value"], given["country"])
        if one.row.merged_into_id is None
    ]


def _record(target: Target, found: list[ShownSubject] | None, *, by: str) -> None:
    """Record one read: whom it is about was seen, or people were searched for it."""
    if found is None:
        trail.record_read(f"{target._meta.model_name}.subject_viewed", target=target)
        return
    refs = {*subjects_of(target), *(one.row.pk for one in found)}
    trail.record_read(
        "subjects.searched",
        target=target,
        subject_refs=sorted(refs),
        count=len(found),
        details={"by": by},
    )


def _said(target: Target, subject: DataSubject | None) -> str:
    what = "case" if isinstance(target, Case) else "document"
    return (
        f"The {what} is about this person now." if subject else f"The {what} is about nobody of its own now."
    )
