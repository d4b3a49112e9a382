"""Versions, check-outs, holds and the bin in the console: the panels of one document, and their verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Verb
from audit import trail
from documents import selectors, services
from documents.comparing import versions_compare
from documents.console.shared_admin import SharedAdmin, user_of
from documents.console.views import download
from documents.constants import MAX_REASON_LENGTH, DocumentStatus
from documents.exceptions import DocumentsError
from documents.models import Document, DocumentHold, DocumentVersion
from documents.permissions import (
    bins_with,
    may_bin,
    may_break_checkout,
    may_change,
    may_destroy,
    may_hold,
    may_see_holds,
)
from documents.uploads import SealedUpload, refusal_of
from vault.exceptions import VaultError

SHOWN = 50


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(max_length=MAX_REASON_LENGTH, strip=True)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the panels of versions, holds and check-out show."""

    versions: list[DocumentVersion]
    holds: list[DocumentHold]
    holder: str
    until: dt.datetime | None
    is_mine: bool
    may_bin: bool
    may_hold: bool
    may_break: bool
    may_destroy: bool


def keeping(user: User, document: Document, rights: frozenset[Verb], *, at: dt.datetime) -> Keeping:
    """Return what the panels show to somebody with these rights, in a fixed number of queries."""
    versions = document.versions.order_by("-number").select_related("made_by").prefetch_related("origins")
    is_out = document.checked_out_until is not None and document.checked_out_until > at
    holder = document.checked_out_by
    holds = document.holds.select_related("placed_by", "released_by").order_by("-placed_at", "-id")
    return Keeping(
        versions=list(versions[:SHOWN]),
        holds=list(holds[:SHOWN]) if may_see_holds(user) else [],
        holder=holder.full_name if is_out and holder is not None else "",
        until=document.checked_out_until if is_out else None,
        is_mine=document.checked_out_by_id == user.pk,
        may_bin=bins_with(rights, user, document),
        may_hold=may_hold(user),
        may_break=may_break_checkout(user),
        may_destroy=document.status == DocumentStatus.QUARANTINED and Verb.DISPOSE in rights,
    )


