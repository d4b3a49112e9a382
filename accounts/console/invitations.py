"""Invitations in the console: who was offered a place, sending the link again, withdrawing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from accounts.console.held import form_held, form_hold
from accounts.console.verbs import VerbAdmin, user_of
from accounts.escalation import roles_of
from accounts.exceptions import AccountsError, StepUpRequired
from accounts.models import Invitation, User
from accounts.permissions import require_fresh_mfa
from accounts.roles import Role, roles_given_by
from accounts.services.invitations import invitation_create, invitation_resend, invitation_withdraw
from audit import trail

_FORM = "invitation"


class InvitationForm(forms.Form):
    """Whom to invite, and as what: the roles that this person may give."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    full_name = forms.CharField(label="Name", max_length=200)
    role = forms.ChoiceField(help_text="More roles can be given once the invitation is accepted.")

    def __init__(self, inviter: User, *args: Any, **kwargs: Any) -> None:
        """Offer the roles."""
        super().__init__(*args, **kwargs)
        given = set(Role) if inviter.is_superuser else roles_given_by(roles_of(inviter))
        offered = [role for role in Role if role in given and role is not Role.SERVICE_ACCOUNT]
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [("", "choose a role"), *((role.value, role.label) for role in offered)]


class StateFilter(admin.SimpleListFilter):
    """By what became of it."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states to choose from."""
        return [("pending", "pending"), ("accepted", "accepted"), ("withdrawn", "withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        """Return the invitations in the state."""
        wanted = {
            "pending": {"accepted_at__isnull": True, "withdrawn_at__isnull": True},
            "accepted": {"accepted_at__isnull": False},
            "withdrawn": {"withdrawn_at__isnull": False},
        }
        return queryset.filter(**wanted.get(self.value() or "", {}))


@admin.register(Invitation)
class InvitationAdmin(VerbAdmin[Invitation]):
    """A list with states, one screen each, and two verbs; everything goes through the services."""

    list_display = ["email", "full_name", "role_offered", "state", "invited_by", "expires_at"]
    list_filter = [StateFilter]
    list_select_related = ["invited_by"]
    search_fields = ["email", "full_name"]
    ordering = ["-created_at", "-id"]
    list_title = "Invitations"
    list_event = "invitations.listed"
    verbs = {"resend": "resend", "withdraw": "withdraw"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Start from what this person may see."""
        return Invitation.objects.visible_to(request.user)

    @admin.display(description="role", ordering="role")
    def role_offered(self, invitation: Invitation) -> str:
        """Show the role in words."""
        return invitation.role_label

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        """Show what became of it as a badge."""
        kind, text = _badge(invitation)
        return format_html('<span class="badge badge-{}">{}</span>', kind, text)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Invite somebody. The second factor is asked for before anything is typed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(user_of(request), request.POST or None, initial=form_held(request, _FORM))
        try:
            require_fresh_mfa(request)
        except StepUpRequired:
            form_hold(request, _FORM, form)
            raise
        if request.method == "POST" and form.is_valid():
            try:
                made = invitation_create(
                    actor=user_of(request),
                    email=form.cleaned_data["email"],
                    full_name=form.cleaned_data["full_name"],
                    role=Role(form.cleaned_data["role"]),
                    at=timezone.now(),
                )
            except AccountsError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Invited. The link in the mail is good for a week.")
                return self.to_screen(made)
        return self.page(request, "machine_form", "Invite somebody", form=form, verb="Invite")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one invitation."""
        invitation = self.get_object(request, object_id)
        if invitation is None or not self.has_view_permission(request, invitation):
            raise Http404
        if request.method == "POST":
            raise PermissionDenied  # nothing about it is rewritten
        trail.record_read("invitation.viewed", target=invitation)
        kind, text = _badge(invitation)
        return self.page(
            request,
            "invitation/screen",
            invitation.full_name or invitation.email,
            invitation=invitation,
            badge=kind,
            state=text,
            is_pending=text in {"waiting", "expired"},
            may_change=self.has_change_permission(request, invitation),
        )

    def resend(self, request: HttpRequest, invitation: Invitation) -> str:
        """Send another link."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        require_fresh_mfa(request)
        invitation_resend(actor=user_of(request), invitation=invitation, at=timezone.now())
        return "Another link is on its way. The one before stops working when it is sent."

    def withdraw(self, request: HttpRequest, invitation: Invitation) -> str:
        """Withdraw it."""
        invitation_withdraw(actor=user_of(request), invitation=invitation, at=timezone.now())
        return "Withdrawn. Its link does not count any more."


def _badge(invitation: Invitation) -> tuple[str, str]:
    """Return how an invitation stands: the kind of badge, and the word."""
    if invitation.accepted_at is not None:
        return "ready", "accepted"
    if invitation.withdrawn_at is not None:
        return "calm", "withdrawn"
    return ("pending", "waiting") if invitation.is_open(timezone.now()) else ("failed", "expired")
