"""What the screens of the trail share: seen by those who may, written by nobody through Django's forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ShownOnly(admin.ModelAdmin[Any]):
    """A screen that shows; what can be decided there goes through services."""

    actions = None

    def may_see(self, request: HttpRequest) -> bool:
        """Tell who sees the screen; nobody unless a screen says so."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who may see it."""
        return self.may_see(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu shows it to those who may see it."""
        return self.may_see(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
