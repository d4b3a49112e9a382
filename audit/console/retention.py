"""How long the trail is kept, in the console: months, rules, holds; officers decide, auditors read."""

from __future__ import annotations

from collections.abc import Callable
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

from audit import trail
from audit.console.shown_only import ShownOnly
from audit.exceptions import TrailError
from audit.models import TrailHold
from audit.permissions import may_keep_trail, may_see_retention, require_fresh_factor
from audit.recorded_admin import RecordedAdmin
from audit.retention_overview import retention_overview
from audit.services.retention import trail_hold_place, trail_hold_release, trail_rule_set


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HoldForm(forms.Form):
    """Which days are held, and why."""

    since = _day("From (UTC)")
    until = _day("Up to, not including")
    reason = forms.CharField(max_length=300)


class ReleaseForm(forms.Form):
    """Why a hold ends."""

    reason = forms.CharField(max_length=300)


class RuleForm(forms.Form):
    """How long, from when on, and why."""

    years = forms.IntegerField(min_value=1, max_value=100)
    in_force_from = _day("From")
    reason = forms.CharField(max_length=300)


class RetentionAdmin(ShownOnly, RecordedAdmin):
    """How the trail is kept; each decision is a dated row that stays."""

    view_event = "trail.hold_viewed"

    def may_see(self, request: HttpRequest) -> bool:
        """Officers and auditors."""
        return may_see_retention(request.user)

    def get_urls(self) -> list[URLPattern]:
        """Add what officers decide."""

        def wrap(view: Callable[..., HttpResponse]) -> Any:
            return self.admin_site.admin_view(require_POST(view))

        own = [
            path("place/", wrap(self.place_view), name="audit_trailhold_place"),
            path("<uuid:hold_id>/release/", wrap(self.release_view), name="audit_trailhold_release"),
            path("rule/", wrap(self.rule_view), name="audit_trailrule_set"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show months, holds and rules."""
        if request.method != "GET" or not may_see_retention(request.user):
            raise PermissionDenied
        return self._page(request)

    def place_view(self, request: HttpRequest) -> HttpResponse:
        """Place a hold."""
        _require(request)
        form = HoldForm(request.POST)
        return self._decide(request, form, trail_hold_place, "The months are held.", hold_form=form)

    def release_view(self, request: HttpRequest, hold_id: UUID) -> HttpResponse:
        """Release a hold, after a fresh second factor."""
        _require(request)
        require_fresh_factor(request)
        hold = TrailHold.objects.filter(pk=hold_id).first()
        if hold is None:
            raise Http404

        def release(**given: Any) -> TrailHold:
            return trail_hold_release(hold=hold, **given)

        return self._decide(request, ReleaseForm(request.POST), release, "The hold is released.")

    def rule_view(self, request: HttpRequest) -> HttpResponse:
        """Set how long the trail is kept, after a fresh second factor."""
        _require(request)
        require_fresh_factor(request)
        form = RuleForm(request.POST)
        return self._decide(request, form, trail_rule_set, "The rule is set.", rule_form=form)

    def _decide(
        self, request: HttpRequest, form: forms.Form, service: Any, done: str, **shown: forms.Form
    ) -> HttpResponse:
        """Make the call; where something is missing show the page with what was typed."""
        back = HttpResponseRedirect(reverse("admin:audit_trailhold_changelist"))
        if not form.is_valid():
            if shown:
                return self._page(request, **shown)
            messages.error(request, "Give a reason.")
            return back
        try:
            service(**form.cleaned_data, actor=request.user, at=timezone.now())
        except TrailError as error:
            if shown:
                form.add_error(None, str(error))
                return self._page(request, **shown)
            messages.error(request, str(error))
            return back
        messages.success(request, done)
        return back

    def _page(self, request: HttpRequest, **forms_shown: forms.Form) -> TemplateResponse:
        found = retention_overview(timezone.now())
        trail.record_read("trail.retention_viewed", count=len(found.months))
        people = found.people
        asked: dict[str, Any] = {}
        if may_keep_trail(request.user):
            asked = {"hold_form": HoldForm(), "rule_form": RuleForm(), **forms_shown}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "How long the trail is kept",
            "found": found,
            "holds": [(h, people.get(str(h.placed_by)), people.get(str(h.released_by))) for h in found.holds],
            **asked,
        }
        return TemplateResponse(request, "admin/audit/retention.html", context)


def _require(request: HttpRequest) -> None:
    if not may_keep_trail(request.user):
        raise PermissionDenied
