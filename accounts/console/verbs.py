"""What the screens of machines share: one object, one verb, one answer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.exceptions import AccountsError
from accounts.models import User
from audit.recorded_admin import RecordedList

_Row = TypeVar("_Row", bound=models.Model)
Verb = Callable[[HttpRequest, Any], HttpResponse | str]


class VerbAdmin(RecordedList, Generic[_Row]):
    """A list, a screen of our own, and verbs that are posted; everything goes through services."""

    actions = None
    show_full_result_count = False
    verbs: dict[str, str] = {}  # address below one object > method of the class

    def get_urls(self) -> list[URLPattern]:
        """Add an address for each verb."""
        opts = self.opts
        own = [
            path(
                f"<uuid:object_id>/{address}",
                self.admin_site.admin_view(self._view_of(method)),
                name=f"{opts.app_label}_{opts.model_name}_{method}",
            )
            for address, method in self.verbs.items()
        ]
        return own + super().get_urls()

    def _view_of(self, method: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: UUID, **more: Any) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            row = self.get_object(request, str(object_id))
            if row is None:
                raise Http404
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            try:
                answer = getattr(self, method)(request, row, **more)
            except AccountsError as error:
                if error.status == HTTPStatus.FORBIDDEN:
                    raise
                messages.error(request, str(error))
                return self.to_screen(row)
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, answer)
            return self.to_screen(row)

        return view

    def to_screen(self, row: models.Model) -> HttpResponse:
        """Lead back to the object's screen."""
        opts = self.opts
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
        )

    def page(self, request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
        """Return a page of the console; what it shows once must be kept by nobody on the way."""
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        response = TemplateResponse(request, f"admin/accounts/{template}.html", shown)
        response["Cache-Control"] = "no-store"
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Django's own deletion knows no services."""
        return False


def user_of(request: HttpRequest) -> User:
    """Return who is signed in."""
    return cast(User, request.user)
