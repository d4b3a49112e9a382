"""Webhooks in the console: endpoints and what became of each delivery."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.console.machines import RotateForm
from accounts.console.verbs import VerbAdmin, user_of
from accounts.constants import DeliveryState
from accounts.exceptions import AccountsError
from accounts.machine_selectors import service_account_list, webhook_delivery_list, webhook_list
from accounts.models import ServiceAccount, WebhookEndpoint
from accounts.permissions import require_fresh_mfa
from accounts.services import webhooks as services
from accounts.webhook_events import events_declared
from audit import trail

SHOWN = 50


class WebhookForm(forms.Form):
    """What an endpoint is."""

    url = forms.CharField(
        label="Address", max_length=1000, help_text="https, a public host, port 443 or 8443."
    )
    description = forms.CharField(max_length=200, required=False)
    events = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the events that are declared."""
        super().__init__(*args, **kwargs)
        field = self.fields["events"]
        if isinstance(field, forms.MultipleChoiceField):
            kinds = events_declared().values()
            field.choices = [(kind.name, f"{kind.name} – {kind.meaning}") for kind in kinds]


class WebhookAddForm(WebhookForm):
    """The same, and whose it is."""

    account = forms.ModelChoiceField(label="Service account", queryset=ServiceAccount.objects.none())
    field_order = ["account"]

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Offer the machines this person may see."""
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = service_account_list(request.user).filter(user__is_active=True)


class ReplayForm(forms.Form):
    """How far back."""

    hours = forms.TypedChoiceField(
        choices=[(1, "the last hour"), (24, "the last day"), (168, "the last week"), (720, "thirty days")],
        coerce=int,
        initial=24,
        label="Whatever failed in",
    )


@admin.register(WebhookEndpoint)
class WebhookAdmin(VerbAdmin[WebhookEndpoint]):
    """Endpoints: a list, one screen each with its log."""

    list_display = ["title", "account", "standing", "delivered_at", "failures_in_row"]
    list_filter = ["state"]
    list_select_related = ["account"]
    search_fields = ["description", "account__name"]
    ordering = ["-created_at", "-id"]
    list_title = "Webhooks"
    list_event = "webhooks.listed"
    verbs = {
        "test": "test",
        "rotate": "rotate",
        "enable": "enable",
        "disable": "disable",
        "replay": "replay",
        "remove": "remove",
        "deliveries/<uuid:delivery_id>/replay": "delivery_replay",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        """Start from what this person may see."""
        return webhook_list(request.user)

    @admin.display(description="endpoint", ordering="description")
    def title(self, endpoint: WebhookEndpoint) -> str:
        """Show what it is called, or its host."""
        return str(endpoint)

    @admin.display(description="state", ordering="state")
    def standing(self, endpoint: WebhookEndpoint) -> str:
        """Show whether events are sent."""
        kind = "ready" if endpoint.is_enabled else "failed"
        text = endpoint.get_disabled_because_display() or endpoint.get_state_display()
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Open an endpoint and show its secret, once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WebhookAddForm(request, request.POST or None)
        if request.method == "POST" and form.is_valid():
            require_fresh_mfa(request)
            try:
                opened = services.webhook_create(
                    actor=user_of(request), at=timezone.now(), **form.cleaned_data
                )
            except AccountsError as error:
                form.add_error(None, str(error))
            else:
                return self._secret_page(request, opened)
        return self.page(request, "machine_form", "Add a webhook", form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one endpoint and its log; post what changed."""
        endpoint = self.get_object(request, object_id)
        if endpoint is None or not self.has_view_permission(request, endpoint):
            raise Http404
        may_change = self.has_change_permission(request, endpoint)
        form = WebhookForm(request.POST or None, initial=_initial(endpoint))
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if form.is_valid() and self._changed(request, endpoint, form):
                self.message_user(request, "Saved.")
                return self.to_screen(endpoint)
        return self._screen(request, endpoint, form, may_change=may_change)

    def _screen(
        self, request: HttpRequest, endpoint: WebhookEndpoint, form: WebhookForm, *, may_change: bool
    ) -> HttpResponse:
        chosen = request.GET.get("state", "")
        deliveries = webhook_delivery_list(request.user, endpoint.pk)
        if chosen in DeliveryState.values:
            deliveries = deliveries.filter(state=chosen)
        shown = list(deliveries[:SHOWN])
        trail.record_read("webhook.deliveries_listed", target=endpoint, count=len(shown))
        return self.page(
            request,
            "webhook",
            str(endpoint),
            endpoint=endpoint,
            deliveries=shown,
            states=DeliveryState.choices,
            chosen=chosen,
            form=form,
            rotate_form=RotateForm(),
            replay_form=ReplayForm(),
            may_change=may_change,
            may_remove=may_change and request.user.has_perm("accounts.delete_webhookendpoint"),
        )

    def test(self, request: HttpRequest, endpoint: WebhookEndpoint) -> str:
        """Send a test event."""
        services.webhook_test(actor=user_of(request), endpoint=endpoint, at=timezone.now())
        return "A test event is on its way; look below in a moment."

    def rotate(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse | str:
        """Make a new secret and show it, once."""
        require_fresh_mfa(request)
        form = RotateForm(request.POST)
        if not form.is_valid():
            return self.to_screen(endpoint)
        overlap = dt.timedelta(seconds=form.cleaned_data["overlap"])
        opened = services.webhook_secret_rotate(
            actor=user_of(request), endpoint=endpoint, at=timezone.now(), overlap=overlap
        )
        return self._secret_page(request, opened)

    def enable(self, request: HttpRequest, endpoint: WebhookEndpoint) -> str:
        """Switch it on."""
        services.webhook_enable(actor=user_of(request), endpoint=endpoint)
        return "Switched on. Replay what it missed, if anything."

    def disable(self, request: HttpRequest, endpoint: WebhookEndpoint) -> str:
        """Switch it off."""
        services.webhook_disable(actor=user_of(request), endpoint=endpoint, at=timezone.now())
        return "Switched off."

    def replay(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse | str:
        """Send again whatever failed."""
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return self.to_screen(endpoint)
        now = timezone.now()
        since = now - dt.timedelta(hours=form.cleaned_data["hours"])
        count = services.webhook_failures_replay(
            actor=user_of(request), endpoint=endpoint, since=since, at=now
        )
        return f"{count} go out again over the next minutes."

    def delivery_replay(self, request: HttpRequest, endpoint: WebhookEndpoint, delivery_id: UUID) -> str:
        """Send one delivery again."""
        delivery = webhook_delivery_list(request.user, endpoint.pk).filter(pk=delivery_id).first()
        if delivery is None:
            raise Http404
        services.webhook_delivery_replay(actor=user_of(request), delivery=delivery, at=timezone.now())
        return "On its way again."

    def remove(self, request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
        """Remove it with its log."""
        if not request.user.has_perm("accounts.delete_webhookendpoint"):
            raise PermissionDenied
        require_fresh_mfa(request)
        services.webhook_delete(actor=user_of(request), endpoint=endpoint)
        self.message_user(request, "Removed.")
        return HttpResponseRedirect(reverse("admin:accounts_webhookendpoint_changelist"))

    def _changed(self, request: HttpRequest, endpoint: WebhookEndpoint, form: WebhookForm) -> bool:
        try:
            services.webhook_update(actor=user_of(request), endpoint=endpoint, **form.cleaned_data)
        except AccountsError as error:
            form.add_error(None, str(error))
            return False
        return True

    def _secret_page(self, request: HttpRequest, opened: services.Opened) -> HttpResponse:
        return self.page(
            request,
            "secret",
            "Keep this secret now",
            name=str(opened.endpoint),
            rows=[("Signing secret", opened.plain)],
            back=self.to_screen(opened.endpoint)["Location"],
        )


def _initial(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {name: getattr(endpoint, name) for name in ("url", "description", "events")}
