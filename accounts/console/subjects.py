"""Data subjects in the console: masked list, exact search, one person's page, reveal, correction, merging."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import subject_permissions as may
from accounts.console import subject_forms
from accounts.console.subject_pages import (
    history_page,
    merge_page,
    revealed_rows,
    subject_page,
    subjects_found,
)
from accounts.constants import MergeReason, RevealPurpose, SubjectKind
from accounts.exceptions import SubjectNotFound, ValueNotValid
from accounts.models import DataSubject, User
from accounts.permissions import require_fresh_mfa
from accounts.services import subject_values
from accounts.services.subject_merging import subjects_merge, subjects_unmerge
from accounts.services.subject_reveal import subject_history_open, subject_reveal
from accounts.services.subjects import subject_create, subject_update
from accounts.subject_changes import refuse_erased
from accounts.subject_presenting import ShownSubject, subject_name_shown
from accounts.subject_selectors import subject_get, subject_list
from audit import trail
from audit.recorded_admin import RecordedList

_FOLDER = "admin/accounts/datasubject"


class SubjectAdmin(RecordedList):
    """The list is masked; everything else happens on pages of our own."""

    list_title = "Data subjects"
    list_event = "subjects.listed"
    view_event = "subject.viewed"
    list_display = ["who", "kind", "status", "created_at"]
    list_filter = ["kind", "state"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-created_at", "-id"]
    actions = None
    change_list_template = f"{_FOLDER}/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataSubject]:
        """Start from what this person may see."""
        return subject_list(request.user)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the list offers only."""
        return lookup.split("__", maxsplit=1)[0] in self.list_filter

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of one subject."""
        wrap = self.admin_site.admin_view
        pages = {
            "reveal": self.reveal_view,
            "correct": self.correct_view,
            "identifier": self.identifier_view,
            "contact": self.contact_view,
            "merge": self.merge_view,
            "unmerge": self.unmerge_view,
        }
        own = [path("search/", wrap(self.search_view), name="accounts_datasubject_search")]
        own += [
            path(f"<uuid:subject_id>/{name}/", wrap(view), name=f"accounts_datasubject_{name}")
            for name, view in pages.items()
        ]
        own += [
            path(
                "<uuid:subject_id>/value/<uuid:row_id>/<slug:verb>/",
                wrap(self.value_view),
                name="accounts_datasubject_value",
            ),
            path(
                "<uuid:subject_id>/history/<uuid:entry_id>/open/",
                wrap(self.history_open_view),
                name="accounts_datasubject_history_open",
            ),
        ]
        return own + super().get_urls()

    @admin.display(description="name")
    def who(self, subject: DataSubject) -> str:
        """Show the masked name; nothing is left of an erased one's."""
        return subject_name_shown(subject) or "erased"

    @admin.display(description="state", ordering="state")
    def status(self, subject: DataSubject) -> str:
        """Show the state as a badge."""
        return format_html(
            '<span class="badge badge-{}">{}</span>', subject.state, subject.get_state_display()
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List subjects, masked, and record whose were listed."""
        extra = {"search_form": subject_forms.SearchForm(auto_id="find_%s")}
        return super().changelist_view(request, {**(extra_context or {}), **extra})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one subject, masked."""
        subject = self._subject(request, object_id)
        self.record_viewed(subject)
        return self._page(request, subject)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Record a data subject."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = subject_forms.SubjectForm(None, request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = subject_create(
                actor=_user(request),
                kind=SubjectKind(form.cleaned_data["kind"]),
                name=form.name,
                at=timezone.now(),
            )
            messages.success(request, "Recorded. Add identifiers and contacts here.")
            return _to(made)
        return self._form(request, None, form, "Record a data subject", "Record")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the trail says of this subject: changes, reads and reveals; also once it is erased."""
        subject = self._found(request, object_id)
        context = {"title": "History", "subject": subject, **history_page(request.user, subject)}
        return self._render(request, "history", context)

    def history_open_view(self, request: HttpRequest, subject_id: UUID, entry_id: UUID) -> HttpResponse:
        """Show the sealed values of one entry in clear, once, for a purpose, on record."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        subject = self._found(request, subject_id)
        form = subject_forms.PurposeForm(request.POST)
        back = reverse("admin:accounts_datasubject_history", args=[subject.pk])
        if not form.is_valid():
            messages.error(request, "Choose what for.")
            return HttpResponseRedirect(back)
        purpose = RevealPurpose(form.cleaned_data["purpose"])
        may.reveal_check(request.user, subject, purpose)
        require_fresh_mfa(request)
        opened = subject_history_open(
            actor=_user(request), subject=subject, entry_id=entry_id, purpose=purpose
        )
        context = {
            "title": "What an entry holds",
            "subject": subject,
            "opened": opened,
            "purpose": purpose.label,
        }
        return self._render(request, "history_entry", context)

    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Find by one exact value that was posted, so that no address of a page holds it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = subject_forms.SearchForm(request.POST or None)
        found: list[ShownSubject] | None = None
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                found = subjects_found(request.user, data["by"], data["value"], data["country"])
            except ValueNotValid as error:
                form.add_error("value", str(error))
            else:
                refs = [one.row.pk for one in found]
                details = {"by": data["by"]}
                trail.record_read("subjects.searched", subject_refs=refs, count=len(refs), details=details)
        return self._render(request, "search", {"title": "Find a data subject", "form": form, "found": found})

    def reveal_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Show values in clear, once, for a purpose, on record."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        subject = self._subject(request, subject_id)
        form = subject_forms.RevealForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Choose what to show and what for.")
            return _to(subject)
        purpose = RevealPurpose(form.cleaned_data["purpose"])
        may.reveal_check(request.user, subject, purpose)
        require_fresh_mfa(request)
        revealed = subject_reveal(
            actor=_user(request),
            subject=subject,
            fields=form.cleaned_data["fields_wanted"],
            purpose=purpose,
            at=timezone.now(),
        )
        return self._page(request, subject, revealed=revealed_rows(revealed), purpose=purpose.label)

    def correct_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Correct the name; the form is empty, as the present name is masked."""
        subject = self._to_change(request, subject_id)
        form = subject_forms.NameForm(SubjectKind(subject.kind), request.POST or None)
        if request.method == "POST" and form.is_valid():
            expected = _number(request.POST.get("revision", ""))
            subject_update(
                actor=_user(request), subject=subject, name=form.name, expected=expected, at=timezone.now()
            )
            messages.success(request, "The name was corrected; the earlier one is kept as evidence.")
            return _to(subject)
        return self._form(request, subject, form, "Correct the name", "Correct")

    def identifier_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Add an identifier."""
        subject = self._to_change(request, subject_id)
        form = subject_forms.IdentifierForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            subject_values.identifier_add(
                actor=_user(request), subject=subject, identifier=form.identifier, at=timezone.now()
            )
            return _to(subject)
        return self._form(request, subject, form, "Add an identifier", "Add")

    def contact_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Add a contact."""
        subject = self._to_change(request, subject_id)
        form = subject_forms.ContactForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            subject_values.contact_add(
                actor=_user(request), subject=subject, contact=form.contact, at=timezone.now()
            )
            return _to(subject)
        return self._form(request, subject, form, "Add a contact", "Add")

    def value_view(self, request: HttpRequest, subject_id: UUID, row_id: UUID, verb: str) -> HttpResponse:
        """Verify or remove one value."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        verbs: dict[str, Any] = {
            "verify": subject_values.identifier_verify,
            "remove-identifier": subject_values.identifier_remove,
            "remove-contact": subject_values.contact_remove,
        }
        subject = self._to_change(request, subject_id)
        if verb not in verbs:
            raise SubjectNotFound("There is no such verb.")
        verbs[verb](actor=_user(request), subject=subject, row_id=row_id, at=timezone.now())
        return _to(subject)

    def merge_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Compare two records side by side, then merge the other into this one."""
        if not may.may_merge(request.user):
            raise PermissionDenied
        subject = self._subject(request, subject_id)
        form = subject_forms.MergeForm(request.POST or request.GET or None)
        context: dict[str, Any] = {"title": "Merge records", "form": form, "subject": subject}
        if not form.is_bound or not form["other"].value() or "other" in form.errors:
            return self._render(request, "merge", context)
        other = subject_get(request.user, UUID(str(form["other"].value())))
        refuse_erased(other)
        if request.method == "POST" and form.is_valid():
            reason = MergeReason(form.cleaned_data["reason"])
            subjects_merge(actor=_user(request), keep=subject, other=other, reason=reason, at=timezone.now())
            messages.success(request, "Merged. It can be undone from the other record until one changes.")
            return _to(subject)
        trail.record_read("subjects.compared", subject_refs=[subject.pk, other.pk], count=2)
        context["pages"] = merge_page(request.user, subject, other)
        return self._render(request, "merge", context)

    def unmerge_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Undo the merge of this record."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may.may_merge(request.user):
            raise PermissionDenied
        subject = self._subject(request, subject_id)
        subjects_unmerge(actor=_user(request), merged=subject, at=timezone.now())
        messages.success(request, "The merge was undone.")
        return _to(subject)

    def has_view_permission(self, request: HttpRequest, obj: DataSubject | None = None) -> bool:
        """Roles that know data subjects; rows are decided by `visible_to`."""
        return may.may_list(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Roles that record data subjects."""
        return may.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: DataSubject | None = None) -> bool:
        """Nothing goes through the stock form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DataSubject | None = None) -> bool:
        """Subjects leave by erasure, decided in compliance."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """List the app to those roles alone."""
        return may.may_list(request.user)

    def _found(self, request: HttpRequest, subject_id: UUID | str) -> DataSubject:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            key = subject_id if isinstance(subject_id, UUID) else UUID(subject_id)
        except ValueError:
            raise SubjectNotFound("There is no such data subject.") from None
        return subject_get(request.user, key)

    def _subject(self, request: HttpRequest, subject_id: UUID | str) -> DataSubject:
        subject = self._found(request, subject_id)
        refuse_erased(subject)
        return subject

    def _to_change(self, request: HttpRequest, subject_id: UUID) -> DataSubject:
        subject = self._subject(request, subject_id)
        if not may.may_change(request.user):
            raise PermissionDenied
        return subject

    def _page(self, request: HttpRequest, subject: DataSubject, **shown: Any) -> HttpResponse:
        page = subject_page(request.user, subject)
        context = {"title": page.name, "page": page, "reveal_form": subject_forms.RevealForm(), **shown}
        return self._render(request, "screen", context)

    def _form(
        self, request: HttpRequest, subject: DataSubject | None, form: forms.Form, title: str, verb: str
    ) -> HttpResponse:
        return self._render(request, "form", {"title": title, "form": form, "subject": subject, "verb": verb})

    def _render(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        """Show a page that no cache may keep."""
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = TemplateResponse(request, f"{_FOLDER}/{name}.html", shown)
        response["Cache-Control"] = "private, no-store"
        return response


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _to(subject: DataSubject) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:accounts_datasubject_change", args=[subject.pk]))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
