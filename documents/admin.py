"""Documents in the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.roles import Verb
from audit import trail
from documents import listing, recents, selectors, services
from documents.console import casework, links, presenting, uploading, views
from documents.console.about import about_shown
from documents.console.batches import BatchedAdmin
from documents.console.document_list import DocumentList
from documents.console.file_findings import FileFindingAdmin
from documents.console.keeping import keeping
from documents.console.shared_admin import BreakGlassAdmin, SharedAdmin
from documents.console.sharing import panel
from documents.constants import DocumentStatus, GrantTarget
from documents.models import BreakGlass, Case, Document, FileFinding, ReviewTask
from documents.permissions import may_add_documents, may_change
from documents.queries import query_parse
from documents.querysets import DocumentQuerySet

admin.site.register(BreakGlass, BreakGlassAdmin)
admin.site.register(FileFinding, FileFindingAdmin)


@admin.register(Document)
class DocumentAdmin(BatchedAdmin):
    """The list, the reading screen of one document, and uploads."""

    glass_kind = GrantTarget.DOCUMENT
    list_title = "Documents"
    list_event = "documents.listed"

    list_display = ["name", "state", "kind", "case", "dated", "money", "pages_count", "came_in"]
    list_filter = ["status", "type", "created_at"]
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
            "keeping": keeping(_user(request), document, at=timezone.now()),
            "about": about_shown(_user(request), document),
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
        if request.method == "GET":
            trail.record_list("cases.offered", selectors.case_list(user))
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


class CaseForm(forms.ModelForm[Case]):
    """A case by its name; the owner is whoever opens it."""

    def clean_name(self) -> str:
        """Refuse a name that the owner has given to another case."""
        name = str(self.cleaned_data["name"]).strip()
        others = Case.objects.filter(owner_id=self.instance.owner_id, name=name).exclude(pk=self.instance.pk)
        if self.instance.owner_id and others.exists():
            raise ValidationError("The owner has another case of this name. Choose another name.")
        return name


@admin.register(Case)
class CaseAdmin(SharedAdmin):
    """Cases and how many documents they hold."""

    glass_kind = GrantTarget.CASE
    list_event = "cases.listed"

    list_display = ["name", "owner", "held", "created_at"]
    list_select_related = ["owner"]
    search_fields = ["name"]
    form = CaseForm
    fields = ["name"]
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """Add the upload links of a case, moving it and noting something down."""
        wrap = self.admin_site.admin_view
        own = [
            path("<uuid:case_id>/move", wrap(require_POST(self.move_view)), name="documents_case_move"),
            path("<uuid:case_id>/note", wrap(require_POST(self.note_view)), name="documents_case_note"),
            path("<uuid:case_id>/links", wrap(self.links_view), name="documents_case_links"),
            path(
                "<uuid:case_id>/links/<uuid:link_id>/end",
                wrap(require_POST(self.link_end_view)),
                name="documents_case_link_end",
            ),
        ]
        return own + super().get_urls()

    def links_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Show the upload links of a case, and make one."""
        return links.links_page(request, _user(request), cast(Case, self._target(request, case_id)))

    def link_end_view(self, request: HttpRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
        """End one."""
        return links.link_end(_user(request), cast(Case, self._target(request, case_id)), link_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Start from what this person may see."""
        return selectors.case_list(request.user).annotate(held_count=Count("documents"))

    def move_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Move the case on, or back, then show it."""
        return self._work(request, case_id, casework.move)

    def note_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Note something down, then show the case."""
        return self._work(request, case_id, casework.note)

    def _work(
        self, request: HttpRequest, case_id: UUID, work: Callable[[HttpRequest, User, Case], None]
    ) -> HttpResponse:
        case = self.get_queryset(request).filter(pk=case_id).first()
        if case is None:
            raise Http404
        if not self.has_change_permission(request, case):
            raise PermissionDenied
        work(request, _user(request), case)
        return HttpResponseRedirect(reverse("admin:documents_case_change", args=[case.pk]))

    @admin.display(description="documents")
    def held(self, case: Case) -> str:
        """Link to the documents of the case."""
        address = f"{reverse('admin:documents_document_changelist')}?case__id__exact={case.pk}"
        return format_html('<a href="{}">{}</a>', address, getattr(case, "held_count", 0))

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Open or rename the case through the service."""
        if change:
            services.case_rename(actor=_user(request), case=obj, name=obj.name)
            return
        made = services.case_create(actor=_user(request), name=obj.name, at=timezone.now())
        obj.pk = made.pk

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one case and record that it was seen."""
        case = self.get_object(request, object_id)
        if case is None:
            return self.glass_or_404(request, object_id)
        if request.method == "GET" and self.has_view_permission(request, case):
            access, rights = panel(_user(request), case, at=timezone.now())
            work = casework.case_screen(_user(request), case, at=timezone.now().date())
            shown = {"access": access, "about": about_shown(_user(request), case), "work": work}
            extra_context = {**(extra_context or {}), **shown, "may_work": Verb.CHANGE in rights}
        return super().change_view(request, object_id, form_url, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Renaming is for the owner, for those granted it, and for roles that work on what they see."""
        if obj is None:
            return request.user.has_perm("documents.change_case")
        return may_change(request.user, obj) and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """Cases leave by disposal."""
        return False


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
