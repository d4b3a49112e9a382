"""Documents in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Verb
from documents import listing, recents, selectors, services
from documents.console import presenting, uploading, views
from documents.console.about import about_shown
from documents.console.batches import BatchedAdmin
from documents.console.case_admin import CaseAdmin
from documents.console.document_list import DocumentList
from documents.console.file_findings import FileFindingAdmin
from documents.console.finding import FindingAdmin, SavedFilter, TagFilter
from documents.console.keeping import keeping
from documents.console.products import ProductAdmin
from documents.console.shared_admin import BreakGlassAdmin
from documents.console.sharing import panel
from documents.constants import DocumentStatus, GrantTarget
from documents.models import BreakGlass, Case, Document, FileFinding, Product, ReviewTask
from documents.permissions import may_add_documents, may_change
from documents.queries import query_parse
from documents.querysets import DocumentQuerySet

admin.site.register(BreakGlass, BreakGlassAdmin)
admin.site.register(Case, CaseAdmin)
admin.site.register(FileFinding, FileFindingAdmin)
admin.site.register(Product, ProductAdmin)


@admin.register(Document)
class DocumentAdmin(BatchedAdmin, FindingAdmin):
    """The list, the reading screen of one document, and uploads."""

    glass_kind = GrantTarget.DOCUMENT
    list_title = "Documents"
    list_event = "documents.listed"

    list_display = ["name", "state", "kind", "case", "dated", "money", "pages_count", "came_in"]
    list_filter = [SavedFilter, "status", "type", TagFilter, "created_at"]
    list_select_related = ["case"]
    list_per_page = 50
    search_fields = ["name"]
    search_help_text = 'Words, "phrases", pre*, or, -not: over names and all pages.'
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each would count a million rows
    sortable_by = ()
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Start from what this person may see."""
        return selectors.document_list(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DocumentList]:
        """Page by cursor."""
        return DocumentList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """Search names and pages by full text."""
        term = search_term.replace("\x00", "").strip()
        found = listing.matching(cast(DocumentQuerySet, queryset), query_parse(term)) if term else queryset
        return found, False

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses below one document."""
        wrap = self.admin_site.admin_view
        own = [
            path("uploads", wrap(uploading.uploads_view), name="documents_document_uploads"),
            path("uploads/<uuid:upload_id>", wrap(uploading.upload_view), name="documents_document_upload"),
            path(
                "<uuid:document_id>/page/<int:number>", wrap(self.page_view), name="documents_document_page"
            ),
            path("<uuid:document_id>/original", wrap(self.original_view), name="documents_document_original"),
            path("<uuid:document_id>/read", wrap(self.read_view), name="documents_document_read"),
            path(
                "<uuid:document_id>/review/<uuid:task_id>",
                wrap(self.review_view),
                name="documents_document_review",
            ),
        ]
        return own + super().get_urls()

    @admin.display(description="status")
    def state(self, document: Document) -> str:
        """Show the status as a badge."""
        return format_html(
            '<span class="badge badge-{}">{}</span>', document.status, document.get_status_display()
        )

    @admin.display(description="type")
    def kind(self, document: Document) -> str:
        """Show the type and how sure it is."""
        if not document.type:
            return "–"
        return f"{document.get_type_display()} ({round((document.confidence or 0) * 100)} %)"

    @admin.display(description="date")
    def dated(self, document: Document) -> str:
        """Show the document's own date."""
        return document.document_date.isoformat() if document.document_date else "–"

    @admin.display(description="pages")
    def pages_count(self, document: Document) -> int:
        """Show how many pages it has."""
        return document.page_count

    @admin.display(description="taken in")
    def came_in(self, document: Document) -> str:
        """Show when it came in, to the minute, in UTC."""
        return f"{document.created_at:%Y-%m-%d %H:%M}"

    @admin.display(description="amount")
    def money(self, document: Document) -> str:
        """Show amount and currency."""
        if document.amount is None:
            return "–"
        return format_html('<span class="figure">{} {}</span>', f"{document.amount:,.2f}", document.currency)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what was read, next to the page it came from."""
        try:
            document = self._get(request, object_id)
        except Http404:
            return self.glass_or_404(request, object_id)
        access, rights = panel(_user(request), document, at=timezone.now())
        recents.opened(_user(request), document, at=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": document.name,
            "opts": self.opts,
            "screen": presenting.document_screen(document),
            "may_change": Verb.CHANGE in rights,
            "access": access,
            "keeping": keeping(_user(request), document, rights, at=timezone.now()),
            "about": about_shown(_user(request), document),
            "tags": selectors.tag_names(document),
            "is_waiting": document.status in selectors.STATUSES_WAITING,
            "is_closed": document.status in {DocumentStatus.SCANNING, DocumentStatus.QUARANTINED},
        }
        return TemplateResponse(request, "admin/documents/document/screen.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take files in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user = _user(request)
        form = views.UploadForm(user, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid() and views.files_take_in(request, user, form):
            return HttpResponseRedirect(reverse("admin:documents_document_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Add documents",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/documents/document/upload.html", context)

    def page_view(self, request: HttpRequest, document_id: UUID, number: int) -> HttpResponse:
        """Return the picture of a page."""
        return views.page_image(self._get(request, str(document_id)), number)

    def original_view(self, request: HttpRequest, document_id: UUID) -> HttpResponseBase:
        """Return the original as a download."""
        return views.download(self._get(request, str(document_id)))

    original_view.rate_class = "export"  # type: ignore[attr-defined]  # read by config/api/rates.py

    def read_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Queue another reading."""
        return self._verb(
            request,
            document_id,
            lambda user, document: services.document_read_again(
                actor=user, document=document, at=timezone.now()
            ),
        )

    def review_view(self, request: HttpRequest, document_id: UUID, task_id: UUID) -> HttpResponse:
        """Mark one reason for review as dealt with."""

        def close(user: User, document: Document) -> ReviewTask:
            task = document.review_tasks.filter(pk=task_id).first()
            if task is None:
                raise Http404
            return services.review_close(actor=user, task=task, at=timezone.now())

        return self._verb(request, document_id, close)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Roles that bring documents in."""
        return may_add_documents(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Roles that open the screen; rows are decided by `visible_to`."""
        return request.user.has_perm("documents.view_document")

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Nothing is edited through the stock form; actions check each document."""
        return request.user.has_perm("documents.change_document") and obj is None

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Documents leave by disposal, never by the stock delete."""
        return False

    def _get(self, request: HttpRequest, object_id: str) -> Document:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            return selectors.document_get(request.user, UUID(object_id))
        except (ValueError, Document.DoesNotExist) as error:
            raise Http404 from error

    def _verb(
        self, request: HttpRequest, document_id: UUID, verb: Callable[[User, Document], object]
    ) -> HttpResponse:
        """Run a verb on a document for a posted form, then show the document."""
        if request.method != "POST":
            return require_POST(lambda _: HttpResponse())(request)
        document = self._get(request, str(document_id))
        if not may_change(request.user, document):
            raise PermissionDenied
        verb(_user(request), document)
        return HttpResponseRedirect(reverse("admin:documents_document_change", args=[document.pk]))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
