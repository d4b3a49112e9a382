"""The console's list of documents: pages by cursor through `documents.listing`, nothing counted."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.http import HttpRequest

from documents import listing
from documents.cursors import InvalidCursorError, cursor_parse, cursors_beside
from documents.listing import Place, Wanted
from documents.models import Document
from documents.queries import query_parse
from documents.querysets import DocumentQuerySet

_FACETS = {"status__exact": "status", "type__exact": "type"}


class DocumentList(ChangeList):
    """One page of what the person may see; a million documents cost what fifty do.

    `queryset` stays what it is to Django, the visible rows that match: actions go through it.
    """

    previous_query = ""
    next_query = ""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, and say how to get to its neighbours."""
        place = self._place(request)
        found = listing.page(request.user, self._wanted(request), place=place, size=self.list_per_page)
        back, on = cursors_beside(found, place, self.list_per_page)
        self.previous_query = self.get_query_string({PAGE_VAR: back}) if back else ""
        self.next_query = self.get_query_string({PAGE_VAR: on}) if on else ""
        self.result_list = cast(Any, found.rows)
        self.result_count = len(found.rows)
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        self.paginator = Paginator(found.rows, self.list_per_page)

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
        return Wanted(where.order_by(), query_parse(typed) if typed else None, facets)

    def _place(self, request: HttpRequest) -> Place | None:
        try:
            return cursor_parse(request.GET.get(PAGE_VAR, ""))
        except InvalidCursorError:
            return None
