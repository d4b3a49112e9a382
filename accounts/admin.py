"""People in the console."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import User
from audit import trail


class UserForm(UserChangeForm[User]):
    """A user, known by e-mail address."""

    class Meta:
        model = User
        fields = ("email", "full_name", "is_active", "is_staff", "groups")


class UserAddForm(AdminUserCreationForm[User]):
    """A new user."""

    class Meta:
        model = User
        fields = ("email", "full_name")


# Groups are the roles of accounts/roles.py, synced at each migrate: nothing is edited by hand.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(StockUserAdmin[User]):
    """Accounts and their roles."""

    form = UserForm
    add_form = UserAddForm
    list_display = ["email", "full_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "full_name"]
    ordering = ["email", "id"]
    readonly_fields = ["last_login", "created_at"]
    fieldsets = [
        (None, {"fields": ["email", "password", "full_name"]}),
        ("Access", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Dates", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "full_name", "usable_password", "password1", "password2"]})]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the list offers only: `?documents=` would tell whose a document is."""
        return lookup.split("__", maxsplit=1)[0] in self.list_filter and super().lookup_allowed(
            lookup, value, request
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Record which roles the account holds now, where they were changed."""
        super().save_related(request, form, formsets, change)
        if "groups" in form.changed_data:
            roles = sorted(form.instance.groups.values_list("name", flat=True))
            trail.record("user.roles_changed", target=form.instance, details={"roles": roles})

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: the trail speaks of them."""
        return False
