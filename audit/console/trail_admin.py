"""The trail's screens: the list, one entry, who has seen, exports. To be read, never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit import entry_selectors, trail
from audit.console.forms import RANGES, ExportForm, QuestionForm, address_with, asked_of
from audit.console.shown_only import ShownOnly
from audit.exceptions import TrailError
from audit.models import Leaf, LogEntry
from audit.permissions import may_export, may_see_trail, require_fresh_factor, subject_ids_for
from audit.questions import PAGE
from audit.recorded_admin import RecordedHistory
from audit.services.exports import trail_export
from audit.state import anchored_after, sealed_by
from audit.subject_access import who_has_seen


class TrailAdmin(ShownOnly, RecordedHistory):
    """What happened, newest first, in a window of time."""

    def may_see(self, request: HttpRequest) -> bool:
        """Officers and auditors read the trail."""
        return may_see_trail(request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return one entry without searching every month."""
        try:
            return entry_selectors.entry_get(UUID(object_id))
        except (ValueError, LogEntry.DoesNotExist):
            return None

    def get_urls(self) -> list[URLPattern]:
        """Add who has seen a data subject, and exports."""
        wrap = self.admin_site.admin_view
        own = [
            path("subjects/<uuid:subject_id>/", wrap(self.who_view), name="audit_who_has_seen"),
            path("export/", wrap(require_POST(self.export_view)), name="audit_export"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show one page of the window; nothing is counted."""
        if not may_see_trail(request.user):
            raise PermissionDenied
        asked = asked_of(request.GET)
        form = QuestionForm(asked)
        context: dict[str, Any] = {"form": form, "entries": [], "following": ""}
        if form.is_valid():
            context |= self._page(request, form, asked)
        ranges = [
            (text, address_with({k: v for k, v in asked.items() if k not in {"since", "until"}}, range=name))
            for name, (text, _) in RANGES.items()
        ]
        export = ExportForm({**asked}) if may_export(request.user) else None
        return self._show(request, "trail", {"title": "Trail", "ranges": ranges, "export": export, **context})

    def _page(self, request: HttpRequest, form: QuestionForm, asked: dict[str, str]) -> dict[str, Any]:
        question = form.question()
        try:
            page = entry_selectors.page_of(
                entry_selectors.entry_list(question), cursor=request.GET.get("cursor", ""), size=PAGE
            )
        except TrailError as error:
            form.add_error(None, str(error))
            return {}
        trail.record_read("trail.listed", subject_refs=question.subject_refs, count=len(page.rows))
        following = address_with(asked, cursor=page.next) if page.next else ""
        is_later = bool(request.GET.get("cursor"))
        return {
            "entries": page.rows,
            "following": following,
            "newest": address_with(asked) if is_later else "",
            "question": question,
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one entry, and how it is proven."""
        if request.method != "GET" or not may_see_trail(request.user):
            raise PermissionDenied
        entry = self.get_object(request, object_id)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # untyped in the stubs
        leaf = Leaf.objects.filter(pk=entry.pk).first()
        context = {
            "title": entry.event,
            "entry": entry,
            "changes": _changes_told(entry),
            "leaf": leaf,
            "sealed": sealed_by(leaf.index) if leaf else None,
            "anchored": anchored_after(leaf.index) if leaf else None,
        }
        trail.record_read("trail.viewed", target=entry, subject_refs=entry.subject_refs)
        return self._show(request, "entry", context)

    def who_view(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Show who has seen the data of a person, and for what."""
        if not may_see_trail(request.user):
            raise PermissionDenied
        ids = subject_ids_for(request.user, subject_id)
        if not ids:
            raise Http404
        given = request.GET.get("offset", "0")
        offset = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
        rows, more = who_has_seen(ids, offset=offset, size=PAGE)
        trail.record_read("trail.subject_access_viewed", subject_refs=[subject_id], count=len(rows))
        context = {
            "title": "Who has seen this person's data",
            "subject_id": subject_id,
            "rows": rows,
            "following": offset + len(rows) if more else None,
        }
        return self._show(request, "who_has_seen", context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Hand out the signed package of a window, after a fresh second factor."""
        if not may_export(request.user):
            raise PermissionDenied
        require_fresh_factor(request)
        form, back = (
            ExportForm(request.POST),
            HttpResponseRedirect(reverse("admin:audit_logentry_changelist")),
        )
        if not form.is_valid():
            messages.error(request, "Give both ends of the window.")
            return back
        given, at = form.cleaned_data, timezone.now()
        try:
            package, _ = trail_export(at=at, **given)
        except TrailError as error:
            messages.error(request, str(error))
            return back
        name = f"trail-{at:%Y%m%dT%H%M%SZ}.zip"
        response = FileResponse(package, as_attachment=True, filename=name, content_type="application/zip")
        response["Cache-Control"] = "private, no-store"
        return response

    def _show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/audit/{name}.html", whole)


def _changes_told(entry: LogEntry) -> list[tuple[str, str]]:
    """Return each field with what it was and is; a person's values as sealed, opened on their own history."""
    return [
        (name, " → ".join("sealed" if str(value).startswith("sealed:") else str(value) for value in values))
        for name, values in (entry.changes or {}).items()
    ]
