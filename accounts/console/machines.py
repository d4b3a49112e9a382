"""Service accounts in the console."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from accounts.console.verbs import VerbAdmin, user_of
from accounts.exceptions import AccountsError
from accounts.machine_selectors import service_account_list, webhook_list
from accounts.models import ServiceAccount, ServiceAccountSecret
from accounts.permissions import require_fresh_mfa
from accounts.scopes import SCOPES
from accounts.services import service_accounts as services
from accounts.services.service_accounts import Issued
from audit import trail

OVERLAPS = [(0, "at once"), (3600, "after an hour"), (86400, "after a day"), (604800, "after a week")]


class ServiceAccountForm(forms.Form):
    """What an administrator sets."""

    name = forms.CharField(max_length=100)
    contact = forms.EmailField(max_length=254, help_text="E-mail address that hears of failures.")
    scopes = forms.MultipleChoiceField(
        choices=[(scope.name, f"{scope.name} – {scope.meaning}") for scope in SCOPES.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="The most its tokens can be issued for.",
    )
    rate_limit_per_minute = forms.IntegerField(
        label="Requests a minute", min_value=1, max_value=60_000, initial=600
    )


class RotateForm(forms.Form):
    """When the secret before ends."""

    overlap = forms.TypedChoiceField(
        choices=OVERLAPS, coerce=int, initial=86400, label="The secret it replaces ends"
    )


@admin.register(ServiceAccount)
class ServiceAccountAdmin(VerbAdmin[ServiceAccount]):
    """Machines: a list, one screen each, and a secret that is shown once."""

    list_display = ["name", "client_id", "state", "scopes_held", "last_used_at"]
    list_filter = ["user__is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "client_id"]
    ordering = ["name", "id"]
    list_title = "Service accounts"
    list_event = "service_accounts.listed"
    verbs = {
        "rotate": "rotate",
        "deactivate": "deactivate",
        "activate": "activate",
        "tokens": "tokens_revoke",
        "secrets/<uuid:secret_id>/revoke": "secret_revoke",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceAccount]:
        """Start from what this person may see."""
        return service_account_list(request.user)

    @admin.display(description="state", ordering="user__is_active")
    def state(self, account: ServiceAccount) -> str:
        """Show whether it may act."""
        kind, text = ("ready", "active") if account.is_active else ("failed", "switched off")
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)

    @admin.display(description="scopes")
    def scopes_held(self, account: ServiceAccount) -> str:
        """Show the scopes."""
        return ", ".join(account.scopes) or "–"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Make a machine and show its secret, once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ServiceAccountForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            require_fresh_mfa(request)
            try:
                issued = services.service_account_create(
                    actor=user_of(request), at=timezone.now(), **form.cleaned_data
                )
            except AccountsError as error:
                form.add_error("name", str(error))
            else:
                return self._secret_page(request, issued)
        return self.page(request, "machine_form", "Add a service account", form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one machine; post what changed."""
        account = self.get_object(request, object_id)
        if account is None or not self.has_view_permission(request, account):
            raise Http404
        may_change = self.has_change_permission(request, account)
        form = ServiceAccountForm(request.POST or None, initial=_initial(account))
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid() and self._changed(request, account, form):
                self.message_user(request, "Saved.")
                return self.to_screen(account)
        trail.record_read("service_account.viewed", target=account)
        now = timezone.now()
        return self.page(
            request,
            "machine",
            account.name,
            account=account,
            secrets=[(secret, secret.is_good(now)) for secret in account.secrets.all()],
            webhooks=webhook_list(request.user).filter(account=account),
            form=form,
            rotate_form=RotateForm(),
            may_change=may_change,
        )

    def rotate(self, request: HttpRequest, account: ServiceAccount) -> HttpResponse | str:
        """Make a new secret and show it, once."""
        require_fresh_mfa(request)
        form = RotateForm(request.POST)
        if not form.is_valid():
            return self.to_screen(account)
        overlap = dt.timedelta(seconds=form.cleaned_data["overlap"])
        return self._secret_page(
            request,
            services.service_account_secret_create(
                actor=user_of(request), account=account, overlap=overlap, at=timezone.now()
            ),
        )

    def secret_revoke(self, request: HttpRequest, account: ServiceAccount, secret_id: UUID) -> str:
        """End one secret."""
        try:
            services.service_account_secret_revoke(
                actor=user_of(request), account=account, secret_id=secret_id, at=timezone.now()
            )
        except ServiceAccountSecret.DoesNotExist as error:
            raise Http404 from error
        return "The secret and the tokens fetched with it have ended."

    def deactivate(self, request: HttpRequest, account: ServiceAccount) -> str:
        """Switch it off."""
        services.service_account_deactivate(actor=user_of(request), account=account)
        return "Switched off; its tokens have ended."

    def activate(self, request: HttpRequest, account: ServiceAccount) -> str:
        """Switch it on."""
        require_fresh_mfa(request)
        services.service_account_activate(actor=user_of(request), account=account)
        return "Switched on."

    def tokens_revoke(self, request: HttpRequest, account: ServiceAccount) -> str:
        """End every token that is out."""
        services.service_account_tokens_revoke(actor=user_of(request), account=account)
        return "Every token that was out has ended."

    def _changed(self, request: HttpRequest, account: ServiceAccount, form: ServiceAccountForm) -> bool:
        if not set(form.cleaned_data["scopes"]) <= set(account.scopes):
            require_fresh_mfa(request)
        try:
            services.service_account_update(actor=user_of(request), account=account, **form.cleaned_data)
        except AccountsError as error:
            form.add_error("name", str(error))
            return False
        return True

    def _secret_page(self, request: HttpRequest, issued: Issued) -> HttpResponse:
        return self.page(
            request,
            "secret",
            "Keep this secret now",
            name=issued.account.name,
            rows=[("Client id", issued.account.client_id), ("Client secret", issued.plain)],
            back=self.to_screen(issued.account)["Location"],
        )


def _initial(account: ServiceAccount) -> dict[str, Any]:
    return {name: getattr(account, name) for name in ("name", "contact", "scopes", "rate_limit_per_minute")}
