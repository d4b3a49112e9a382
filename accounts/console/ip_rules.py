"""IP rules in the console."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.constants import RuleScope
from accounts.exceptions import RuleWouldLockOut
from accounts.models import IPRule, User
from accounts.services.network import ip_rule_create, ip_rule_delete, ip_rule_update
from audit.recorded_admin import RecordedAdmin

_FIXED = ["effect", "network", "scope", "role", "user"]
_CHANGEABLE = ["reason", "expires_at", "is_enabled"]


class IPRuleForm(forms.ModelForm[IPRule]):
    """A rule that names exactly whom it is about."""

    class Meta:
        model = IPRule
        fields = [*_FIXED, *_CHANGEABLE]

    def clean(self) -> dict[str, Any]:
        """Say which field is missing or too many for the scope."""
        given = super().clean() or {}
        scope = given.get("scope")
        if scope is not None:
            for name, owner in (("role", RuleScope.ROLE), ("user", RuleScope.USER)):
                if bool(given.get(name)) != (scope == owner):
                    self.add_error(name, "Choose one." if scope == owner else "Leave this empty here.")
        return given


class IPRuleAdmin(RecordedAdmin):
    """Which networks may be used; every change takes effect within seconds."""

    form = IPRuleForm
    list_event = "ip_rules.listed"
    view_event = "ip_rule.viewed"
    list_display = ["network", "effect", "scope", "role", "user", "is_enabled", "expires_at", "reason"]
    list_filter = ["effect", "scope", "is_enabled"]
    list_select_related = ["user"]
    raw_id_fields = ["user"]
    fieldsets = [
        (None, {"fields": ["effect", "network"]}),
        ("Whom it is about", {"fields": ["scope", "role", "user"]}),
        ("Why and how long", {"fields": ["reason", "expires_at", "is_enabled"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: IPRule | None = None) -> list[str]:
        """What a rule says about whom is fixed once it stands."""
        return ["is_enabled"] if obj is None else _FIXED

    def save_model(self, request: HttpRequest, obj: IPRule, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Make or change the rule through the service."""
        actor, at, address = cast(User, request.user), timezone.now(), request.META["REMOTE_ADDR"]
        if change:
            changes = {name: form.cleaned_data[name] for name in _CHANGEABLE}
            ip_rule_update(actor=actor, rule_id=obj.pk, changes=changes, at=at, address=address)
            return
        given = {name: form.cleaned_data[name] for name in [*_FIXED, "reason", "expires_at"]}
        obj.pk = ip_rule_create(actor=actor, at=at, address=address, **given).pk

    def delete_model(self, request: HttpRequest, obj: IPRule) -> None:
        """Take the rule away through the service."""
        self._delete(request, obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[IPRule]) -> None:
        """Take each rule away through the service."""
        for pk in queryset.values_list("pk", flat=True):
            self._delete(request, pk)

    def _delete(self, request: HttpRequest, pk: Any) -> None:
        ip_rule_delete(
            actor=cast(User, request.user),
            rule_id=pk,
            at=timezone.now(),
            address=request.META["REMOTE_ADDR"],
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the form; a change that would lock its author out comes back with the reason."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RuleWouldLockOut as error:
            return self._back(request, error)

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, then take the rule away."""
        try:
            response = super().delete_view(request, object_id, *args, **kwargs)
        except RuleWouldLockOut as error:
            return self._back(request, error)
        if isinstance(response, TemplateResponse):
            self.record_viewed(self._row(request, object_id))
        return response

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the rules."""
        try:
            return super().changelist_view(request, *args, **kwargs)
        except RuleWouldLockOut as error:
            return self._back(request, error)

    def _back(self, request: HttpRequest, error: RuleWouldLockOut) -> HttpResponse:
        messages.error(request, str(error))
        return HttpResponseRedirect(request.path)


admin.site.register(IPRule, IPRuleAdmin)
