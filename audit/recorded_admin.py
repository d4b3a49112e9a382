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


class RecordedList(RecordedHistory):
    """A screen that also says whose rows were listed; its own page of one row calls `record_viewed`."""

    list_title = ""  # Django's own where it is empty
    list_event = ""  # what a look at the list is called in the trail; by the model's name where it is empty
    view_event = ""  # and a look at one row

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List rows."""
        titled = {"title": self.list_title} if self.list_title else {}
        response = super().changelist_view(request, {**(extra_context or {}), **titled})
        shown = getattr(response, "context_data", {}).get("cl")
        if shown is not None:
            self.record_rows(self.list_event or f"{self.opts.model_name}.listed", list(shown.result_list))
        return response

    def record_viewed(self, row: Any) -> None:
        """Record that one row was shown."""
        self.record_rows(self.view_event or f"{self.opts.model_name}.viewed", [row], target=row)

    def record_rows(self, event: str, rows: list[Any], *, target: Any = None) -> None:
        """Record that these rows were shown, and whom they are about."""
        trail.record_list(event, rows, target=target)


class RecordedAdmin(RecordedList):
    """A screen that also says who looked at one row, on Django's own page of it."""

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
            self.record_viewed(self._row(request, object_id))
        return response
