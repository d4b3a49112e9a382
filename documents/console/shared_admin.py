"""What the screens of cases and documents have in common: who has access, and glass to break."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.console.held import form_held, form_hold
from accounts.exceptions import StepUpRequired
from accounts.models import User
from accounts.permissions import require_fresh_mfa
from audit import trail
from audit.recorded_admin import RecordedAdmin, RecordedList
from documents import selectors, services
from documents.console import about, sharing
from documents.constants import GrantTarget
from documents.holdings import Target
from documents.models import BreakGlass
from documents.permissions import may_acknowledge_glass, may_break_glass, may_change

_GLASS = "glass"


def user_of(request: HttpRequest) -> User:
    """Return who is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class SharedAdmin(RecordedList):
    """A screen with the panel of who has access."""

    glass_kind: GrantTarget

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of giving and taking back."""
        wrap, name = self.admin_site.admin_view, f"documents_{self.opts.model_name}"
        own = [
            path("<uuid:target_id>/access", wrap(require_POST(self.give_view)), name=f"{name}_access"),
            path(
                "<uuid:target_id>/access/<uuid:grant_id>/revoke",
                wrap(require_POST(self.revoke_view)),
                name=f"{name}_revoke",
            ),
            path("<uuid:target_id>/subject", wrap(self.subject_view), name=f"{name}_subject"),
        ]
        return own + super().get_urls()

    def give_view(self, request: HttpRequest, target_id: UUID) -> HttpResponse:
        """Give a right, then show the object again."""
        target = self._target(request, target_id)
        sharing.give(request, user_of(request), target)
        return self._back(target)

    def revoke_view(self, request: HttpRequest, target_id: UUID, grant_id: UUID) -> HttpResponse:
        """Take a right back, then show the object again, where it can still be seen."""
        target = self._target(request, target_id)
        sharing.revoke(request, user_of(request), target, grant_id)
        is_seen = self.get_queryset(request).filter(pk=target.pk).exists()
        return self._back(target) if is_seen else HttpResponseRedirect(reverse("admin:index"))

    def subject_view(self, request: HttpRequest, target_id: UUID) -> HttpResponse:
        """Find the person it is about, and say so."""
        target, user = self._target(request, target_id), user_of(request)
        if not may_change(user, target):
            raise PermissionDenied
        if (
            request.method == "POST"
            and "subject" in request.POST
            and about.subject_choose(request, user, target)
        ):
            return self._back(target, "")
        return about.subject_page(request, self.admin_site, user, target)

    def glass_or_404(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Offer glass to break to roles that may: for what they may not see and for what is not there alike.

        Raises:
            Http404: the role may not break glass.
        """
        if not may_break_glass(request.user):
            raise Http404
        asked = {"target": self.glass_kind.value, "target_id": object_id}
        held = form_held(request, _GLASS)
        is_this = held.get("target_id") == object_id  # never another target than the page shows
        form = sharing.BreakGlassForm(initial=held if is_this else asked)
        return glass_page(request, self.admin_site, form, status=404)

    def _target(self, request: HttpRequest, target_id: UUID) -> Target:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_queryset(request).filter(pk=target_id).first()
        if found is None:
            raise Http404
        return cast(Target, found)

    def _back(self, target: Target, anchor: str = "#access") -> HttpResponse:
        address = reverse(f"admin:documents_{self.opts.model_name}_change", args=[target.pk])
        return HttpResponseRedirect(f"{address}{anchor}")


class BreakGlassAdmin(RecordedAdmin):
    """Broken glass: to be read and acknowledged, never changed."""

    list_display = ["opened_at", "user", "target", "target_id", "reason", "expires_at", "acknowledged_by"]
    list_filter = ["target", ("acknowledged_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "acknowledged_by"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """Add breaking, acknowledging, and the answer to offers."""
        wrap = self.admin_site.admin_view
        own = [
            path("break", wrap(self.break_view), name="documents_breakglass_break"),
            path(
                "<uuid:glass_id>/acknowledge",
                wrap(require_POST(self.acknowledge_view)),
                name="documents_breakglass_acknowledge",
            ),
            path(
                "offers/<uuid:offer_id>/accept",
                wrap(require_POST(self.accept_view)),
                name="documents_offer_accept",
            ),
            path(
                "offers/<uuid:offer_id>/decline",
                wrap(require_POST(self.decline_view)),
                name="documents_offer_decline",
            ),
        ]
        return own + super().get_urls()

    def break_view(self, request: HttpRequest) -> HttpResponse:
        """Break glass: ask what and why, then show it."""
        if not may_break_glass(request.user):
            raise PermissionDenied
        form = sharing.BreakGlassForm(request.POST or None, initial=form_held(request, _GLASS))
        if request.method != "POST" or not form.is_valid():
            return glass_page(request, self.admin_site, form)
        try:
            require_fresh_mfa(request)
        except StepUpRequired:
            form_hold(request, _GLASS, form)
            raise
        given = form.cleaned_data
        services.glass_break(
            actor=user_of(request),
            kind=GrantTarget(given["target"]),
            target_id=given["target_id"],
            reason=given["reason"],
            at=timezone.now(),
        )
        name = f"admin:documents_{given['target']}_change"
        return HttpResponseRedirect(reverse(name, args=[given["target_id"]]))

    def acknowledge_view(self, request: HttpRequest, glass_id: UUID) -> HttpResponse:
        """Note that an officer has looked at it."""
        if not may_acknowledge_glass(request.user):
            raise PermissionDenied
        glass = selectors.glass_list(request.user).filter(pk=glass_id).first()
        if glass is None:
            raise Http404
        services.glass_acknowledge(actor=user_of(request), glass=glass, at=timezone.now())
        return HttpResponseRedirect(reverse("admin:index"))

    def accept_view(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        """Take a right that is offered, then show what it opens."""
        offer = self._offer(request, offer_id)
        services.offer_accept(actor=user_of(request), offer=offer, at=timezone.now())
        name = f"admin:documents_{'case' if offer.case_id else 'document'}_change"
        return HttpResponseRedirect(reverse(name, args=[offer.target.pk]))

    def decline_view(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        """Turn an offer down."""
        offer = self._offer(request, offer_id)
        services.offer_decline(actor=user_of(request), offer=offer, at=timezone.now())
        return HttpResponseRedirect(reverse("admin:index"))

    def record_rows(self, event: str, rows: list[Any], *, target: Any = None) -> None:
        """Record whom what lies behind the glass is about."""
        refs = selectors.glass_subjects(rows)
        trail.record_read(event, target=target, subject_refs=refs, count=len(rows))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Glass is broken at its own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: BreakGlass | None = None) -> bool:
        """Nobody rewrites what was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BreakGlass | None = None) -> bool:
        """Nobody removes what was done."""
        return False

    def _offer(self, request: HttpRequest, offer_id: UUID) -> Any:
        offer = selectors.offers_to(user_of(request), at=timezone.now()).filter(pk=offer_id).first()
        if offer is None:
            raise Http404
        return offer


def glass_page(
    request: HttpRequest, site: admin.AdminSite, form: sharing.BreakGlassForm, status: int = 200
) -> HttpResponse:
    """Return the page that asks what to look into, and why."""
    context = {**site.each_context(request), "title": "Break glass", "form": form}
    return TemplateResponse(request, "admin/documents/breakglass/break.html", context, status=status)
