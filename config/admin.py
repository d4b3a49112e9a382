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

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, instead of a list of tables."""
        shown = board(request.user) if request.user.has_perm("documents.view_document") else None
        return super().index(request, {**(extra_context or {}), "board": shown})
