"""A page of the console under the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def page(
    request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200
) -> TemplateResponse:
    """Return one of the account pages with what every page of the console shows."""
    whole = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/account/{name}.html", whole, status=status)
