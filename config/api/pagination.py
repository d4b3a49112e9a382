"""Keyset pages by default; offset pages for those who ask; counts only on request."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination, CursorPagination, LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

MAX_OFFSET = 10_000_000  # a bigint to the database; whoever goes so deep uses the cursor


class NewestFirst(CursorPagination):
    """Cursor pages, newest first; `?page_size=` up to 200."""

    ordering = ("-created_at", "-id")
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    # Rows of one moment are told apart by their number only; DRF's 1000 would show the same page again.
    offset_cutoff = 1_000_000

    def decode_cursor(self, request: Request) -> Any:
        """Return the cursor; one that names no moment is refused as DRF refuses one that is no cursor."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not _is_moment(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def _is_moment(text: str) -> bool:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return False
    return moment is not None and moment.tzinfo is not None


class CursorOrOffset(BasePagination):
    """Cursor pages unless `?offset=` is given; `?count=exact` adds the number of all rows."""

    def __init__(self) -> None:
        """Hold the two ways."""
        self._cursor = NewestFirst()
        self._offset = _Offset()
        self._chosen: BasePagination = self._cursor
        self._count: int | None = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return one page of a queryset."""
        if "offset" in request.query_params:
            self._chosen = self._offset
        if request.query_params.get("count") == "exact":
            self._count = queryset.order_by().count()
        return self._chosen.paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its neighbours."""
        response = self._chosen.get_paginated_response(data)
        if self._count is not None and isinstance(response.data, dict):
            response.data = {"count": self._count, **response.data}
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the OpenAPI schema of a page."""
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["results"],
            "properties": {
                "count": {"type": "integer", "description": "Number of all rows; only with ?count=exact."},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return the OpenAPI parameters of paging."""
        extra = [
            ("offset", "integer", "Page by offset instead of by cursor."),
            ("count", "string", "`exact`."),
        ]
        return [
            *self._cursor.get_schema_operation_parameters(view),
            *(
                {
                    "name": name,
                    "in": "query",
                    "required": False,
                    "description": text,
                    "schema": {"type": kind},
                }
                for name, kind, text in extra
            ),
        ]


class _Offset(LimitOffsetPagination):
    """Offset pages without a count: one row more than asked tells whether there is a next page."""

    default_limit = 50
    max_limit = 200
    limit_query_param = "page_size"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        self.request = request
        self.limit = self.get_limit(request) or self.default_limit
        self.offset = min(self.get_offset(request), MAX_OFFSET)
        rows = list(queryset[self.offset : self.offset + self.limit + 1])
        self.count = self.offset + len(rows)
        return rows[: self.limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.get_next_link(), "previous": self.get_previous_link(), "results": data})
