"""The console's site."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from accounts.console.password_change import ConsolePasswordChangeView
from accounts.console.second_factor import next_of, second_factor_page, step_up
from accounts.console.urls import console_urls
from accounts.exceptions import AccountsError, PasswordsBusy, StepUpRequired
from accounts.models import Session, User
from audit import trail
from audit.exceptions import TrailError
from audit.models import subjects_of
from audit.permissions import may_see_trail
from audit.state import trail_state
from config.alerts import alerts_for
from documents.console.board import board
from documents.console.sharing import desk
from documents.exceptions import DocumentsError
from documents.selectors import glass_subjects
from vault.exceptions import VaultError


class RecordedProposals(AutocompleteJsonView):
    """What a field proposes; each answer is a read."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of rows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        trail.record_list("proposals.listed", context["object_list"])
        return context


class ConsoleSite(admin.AdminSite):
    """Django's admin under Muniment's theme."""

    site_header = "Muniment"
    site_title = "Muniment"
    index_title = "Work"
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what every page shows."""
        context = {**super().each_context(request), "is_embedded": settings.IS_EMBEDDED}
        if not context["has_permission"]:
            context["available_apps"] = []  # who has shown the password alone sees no menu
            return context
        return {**context, "alerts": alerts_for(request.user)}

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in who owes nothing more; who owes the second factor can only sign out."""
        if _is_half_open(request) and request.path != reverse("admin:logout"):
            return False
        return super().has_permission(request) and _session_of(request) is not None

    def get_urls(self) -> list[Any]:
        """Put the pages of the second factor and of one's own account before Django's."""
        return [*console_urls(half_open=self.half_open_view, open_=self.admin_view), *super().get_urls()]

    def half_open_view(self, view: Any) -> Any:
        """Serve staff who have shown the password, whether or not the second factor is still owed."""

        @never_cache
        @csrf_protect
        @wraps(view)
        def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not super(ConsoleSite, self).has_permission(request) or _session_of(request) is None:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            return self._answer(view, request, *args, **kwargs)

        return served

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Put what people work with first."""
        order = {"documents": 0, "accounts": 1, "audit": 2}
        found: list[Any] = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: (order.get(app["app_label"], 9), app["name"]))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, instead of a list of tables."""
        shown = board(request.user) if request.user.has_perm("documents.view_document") else None
        waits = desk(request.user) if isinstance(request.user, User) else None
        documents = [*shown.waiting, *shown.recent, *shown.opened] if shown is not None else []
        findings = waits.findings if waits is not None else []
        offers = waits.offers if waits is not None else []
        trail.record_read(
            "desk.viewed",
            subject_refs=sorted({*subjects_of(*documents, *offers), *glass_subjects(findings)}),
            count=len(documents) + len(findings) + len(offers),
            details={"documents": len(documents), "glass": len(findings), "offers": len(offers)},
        )
        context = {**(extra_context or {}), "board": shown, "desk": waits}
        if may_see_trail(request.user):
            context["trail_state"] = trail_state()
        return super().index(request, context)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Answer what a field proposes while somebody types, and record what was shown."""
        return RecordedProposals.as_view(admin_site=self)(request)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign in; where too many do so at once, say when to come back."""
        if request.method == "GET" and _is_half_open(request):
            return second_factor_page(request, next_of(request))
        try:
            return super().login(request, extra_context)
        except PasswordsBusy as error:
            return self._refused(request, error.status, str(error))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change one's own password, through the service."""
        context = {**self.each_context(request), **(extra_context or {})}
        view = ConsolePasswordChangeView.as_view(
            extra_context=context,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
        )
        return view(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Answer what a screen refuses with a page that says why, not with a failure of the server."""

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return self._answer(view, request, *args, **kwargs)

        return super().admin_view(answered, cacheable)

    def _answer(self, view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except (DataError, ValidationError):
            return self._refused(request, 400, "A value in the address is not allowed here.")
        except StepUpRequired:
            return step_up(request)
        except (VaultError, DocumentsError, AccountsError, TrailError) as error:
            return self._refused(request, error.status, str(error))
        return response

    def _refused(self, request: HttpRequest, status: int, reason: str) -> TemplateResponse:
        context = {**self.each_context(request), "title": "Not possible", "reason": reason}
        headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
        return TemplateResponse(request, "admin/refused.html", context, status=status, headers=headers)


def _session_of(request: HttpRequest) -> Session | None:
    return getattr(request, "account_session", None)


def _is_half_open(request: HttpRequest) -> bool:
    session = _session_of(request)
    return session is not None and session.is_half_open
