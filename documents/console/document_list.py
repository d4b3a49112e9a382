"""The console's list of documents: pages by cursor through `documents.listing`, nothing counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

from accounts.roles import Role
from documents import listing
from documents.console.finding import search_chosen, wanted_by
from documents.console.shared_admin import user_of
from documents.cursors import InvalidCursorError, cursor_parse, cursors_beside
from documents.listing import Place, Wanted
from documents.models import Document, SavedSearch
from documents.queries import query_parse
from documents.querysets import DocumentQuerySet

_FACETS = {"status__exact": "status", "type__exact": "type"}


class DocumentList(ChangeList):
    """One page of what the person may see; a million documents cost what fifty do.

    `queryset` stays what it is to Django, the visible rows that match: actions go through it.
    """

    previous_query = ""
    next_query = ""
    search: SavedSearch | None = None  # that the list is narrowed by
    is_own_search = False
    may_share_with: Sequence[str] = ()

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, and say how to get to its neighbours."""
        place = self._place(request)
        size, beside = self.list_per_page, ("case", "owner")
        found = listing.page(request.user, self._wanted(request), place=place, size=size, beside=beside)
        back, on = cursors_beside(found, place, self.list_per_page)
        self.previous_query = self.get_query_string({PAGE_VAR: back}) if back else ""
        self.next_query = self.get_query_string({PAGE_VAR: on}) if on else ""
        user = user_of(request)
        self.is_own_search = self.search is not None and self.search.owner_id == user.pk
        self.may_share_with = list(user.groups.exclude(name=Role.CUSTOMER).values_list("name", flat=True))
        self.result_list = cast(Any, found.rows)
        self.result_count = len(found.rows)
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = Paginator(found.rows, self.list_per_page)

    @property
    def search_query(self) -> str:
        """The parameters of the list without its page: what is saved."""
        return self.get_query_string(remove=[PAGE_VAR, "e"])

    def _wanted(self, request: HttpRequest) -> Wanted:
        """Return what is asked for without permission and text, which the listing adds in its own way."""
        visible, typed = self.root_queryset, self.query
        self.root_queryset, self.query = Document.objects.all(), ""
        try:
            where = cast(DocumentQuerySet, self.get_queryset(request))
        finally:
            self.root_queryset, self.query = visible, typed
        facets = {name: [value] for key, name in _FACETS.items() if (value := request.GET.get(key))}
        typed = typed.replace("\x00", "").strip()
        query = query_parse(typed) if typed else None
        self.search = search_chosen(request)
        if self.search is not None:
            saved = wanted_by(self.search)
            facets = {**{name: list(values) for name, values in saved.facets.items()}, **facets}
            if query is not None and saved.query is not None:
                where = listing.matching(where, saved.query)
            query = query or saved.query
        return Wanted(where.order_by(), query, facets)

    def _place(self, request: HttpRequest) -> Place | None:
        try:
            return cursor_parse(request.GET.get(PAGE_VAR, ""))
        except InvalidCursorError:
            return None
