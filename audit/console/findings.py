"""Findings of the daily review in the console, and the terms it looks by."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.console.forms import NoteForm
from audit.console.shown_only import ShownOnly
from audit.constants import FindingState
from audit.exceptions import TrailError
from audit.models import Finding, ReviewTerms
from audit.permissions import may_see_findings, may_sign_off
from audit.recorded_admin import RecordedAdmin, RecordedList
from audit.services.review import finding_sign_off, review_terms_create

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class _FindingsScreen(ShownOnly, RecordedList):
    """What officers and auditors see of the review."""

    def may_see(self, request: HttpRequest) -> bool:
        """Officers and auditors."""
        return may_see_findings(request.user)


class FindingAdmin(_FindingsScreen):
    """What the daily review found; an officer signs it off."""

    list_event = "findings.listed"
    list_display = ["day", "rule", "who", "sentence", "state", "signed_off_by"]
    list_filter = ["state", "rule", "day"]
    list_select_related = ["actor", "signed_off_by"]
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        """Add signing off."""
        sign_off = self.admin_site.admin_view(require_POST(self.sign_off_view))
        own = [path("<uuid:finding_id>/sign-off/", sign_off, name="audit_finding_sign_off")]
        return own + super().get_urls()

    @admin.display(description="actor")
    def who(self, finding: Finding) -> str:
        """Show whom it is about."""
        return str(finding.actor) if finding.actor else "nobody signed in"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one finding with the events behind it, and the form to sign it off."""
        if request.method != "GET" or not may_see_findings(request.user):
            raise PermissionDenied
        finding = self.get_object(request, object_id)
        if finding is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # untyped in the stubs
        self.record_viewed(finding)
        waits = finding.state == FindingState.OPEN and may_sign_off(request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{finding.get_rule_display()}, {finding.day}",
            "finding": finding,
            "is_own": finding.actor_id == request.user.pk,
            "form": NoteForm() if waits and finding.actor_id != request.user.pk else None,
        }
        return TemplateResponse(request, "admin/audit/finding.html", context)

    def sign_off_view(self, request: HttpRequest, finding_id: UUID) -> HttpResponse:
        """Sign a finding off."""
        if not may_sign_off(request.user):
            raise PermissionDenied
        form = NoteForm(request.POST)
        back = HttpResponseRedirect(reverse("admin:audit_finding_change", args=[finding_id]))
        if not form.is_valid():
            messages.error(request, "Say in a note what you learnt.")
            return back
        try:
            finding_sign_off(
                actor=request.user, finding_id=finding_id, note=form.cleaned_data["note"], at=timezone.now()
            )
        except (TrailError, Finding.DoesNotExist) as error:
            messages.error(request, str(error))
            return back
        messages.success(request, "Signed off.")
        return back


class TermsForm(forms.ModelForm[ReviewTerms]):
    """Terms from a day on."""

    weekdays = forms.TypedMultipleChoiceField(
        choices=list(enumerate(_DAYS, start=1)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=[1, 2, 3, 4, 5],
        required=False,
        label="Business days",
    )

    class Meta:
        model = ReviewTerms
        fields = [
            "in_force_from",
            "time_zone",
            "opens_at",
            "closes_at",
            "weekdays",
            "volume_factor",
            "volume_floor",
            "denied_in_a_row",
            "failed_sign_ins",
            "reason",
        ]

    def clean_time_zone(self) -> str:
        """Refuse a zone that nobody knows: the review would stop at it."""
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise forms.ValidationError("There is no such time zone. Write it like Africa/Johannesburg.")
        return name


class TermsAdmin(_FindingsScreen, RecordedAdmin):
    """The terms of the review; new ones are added, old ones stay."""

    form = TermsForm
    list_display = ["in_force_from", "time_zone", "opens_at", "closes_at", "reason", "created_by"]
    list_select_related = ["created_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Officers set terms."""
        return may_sign_off(request.user) and request.user.has_perm("audit.add_reviewterms")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return all of them."""
        return ReviewTerms.objects.all()

    def save_model(self, request: HttpRequest, obj: ReviewTerms, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Set the terms through the service."""
        terms = {name: form.cleaned_data[name] for name in TermsForm.Meta.fields}
        obj.pk = review_terms_create(actor=request.user, terms=terms, at=timezone.now()).pk
