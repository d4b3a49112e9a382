"""Lists and searches of documents over the API: parameters in, one page with its neighbours out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from documents import listing
from documents.constants import SearchConfig
from documents.cursors import InvalidCursorError, cursor_parse, cursors_beside
from documents.highlights import Snippet, snippets
from documents.listing import Order, Place, Slice, Wanted
from documents.models import Document
from documents.narrowing import choice, wanted_of

PAGE_SIZE, MAX_PAGE_SIZE = 50, 200
MAX_OFFSET = 1_000_000  # whoever goes so deep uses the cursor

PARAMETERS = [
    OpenApiParameter(
        "page_size", int, description=f"Documents a page; {PAGE_SIZE}, at most {MAX_PAGE_SIZE}."
    ),
    OpenApiParameter(
        "field.invoice_number",
        str,
        many=True,
        description="Exact value of a field read, by any name that `/documents/{id}/fields` shows.",
    ),
    OpenApiParameter("cursor", str, description="From `next` or `previous` of an answer; do not build it."),
    OpenApiParameter("offset", int, description="Page by offset instead of by cursor; deep pages get slow."),
    OpenApiParameter("count", str, enum=["exact"], description="Adds the number of all; slow on large sets."),
    OpenApiParameter(
        "order",
        str,
        enum=[order.value for order in Order],
        description=(
            "`rank` puts the best first (searches of at most "
            f"{listing.MAX_RANKED} hits; its default), `newest` the newest."
        ),
    ),
    OpenApiParameter(
        "config",
        str,
        enum=[config.value for config in SearchConfig],
        description="`english` finds stems in English documents (default), `simple` the words alone.",
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    wanted: Wanted
    place: Place | None
    size: int

    def snippets(self, found: list[Document]) -> dict[UUID, Snippet]:
        """Return where the words searched for stand in what was found."""
        return snippets(found, self.wanted.query) if self.wanted.query and found else {}


def asked(request: Request, params: QueryDict | None = None) -> Asked:
    """Understand the parameters of a list.

    Args:
        request: whose they are.
        params: others than the request's own, e.g. those of a saved search.

    Raises:
        ValidationError: a parameter is none of those it may be.
        NotFound: the cursor is not one of ours.
    """
    params = request.query_params if params is None else params
    wanted = wanted_of(params)
    return Asked(wanted, _place(params), _number(params, "page_size", PAGE_SIZE, least=1, most=MAX_PAGE_SIZE))


def answered(request: Request, found: Slice, wants: Asked, results: Any) -> dict[str, Any]:
    """Return the body of an answer: the page, and the addresses of its neighbours."""
    previous, following = _neighbours(request, found, wants.place, wants.size)
    return {"next": _link(request, following), "previous": _link(request, previous), "results": results}


def _place(params: QueryDict) -> Place | None:
    order = choice(params, "order", Order)
    if "offset" in params:
        return Place(order or Order.NEWEST, skip=_number(params, "offset", 0, least=0, most=MAX_OFFSET))
    cursor = params.get("cursor")
    if not cursor:
        return Place(order) if order is Order.NEWEST else None
    try:
        return cursor_parse(cursor)
    except InvalidCursorError as error:
        raise NotFound(str(error)) from error


def _neighbours(request: Request, found: Slice, place: Place | None, size: int) -> tuple[str, str]:
    """Return the parameters of the page before and of the page after; empty where there is none."""
    if "offset" not in request.query_params:
        return cursors_beside(found, place, size)
    skip = place.skip if place else 0
    return str(max(0, skip - size)) if found.has_previous else "", str(skip + size) if found.has_next else ""


def _link(request: Request, place: str) -> str | None:
    if not place:
        return None
    given = {key: request.query_params.getlist(key) for key in request.query_params}
    given["offset" if "offset" in given else "cursor"] = [place]
    return f"{request.build_absolute_uri(request.path)}?{urlencode(given, doseq=True)}"


def _number(params: QueryDict, name: str, default: int, *, least: int, most: int) -> int:
    given = params.get(name, "")
    if not given:
        return default
    try:
        return min(max(int(given), least), most)
    except ValueError as error:
        raise ValidationError({name: "A whole number is wanted."}) from error
