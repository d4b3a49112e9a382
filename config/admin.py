"""The console's site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest


class ConsoleSite(admin.AdminSite):
    """Django's admin under Muniment's theme."""

    site_header = "Muniment"
    site_title = "Muniment"
    index_title = "Work"
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add what every page shows."""
        return {**super().each_context(request), "is_embedded": settings.IS_EMBEDDED}
