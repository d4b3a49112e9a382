"""People in the console."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.console import invitations, ip_rules, machines, webhooks  # noqa: F401 - they register their screens
from accounts.console.password_change import SetPasswordForm
from accounts.console.subjects import SubjectAdmin
from accounts.escalation import roles_of
from accounts.models import DataSubject, User
from accounts.permissions import may_manage, require_fresh_mfa
from accounts.roles import Role
from accounts.services.people import user_create
from accounts.services.standing import (
    user_address_change,
    user_close,
    user_rename,
    user_reopen,
    user_roles_change,
)
from audit.recorded_admin import RecordedAdmin

PEOPLES_ROLES = [(role.value, role.label) for role in Role if role is not Role.SERVICE_ACCOUNT]


class UserForm(forms.ModelForm[User]):
    """A user, known by e-mail address. Flags follow the roles and are never typed in."""

    roles = forms.MultipleChoiceField(
        choices=PEOPLES_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Changing them ends the person's sessions. Nobody changes their own.",
    )

    class Meta:
        model = User
        fields = ("email", "full_name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the roles the person holds."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = sorted(roles_of(self.instance) & set(Role))


class UserAddForm(AdminUserCreationForm[User]):
    """A new user."""

    role = forms.ChoiceField(choices=PEOPLES_ROLES)

    class Meta:
        model = User
        fields = ("email", "full_name")


# Groups are the roles of accounts/roles.py, synced at each migrate: nothing is edited by hand.
admin.site.unregister(Group)
admin.site.register(DataSubject, SubjectAdmin)


@admin.register(User)
class UserAdmin(RecordedAdmin, StockUserAdmin[User]):
    """Accounts and their roles. What is saved goes through the services, which know who may do what."""

    form = UserForm
    add_form = UserAddForm
    change_password_form = SetPasswordForm
    list_event = "users.listed"
    list_display = ["email", "full_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "full_name"]
    ordering = ["email", "id"]
    filter_horizontal = ()
    actions = None
    fieldsets = [
        (None, {"fields": ["email", "full_name"]}),
        ("Access", {"fields": ["is_active", "roles", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "full_name", "role", "usable_password", "password1", "password2"]})
    ]

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        """Show the roles where they are not to be changed."""
        return ", ".join(sorted(Role(name).label for name in roles_of(user) & set(Role))) or "–"

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Leave open what this person may change: addresses are for the owner of the installation."""
        closed = ["last_login", "created_at", "is_superuser"]
        return closed if obj is None or request.user.is_superuser else [*closed, "email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Show people; machines are looked after as service accounts."""
        return super().get_queryset(request).filter(is_service=False)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the list offers only: `?documents=` would tell whose a document is."""
        return lookup.split("__", maxsplit=1)[0] in self.list_filter and super().lookup_allowed(
            lookup, value, request
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Make or change the account through the services."""
        actor, given, at = _user(request), form.cleaned_data, timezone.now()
        if not change or "roles" in form.changed_data:
            require_fresh_mfa(request)
        if not change:
            made = user_create(
                email=given["email"],
                full_name=given["full_name"],
                password=given.get("password1") or None,
                role=Role(given["role"]),
                actor=actor,
                at=at,
            )
            obj.pk = made.pk
            return
        # Roles and state first: they take the lock of administrators, which comes before any row's.
        if "roles" in form.changed_data:
            user_roles_change(actor=actor, user=obj, roles=map(Role, given["roles"]), at=at)
        if "is_active" in form.changed_data and given["is_active"]:
            user_reopen(actor=actor, user=obj)
        elif "is_active" in form.changed_data:
            user_close(actor=actor, user=obj, at=at)
        if "full_name" in form.changed_data:
            user_rename(actor=actor, user=obj, full_name=given["full_name"])
        if "email" in form.changed_data:
            user_address_change(actor=actor, user=obj, email=given["email"], at=at)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save nothing more: the services have done it."""

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's signature
        """Set somebody's password: who knows a password is that person, so only an owner may."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts made by hand have a password that two people know: owners only, others invite."""
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Change the accounts in reach: not one's own, and no superuser's unless one is."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_manage(_user(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: the trail speaks of them."""
        return False


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
