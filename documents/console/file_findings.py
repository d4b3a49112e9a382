"""What is wrong with stored files, in the console: an officer signs it off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit import trail
from audit.recorded_admin import RecordedAdmin
from documents import services
from documents.console.keeping import ReasonForm
from documents.console.shared_admin import user_of
from documents.exceptions import DocumentsError
from documents.permissions import may_see_file_findings, may_sign_off_files


class FileFindingAdmin(RecordedAdmin):
    """Findings: to be read and signed off, never changed."""

    actions = None
    list_display = ["found_at", "fault", "storage_key", "times", "seen_at", "signed_off_by"]
    list_filter = ["fault"]
    list_select_related = ["signed_off_by", "version__document__case"]
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """Add signing off."""
        sign_off = self.admin_site.admin_view(require_POST(self.sign_off_view))
        own = [path("<uuid:finding_id>/sign-off/", sign_off, name="documents_filefinding_sign_off")]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one finding, and the form to sign it off."""
        if request.method != "GET" or not may_see_file_findings(request.user):
            raise PermissionDenied
        finding = self.get_object(request, object_id)
        if finding is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]  # untyped in the stubs
        trail.record_read("filefinding.viewed", target=finding)
        waits = finding.signed_off_at is None and may_sign_off_files(request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": finding.get_fault_display(),
            "finding": finding,
            "waits": waits,
        }
        return TemplateResponse(request, "admin/documents/filefinding.html", context)

    def sign_off_view(self, request: HttpRequest, finding_id: UUID) -> HttpResponse:
        """Sign a finding off."""
        if not may_sign_off_files(request.user):
            raise PermissionDenied
        form = ReasonForm(request.POST)
        back = HttpResponseRedirect(reverse("admin:documents_filefinding_change", args=[finding_id]))
        if not form.is_valid():
            messages.error(request, "Say what you learnt.")
            return back
        try:
            services.file_finding_sign_off(
                actor=user_of(request),
                finding_id=finding_id,
                note=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except DocumentsError as error:
            messages.error(request, str(error))
            return back
        messages.success(request, "Signed off.")
        return back

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers and auditors."""
        return may_see_file_findings(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu shows it to those who see it."""
        return may_see_file_findings(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
