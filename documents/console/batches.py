"""Batches in the console: asked for from the list, tried first, confirmed, followed, cancelled."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit import trail
from documents import selectors, services
from documents.batch_downloads import file_answer
from documents.batching.leases import FILE_READERS
from documents.console.batch_forms import FORMS, TermsForm, search_of
from documents.console.finding import search_chosen
from documents.console.keeping import KeptAdmin
from documents.console.shared_admin import user_of
from documents.constants import BatchState, BatchVerb, ItemOutcome
from documents.exceptions import DocumentsError
from documents.models import Batch, BatchItem, Document
from documents.permissions import may_hold

SHOWN = 100  # of what was not done, and of one's batches
_HOLDS = {BatchVerb.HOLD, BatchVerb.RELEASE}


def _action(verb: BatchVerb) -> Callable[..., Any]:
    """Return the action of the list that asks for a verb."""

    def act(screen: BatchedAdmin, request: HttpRequest, _: QuerySet[Document]) -> HttpResponseBase | None:
        return screen.batch_ask(request, verb)

    act.__name__ = f"batch_{verb.value}"
    act.short_description = verb.label.capitalize()  # type: ignore[attr-defined]  # read by Django's admin
    act.allowed_permissions = ("view",)  # type: ignore[attr-defined]  # likewise
    return act


class BatchedAdmin(KeptAdmin):
    """Actions on many documents: each makes a dry run, and what it tells is confirmed or dropped."""

    actions: Sequence[Any] = [_action(verb) for verb in FORMS if verb is not BatchVerb.RESTORE]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer holds to roles that place them."""
        offered = super().get_actions(request)
        hidden = set() if may_hold(request.user) else {f"batch_{verb.value}" for verb in _HOLDS}
        return {name: action for name, action in offered.items() if name not in hidden}

    def get_urls(self) -> list[URLPattern]:
        """Add one's batches."""
        wrap = self.admin_site.admin_view

        def below(address: str, view: Callable[..., Any], name: str) -> URLPattern:
            return path(f"batches/{address}", wrap(view), name=f"documents_batch_{name}")

        own = [
            below("", self.batches_view, "list"),
            below("new/<str:verb>", require_POST(self.batch_new_view), "new"),
            below("<uuid:batch_id>/", self.batch_view, "detail"),
            below("<uuid:batch_id>/confirm", require_POST(self.batch_confirm_view), "confirm"),
            below("<uuid:batch_id>/cancel", require_POST(self.batch_cancel_view), "cancel"),
            below("<uuid:batch_id>/file", self.batch_file_view, "file"),
        ]
        return own + super().get_urls()

    def batch_ask(self, request: HttpRequest, verb: BatchVerb) -> HttpResponseBase | None:
        """Ask for the terms of a verb, for the documents ticked or for all that match."""
        given = {"ids": " ".join(request.POST.getlist(ACTION_CHECKBOX_NAME)), "search": ""}
        if request.POST.get("select_across") == "1":
            search = _search(request)
            if search is None:
                messages.error(
                    request, "This view is not taken as a whole. Tick documents, or drop a filter."
                )
                return None
            given = {"ids": "", "search": json.dumps(search)}
        form = FORMS[verb](user_of(request), given if FORMS[verb] is TermsForm else None, initial=given)
        return self._asked(request, verb, form)

    def batch_new_view(self, request: HttpRequest, verb: str) -> HttpResponseBase:
        """Make the dry run of what was asked."""
        if verb not in [one.value for one in FORMS]:
            raise Http404
        asked = BatchVerb(verb)
        return self._asked(request, asked, FORMS[asked](user_of(request), request.POST))

    def _asked(self, request: HttpRequest, verb: BatchVerb, form: TermsForm) -> HttpResponseBase:
        """Show the form until it is filled in; then make the dry run and show it."""
        if not self.has_view_permission(request) or (verb in _HOLDS and not may_hold(request.user)):
            raise PermissionDenied
        if form.is_bound and form.is_valid():
            ask = services.BatchAsk(
                verb=verb,
                terms=form.terms(),
                ids=form.cleaned_data["ids"],
                search=form.cleaned_data["search"],
                is_dry_run=True,
            )
            try:
                made = services.batch_create(actor=user_of(request), ask=ask, at=timezone.now())
            except DocumentsError as error:
                form.add_error(None, str(error))
            else:
                return _to(made.batch)
        chosen = len(str(form["ids"].value() or "").split())
        context = {"verb": verb, "form": form, "chosen": chosen}
        return self._batch_page(request, "terms.html", verb.label.capitalize(), context)

    def batches_view(self, request: HttpRequest) -> HttpResponse:
        """List one's batches."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = list(selectors.batch_list(request.user)[:SHOWN])
        trail.record_list("batches.listed", rows)
        return self._batch_page(request, "list.html", "Batches", {"batches": rows})

    def batch_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Show where a batch stands, and what was not done and why."""
        batch = self._batch(request, batch_id)
        failed = batch.items.filter(outcome__in=[ItemOutcome.REFUSED, ItemOutcome.GONE])
        items = list(failed.order_by("position")[:SHOWN])
        named = _named(request, items)
        trail.record_list("batch.viewed", list(named.values()), target=batch)
        context = {
            "batch": batch,
            "failed": [(item, named.get(item.document_id)) for item in items],
            "ended": batch.total - batch.waiting_count,
            "may_confirm": batch.is_dry_run
            and batch.state == BatchState.DONE
            and batch.done_count > 0
            and batch.verb not in FILE_READERS,
        }
        kind = "try" if batch.is_dry_run else "batch"
        return self._batch_page(
            request, "progress.html", f"{batch.get_verb_display().capitalize()} ({kind})", context
        )

    def batch_confirm_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Do what the dry run has tried."""
        batch = self._batch(request, batch_id)
        try:
            batch = services.batch_confirm(actor=user_of(request), batch=batch, at=timezone.now()).batch
        except DocumentsError as error:
            messages.error(request, str(error))
        return _to(batch)

    def batch_cancel_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """End a batch where it stands."""
        batch = self._batch(request, batch_id)
        try:
            services.batch_cancel(actor=user_of(request), batch=batch, at=timezone.now())
            messages.success(request, "Cancelled. What was done stays done.")
        except DocumentsError as error:
            messages.error(request, str(error))
        return _to(batch)

    def batch_file_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
        """Return the archive of an export."""
        batch = self._batch(request, batch_id)
        try:
            return file_answer(user_of(request), batch)
        except DocumentsError as error:
            messages.error(request, str(error))
            return _to(batch)

    batch_file_view.rate_class = "export"  # type: ignore[attr-defined]  # read by config/api/rates.py

    def _batch(self, request: HttpRequest, batch_id: UUID) -> Batch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = selectors.batch_list(request.user).filter(pk=batch_id).first()
        if batch is None:
            raise Http404
        return batch

    def _batch_page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/documents/batch/{template}", shown)


def _search(request: HttpRequest) -> dict[str, list[str]] | None:
    """Return the list's search and the saved one that narrows it, as one; None where no search says both."""
    search, saved = search_of(request.GET), search_chosen(request)
    if search is None or saved is None:
        return search
    given = {name: list(values) for name, values in saved.parameters.items()}
    return None if search.keys() & given.keys() else {**given, **search}


def _named(request: HttpRequest, items: list[BatchItem]) -> dict[UUID | None, Document]:
    """Return the documents of items that the person may see."""
    keys = [item.document_id for item in items if item.document_id]
    return {**selectors.document_list(request.user).in_bulk(keys)}


def _to(batch: Batch) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:documents_batch_detail", args=[batch.pk]))
