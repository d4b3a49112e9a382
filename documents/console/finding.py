"""Finding again in the console: tags of a document, its copies, and saved searches of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from rest_framework.exceptions import ValidationError

from audit import trail
from audit.models import subjects_of
from documents import duplicates, selectors, services
from documents.console.keeping import KeptAdmin
from documents.console.shared_admin import user_of
from documents.exceptions import DocumentsError
from documents.holding_values import documents_tagged
from documents.listing import Wanted
from documents.models import SavedSearch
from documents.narrowing import DocumentFilter, wanted_of
from documents.permissions import may_change
from documents.saved_searches import Parameters, params_of, saveable

SAVED = "saved"
# What the list of the console calls the parameters of the list.
_NAMES = {
    "q": "q",
    "tag": "tag",
    "status__exact": "status",
    "type__exact": "type",
    "case__id__exact": "case",
}
_NEVER = {"p", "e", "o", SAVED}


class TagFilter(admin.SimpleListFilter):
    """Narrow the list by a tag that one knows: tags are never listed."""

    title = "tag"
    parameter_name = "tag"
    template = "admin/documents/document/tag_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer nothing to choose from."""
        return [("", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep documents that have the tag."""
        tag = (self.value() or "").replace("\x00", "").strip()
        return queryset.filter(pk__in=documents_tagged(tag)) if tag else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Give the form what it keeps: the other parameters of the list."""
        kept = {name: value for name, value in changelist.params.items() if name not in {"tag", "p"}}
        address = changelist.get_query_string(remove=["tag", "p"])
        yield {"kept": kept.items(), "value": self.value() or "", "without": address}


class SavedFilter(admin.SimpleListFilter):
    """Narrow the list by a saved search: one's own, or one that others share with one's groups."""

    title = "saved search"
    parameter_name = SAVED

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the searches that this person finds."""
        user = user_of(request)
        return [
            (str(one.pk), one.name if one.owner_id == user.pk else f"{one.name} (shared)")
            for one in selectors.search_list(user)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what the search asks for; its text is the list's to look for."""
        search = search_chosen(request)
        if search is None:
            return queryset
        filters = DocumentFilter(params_of(search.parameters), queryset=queryset)
        if not filters.is_valid():
            raise IncorrectLookupParameters(str(filters.errors))
        try:
            return cast("QuerySet[Any]", filters.qs)
        except ValidationError as error:
            raise IncorrectLookupParameters(str(error)) from error


def search_chosen(request: HttpRequest) -> SavedSearch | None:
    """Return the saved search that the list is narrowed by.

    Raises:
        IncorrectLookupParameters: there is none of this id that this person finds.
    """
    wanted = request.GET.get(SAVED, "")
    if not wanted:
        return None
    try:
        return selectors.search_list(user_of(request)).get(pk=UUID(wanted))
    except (ValueError, SavedSearch.DoesNotExist) as error:
        raise IncorrectLookupParameters(str(error)) from error


def wanted_by(search: SavedSearch) -> Wanted:
    """Return what a saved search asks for.

    Raises:
        IncorrectLookupParameters: the list takes one of its parameters no more.
    """
    try:
        return wanted_of(params_of(search.parameters))
    except ValidationError as error:
        raise IncorrectLookupParameters(str(error)) from error


def parameters_shown(given: QueryDict, base: SavedSearch | None) -> tuple[Parameters, list[str]]:
    """Return the list's parameters by the names they are saved under, and those that cannot be saved."""
    found: Parameters = {name: list(values) for name, values in (base.parameters if base else {}).items()}
    unknown = []
    for name in given:
        values = [value for value in given.getlist(name) if value]
        if name in _NAMES and values:
            found[_NAMES[name]] = values
        elif name not in _NEVER and name not in _NAMES:
            unknown.append(name)
    return found, unknown


class FindingAdmin(KeptAdmin):
    """The addresses of tags, copies and saved searches."""

    def get_urls(self) -> list[URLPattern]:
        """Add them."""
        wrap, post, name = self.admin_site.admin_view, require_POST, "documents_document"
        own = [
            path("searches/save", wrap(post(self.search_save_view)), name=f"{name}_search_save"),
            path(
                "searches/<uuid:search_id>/remove",
                wrap(post(self.search_remove_view)),
                name=f"{name}_search_remove",
            ),
            path("<uuid:document_id>/tags", wrap(post(self.tags_view)), name=f"{name}_tags"),
            path("<uuid:document_id>/copies", wrap(self.copies_view), name=f"{name}_copies"),
        ]
        return own + super().get_urls()

    def tags_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Put a tag on a document, or take one off."""
        document = self._found(request, document_id)
        user = user_of(request)
        if not may_change(user, document):
            raise PermissionDenied
        put, taken = (request.POST.get(name, "").strip() for name in ("put", "taken"))
        try:
            services.tags_change(
                actor=user,
                document=document,
                put=[one for one in put.split(",") if one.strip()],
                taken=[taken] if taken else [],
                at=timezone.now(),
            )
        except DocumentsError as error:
            messages.error(request, str(error))
        address = reverse("admin:documents_document_change", args=[document.pk])
        return HttpResponseRedirect(f"{address}#tags")

    def copies_view(self, request: HttpRequest, document_id: UUID) -> HttpResponse:
        """Show what the document is a copy of, as far as this person may see it."""
        document = self._found(request, document_id)
        found = duplicates.duplicates(request.user, document)
        trail.record_read(
            "document.duplicates_viewed",
            target=document,
            count=len(found),
            subject_refs=subjects_of(document, *(one.document for one in found)),
            details={"other_subjects": sum(bool(one.is_other_subject) for one in found)},
        )
        context = {
            **self.admin_site.each_context(request),
            "title": f"{document.name}: copies",
            "opts": self.opts,
            "document": document,
            "found": found,
        }
        return TemplateResponse(request, "admin/documents/document/copies.html", context)

    def search_save_view(self, request: HttpRequest) -> HttpResponse:
        """Give the list's search a name, and show the list by it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        listed = reverse("admin:documents_document_changelist")
        given = QueryDict(request.POST.get("query", "").lstrip("?")[:4000])
        user, name = user_of(request), request.POST.get("name", "").strip()
        group = user.groups.filter(name=request.POST.get("group", "")).first()
        chosen = _uuid(given.get(SAVED, ""))
        base = selectors.search_list(user).filter(pk=chosen).first() if chosen else None
        parameters, unknown = parameters_shown(given, base)
        back = HttpResponseRedirect(f"{listed}?{given.urlencode()}" if given else listed)
        if unknown or not name or len(name) > 100:
            why = f"Not to be saved: {', '.join(unknown)}." if unknown else "A name has 1 to 100 characters."
            messages.error(request, why)
            return back
        try:
            search = services.search_save(
                actor=user, name=name, parameters=saveable(parameters), group=group, at=timezone.now()
            )
        except DocumentsError as error:
            messages.error(request, str(error))
            return back
        except ValidationError as error:
            messages.error(request, f"This search cannot be saved: {_words(error)}")
            return back
        messages.success(request, f"Saved as {search.name}.")
        return HttpResponseRedirect(f"{listed}?{SAVED}={search.pk}")

    def search_remove_view(self, request: HttpRequest, search_id: UUID) -> HttpResponse:
        """Remove a saved search of one's own."""
        user = user_of(request)
        search = selectors.search_list(user).filter(pk=search_id).first()
        if search is None or not self.has_view_permission(request):
            raise Http404
        if search.owner_id != user.pk:
            raise PermissionDenied
        name = search.name
        services.search_remove(actor=user, search=search)
        messages.success(request, f"{name} is removed.")
        return HttpResponseRedirect(reverse("admin:documents_document_changelist"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _words(error: ValidationError) -> str:
    found = error.detail
    values = found.values() if isinstance(found, dict) else found
    return " ".join(" ".join(map(str, one)) if isinstance(one, list) else str(one) for one in values)
