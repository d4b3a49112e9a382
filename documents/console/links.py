"""Upload links of a case in the console: make, list, end."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit import trail
from documents import services
from documents.constants import MAX_LINK_FILES, MAX_REASON_LENGTH
from documents.exceptions import DocumentsError
from documents.models import Case
from documents.permissions import may_change

_SHOWN = 100


class LinkForm(forms.Form):
    """What a new link lets in."""

    title = forms.CharField(
        max_length=120, required=False, help_text="Shown to whoever has the link; nothing else is."
    )
    note = forms.CharField(max_length=MAX_REASON_LENGTH, required=False, help_text="Not shown to them.")
    days = forms.IntegerField(min_value=1, max_value=90, initial=7, help_text="How long it counts.")
    max_files = forms.IntegerField(min_value=1, max_value=MAX_LINK_FILES, initial=20, label="Files at most")
    max_mib = forms.IntegerField(min_value=1, max_value=20 * 1024, initial=200, label="MiB at most, together")


def links_page(request: HttpRequest, user: User, case: Case) -> HttpResponse:
    """Show the links of a case; make one, whose address this answer alone shows."""
    may_make = may_change(user, case)
    form, address = LinkForm(request.POST or None) if may_make else None, ""
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            address = _made(user, case, form)
    links = list(case.upload_links.select_related("case", "made_by").order_by("-created_at", "-id")[:_SHOWN])
    if request.method != "POST":
        trail.record_list("upload_links.listed", links, target=case)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Upload links",
        "case": case,
        "links": links,
        "now": timezone.now(),
        "form": LinkForm() if address else form,
        "address": address,
    }
    response = TemplateResponse(request, "admin/documents/case/links.html", context)
    response["Cache-Control"] = "no-store"
    return response


def link_end(user: User, case: Case, link_id: UUID) -> HttpResponse:
    """End a link, then show the others."""
    if not may_change(user, case):
        raise PermissionDenied
    link = case.upload_links.filter(pk=link_id).first()
    if link is None:
        raise Http404
    services.link_end(actor=user, link=link, at=timezone.now())
    return HttpResponseRedirect(reverse("admin:documents_case_links", args=[case.pk]))


def _made(user: User, case: Case, form: LinkForm) -> str:
    given, now = form.cleaned_data, timezone.now()
    terms = services.LinkTerms(
        expires_at=now + dt.timedelta(days=given["days"]),
        max_files=given["max_files"],
        max_bytes=given["max_mib"] * 1024**2,
        title=given["title"],
        note=given["note"],
    )
    try:
        made = services.link_make(actor=user, case=case, terms=terms, at=now)
    except DocumentsError as error:
        form.add_error(None, str(error))
        return ""
    return settings.PUBLIC_URL.rstrip("/") + reverse("upload-link", args=[made.secret])
