"""The console's site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from documents.console.board import board


class ConsoleSite(admin.AdminSite):
    """Django's admin under Muniment's theme."""

    site_header = "Muniment"
    site_title = "Muniment"
    index_title = "Work"
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what every page shows."""
        return {**super().each_context(request), "is_embedded": settings.IS_EMBEDDED}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Put what people work with first."""
        order = {"documents": 0, "accounts": 1, "audit": 2}
        found: list[Any] = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: (order.get(app["app_label"], 9), app["name"]))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, instead of a list of tables."""
        shown = board(request.user) if request.user.has_perm("documents.view_document") else None
        return super().index(request, {**(extra_context or {}), "board": shown})
