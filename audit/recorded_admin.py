"""Screens of the console whose reads are recorded: lists, single rows and their history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit import trail


class RecordedHistory(admin.ModelAdmin[Any]):
    """A screen that says in the trail whose history was looked at."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what happened to a row."""
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse):
            trail.record_read(f"{self.opts.model_name}.history_viewed", target=self._row(request, object_id))
        return response

    def _row(self, request: HttpRequest, object_id: str | None) -> Any:
        return self.get_object(request, object_id) if object_id else None


class RecordedAdmin(RecordedHistory):
    """A screen that also says who listed its rows and who looked at one."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List rows."""
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", {}).get("cl")
        if shown is not None:
            self.record_rows(f"{self.opts.model_name}.listed", list(shown.result_list))
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show one row."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id and isinstance(response, TemplateResponse):
            self.record_rows(f"{self.opts.model_name}.viewed", [self._row(request, object_id)])
        return response

    def record_rows(self, event: str, rows: list[Any]) -> None:
        """Record that these rows were shown."""
        trail.record_list(event, rows, target=rows[0] if event.endswith(".viewed") else None)