class KeptAdmin(SharedAdmin):
    """The verbs of these panels: each is a posted form, and each asks about the one document."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses below one document, and the bin."""
        wrap, post = self.admin_site.admin_view, require_POST

        def below(address: str, view: Callable[..., Any], name: str) -> URLPattern:
            return path(f"<uuid:document_id>/{address}", wrap(view), name=f"documents_document_{name}")

        own = [
            path("bin/", wrap(self.bin_view), name="documents_document_bin"),
            below("versions/compare", self.compare_view, "compare"),
            below("versions/add", post(self.version_add_view), "version_add"),
            below("versions/<int:number>/original", self.version_view, "version_original"),
            below("versions/<int:number>/restore", post(self.version_restore_view), "version_restore"),
            below("check-out", post(self.checkout_view), "checkout"),
            below("check-in", post(self.checkin_view), "checkin"),
            below("hold", post(self.hold_view), "hold"),
            below("hold/<uuid:hold_id>/release", post(self.release_view), "release"),
            below("to-bin", post(self.to_bin_view), "to_bin"),
            below("destroy", post(self.destroy_view), "destroy"),
            below("from-bin", post(self.from_bin_view), "from_bin"),
        ]
        return own + super().get_urls()

    def bin_view(self, request: HttpRequest) -> HttpResponse:
        """List what is in the bin."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = user_of(request)
        rows = list(selectors.bin_list(user).select_related("binned_by")[: SHOWN * 4])
        trail.record_list("documents.bin_listed", rows)
        shown = [(row, may_bin(user, row)) for row in rows]
        return self._page(request, "bin.html", "Bin", {"rows": shown, "more": len(rows) == SHOWN * 4})

    def compare_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Show what differs between two versions."""
        document = self._found(request, document_id)
        numbers = [request.GET.get(side, "") for side in ("from", "to")]
        if not all(number.isascii() and number.isdigit() and len(number) < 7 for number in numbers):
            newest = selectors.version_newest(document).number
            numbers = [str(max(1, newest - 1)), str(newest)]
        versions = {str(one.number): one for one in document.versions.filter(number__in=numbers)}
        if not set(numbers) <= versions.keys():
            raise Http404
        old, new = versions[numbers[0]], versions[numbers[1]]
        compared = versions_compare(document, old, new)
        details = {"versions": [old.number, new.number]}
        trail.record_read("document.versions_compared", target=document, details=details)
        others = list(document.versions.order_by("-number").values_list("number", flat=True)[:200])
        rows = [(row.name.replace("_", " "), row) for row in (*compared.facts, *compared.values)]
        context = {
            "document": document,
            "old": old,
            "new": new,
            "compared": compared,
            "rows": rows,
            "numbers": others,
        }
        return self._page(request, "compare.html", f"{document.name}: versions", context)

    def version_view(self, request: HttpRequest, document_id: UUID, number: int) -> Any:
        """Return the bytes of a version as a download."""
        document = self._found(request, document_id)
        version = document.versions.filter(number=number).select_related("data_key").first()
        if version is None:
            raise Http404
        return download(document, version)

    version_view.rate_class = "export"  # type: ignore[attr-defined]  # read by config/api/rates.py

    def version_add_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Take a new version in."""

        def add(user: User, document: Document) -> str:
            upload = request.FILES.get("file")
            if refusal := refusal_of(request):
                raise refusal
            if not isinstance(upload, SealedUpload) or upload.size == 0:
                return "Choose a file that is not empty."
            upload.intake.sniff_or_refuse(upload.name or "unnamed", upload.content_type or "")
            added = services.version_add(
                actor=user,
                document=document,
                intake=upload.intake,
                file_name=upload.name or "unnamed",
                at=timezone.now(),
            )
            said = "taken in." if added.is_new else "holds these bytes."
            also = f" {added.copy_of} has the same bytes." if added.copy_of is not None else ""
            return f"Version {added.version.number} {said}{also}"

        return self._done(request, document_id, add)

    def version_restore_view(self, request: HttpRequest, document_id: UUID, number: int) -> HttpResponse:
        """Make an older version the newest again."""

        def restore(user: User, document: Document) -> str:
            added = services.version_restore(actor=user, document=document, number=number, at=timezone.now())
            return f"Version {number} is version {added.version.number} now."

        return self._done(request, document_id, restore)

    def checkout_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Check the document out."""

        def take(user: User, document: Document) -> str:
            taken = services.checkout_take(actor=user, document=document, at=timezone.now())
            return f"Yours until {taken.checked_out_until:%Y-%m-%d %H:%M} UTC."

        return self._done(request, document_id, take)

    def checkin_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """End a check-out: one's own, or an officer somebody else's with a reason."""
        may_break = may_break_checkout(request.user)

        def end(user: User, document: Document) -> str:
            form = ReasonForm(request.POST)
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            services.checkout_end(
                actor=user, document=document, at=timezone.now(), may_break=may_break, reason=reason
            )
            return "Checked in."

        return self._done(request, document_id, end, may=lambda d: may_break or may_change(request.user, d))

    def hold_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Hold the document."""

        def hold(user: User, document: Document) -> str:
            services.hold_place(
                actor=user, document=document, reason=self._reason(request), at=timezone.now()
            )
            return "On hold: nothing bins or destroys it."

        return self._done(request, document_id, hold, may=lambda _: may_hold(request.user))

    def release_view(self, request: HttpRequest, document_id: UUID, hold_id: UUID) -> HttpResponse:
        """Release one hold."""

        def release(user: User, document: Document) -> str:
            services.hold_release(
                actor=user,
                document=document,
                hold_id=hold_id,
                because=self._reason(request),
                at=timezone.now(),
            )
            return "Released."

        return self._done(request, document_id, release, may=lambda _: may_hold(request.user))

    def to_bin_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Put the document into the bin, and show the bin."""

        def put(user: User, document: Document) -> str:
            services.document_bin(actor=user, document=document, at=timezone.now())
            return f"{document.name} is in the bin."

        response = self._done(request, document_id, put, may=lambda d: may_bin(request.user, d))
        is_gone = Document.objects.filter(pk=document_id, binned_at__isnull=False).exists()
        return HttpResponseRedirect(reverse("admin:documents_document_bin")) if is_gone else response

    def destroy_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Destroy a document in which malware was found, and show the list."""

        def destroy(user: User, document: Document) -> str:
            services.quarantined_destroy(actor=user, document=document, at=timezone.now())
            return f"{document.name} is destroyed."

        response = self._done(request, document_id, destroy, may=lambda d: may_destroy(request.user, d))
        is_gone = not Document.objects.filter(pk=document_id).exists()
        listed = reverse("admin:documents_document_changelist")
        return HttpResponseRedirect(listed) if is_gone else response

    def from_bin_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Take the document out of the bin."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = selectors.bin_list(request.user).filter(pk=document_id).first()
        if document is None:
            raise Http404
        if not may_bin(request.user, document):
            raise PermissionDenied
        services.document_restore(actor=user_of(request), document=document, at=timezone.now())
        messages.success(request, f"{document.name} is back.")
        return HttpResponseRedirect(reverse("admin:documents_document_change", args=[document.pk]))

    def _done(
        self,
        request: HttpRequest,
        document_id: UUID,
        verb: Callable[[User, Document], str],
        *,
        may: Callable[[Document], bool] | None = None,
    ) -> HttpResponse:
        """Run a verb, say what it came to or why it was refused, and show the document."""
        document = self._found(request, document_id)
        allowed = may(document) if may is not None else may_change(request.user, document)
        if not allowed:
            raise PermissionDenied
        try:
            messages.success(request, verb(user_of(request), document))
        except (DocumentsError, VaultError) as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(
            reverse("admin:documents_document_change", args=[document.pk]) + "#versions"
        )

    def _found(self, request: HttpRequest, document_id: UUID) -> Document:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return selectors.document_get(request.user, document_id)
        except Document.DoesNotExist as error:
            raise Http404 from error

    def _reason(self, request: HttpRequest) -> str:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            raise DocumentsError("Say why: it stays on record.")
        return str(form.cleaned_data["reason"])

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/documents/document/{template}", shown)
