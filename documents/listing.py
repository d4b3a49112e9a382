"""One page of the documents that a person may see: narrowed, searched, in order, at the cost of the page.

`visible_to` says which rows; this says from which end the database walks to them. Three ways:

newest   no text: the newest first, along the key (or along what is open to the person).
walk     text that many documents hold: the same walk, and each document on it is asked for the text.
hits     text that few hold: the index says which, and they are sorted; the best first where they are few.

The planner chooses badly between the last two (it takes a look at a document's words for free), so its own
estimate of hits decides here. Rows are loaded through `visible_to` in the end, whichever way they were found.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from documents.models import Document, DocumentSearch, Reader
from documents.models.readers import group_principal
from documents.queries import Query
from documents.querysets import DocumentQuerySet, EachOpenTo, OpenTo, Person, sees_everything

MAX_RANKED = 1_000  # hits; a rank over more tells nobody anything and costs a look at each
# What a document on the walk costs, against a hit of the index: to pass it by, and to look at its words,
# for which only those are asked that the facets let through.
PASS_COST, LOOK_COST = 0.3, 3
# What a request may spend on looking at documents one by one, in the same unit: some thousand looks.
MAX_COST, LEAST_COUNTED = 5_000, 100
# Hits that are asked one by one whether the person may see them: 11 us each, against 16 ms for all
# that somebody with 50,000 grants may see.
MAX_ASKED = 1_500


class Way(enum.Enum):
    """How the database gets to a page."""

    NEWEST = "newest"
    WALK = "walk"
    HITS = "hits"


class Order(enum.StrEnum):
    """In which order documents are listed."""

    NEWEST = "newest"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Args:
        where: documents with every condition but text and permission.
        query: the text; None where none was asked.
        facets: what the index can narrow together with the text: name > values, of which one is enough.
    """

    where: DocumentQuerySet
    query: Query | None = None
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def is_hopeless(self) -> bool:
        """Whether text was asked that no document can hold."""
        return self.query is not None and not self.query.text


@dataclass(frozen=True, slots=True)
class Outlook:
    """The way, and the planner's estimates that it rests on.

    Args:
        way: how the database gets to the page.
        hits: how many documents hold text and facets.
        holding: how many hold the text.
        documents: how many there are.
    """

    way: Way
    hits: int
    holding: int
    documents: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: beside a document (`newest`), or after so many rows."""

    order: Order = Order.NEWEST
    beside: UUID | None = None
    is_back: bool = False
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Slice:
    """One page: its documents in order, and whether there are more on either side."""

    rows: list[Document]
    order: Order
    has_next: bool
    has_previous: bool


def page(
    user: Person, wanted: Wanted, *, place: Place | None, size: int, beside: Sequence[str] = ("case",)
) -> Slice:
    """Return one page of what is wanted and the person may see; without a place, the first one.

    Args:
        user: who asks.
        wanted: what for.
        place: where the page begins.
        size: how many documents it has at most.
        beside: what is loaded with each document.
    """
    if wanted.is_hopeless or not isinstance(user, User) or not user.is_active:
        return Slice([], Order.NEWEST, has_next=False, has_previous=False)
    outlook = way_to(wanted, size)
    if place is None:
        is_ranked = outlook.way is Way.HITS and outlook.hits <= MAX_RANKED
        place = Place(Order.RANK if is_ranked else Order.NEWEST)
    found: Iterable[UUID]
    if place.order is Order.RANK:
        found = _ranked(user, wanted, outlook)[place.skip : place.skip + size + 1]
    else:
        found = _keys(user, wanted, outlook, place, size + 1)
    keys = list(found)
    has_more = len(keys) > size
    keys = keys[:size]
    if place.is_back:
        keys.reverse()
    began = bool(place.beside or place.skip)
    return Slice(
        _loaded(user, keys, beside),
        place.order,
        has_next=True if place.is_back else has_more,
        has_previous=has_more if place.is_back else began,
    )


def keys_of(user: Person, wanted: Wanted, *, limit: int, beside: UUID | None = None) -> list[UUID]:
    """Return the keys of the newest documents wanted that the person may see; those after `beside`."""
    if wanted.is_hopeless or not isinstance(user, User) or not user.is_active:
        return []
    return list(_keys(user, wanted, way_to(wanted, limit), Place(beside=beside), limit))


def some_of(user: Person, wanted: Wanted, *, most: int) -> tuple[list[UUID], bool]:
    """Return the keys of the newest documents wanted that the person may see, and whether these are all.

    At most `most` of them, and no more than may be looked at one by one where many hold the text.
    """
    if wanted.is_hopeless or not isinstance(user, User) or not user.is_active:
        return [], True
    outlook = way_to(wanted, most)
    if outlook.way is Way.WALK:
        most = max(LEAST_COUNTED, min(most, int(MAX_COST / _walk_cost(outlook))))
    keys = list(_keys(user, wanted, outlook, Place(), most + 1))
    return keys[:most], len(keys) <= most


def count(user: Person, wanted: Wanted) -> int:
    """Return how many documents wanted the person may see: a count of all of them, slow on large sets."""
    if wanted.is_hopeless:
        return 0
    documents = wanted.where.visible_to(user)
    return (matching(documents, wanted.query) if wanted.query else documents).count()


def way_to(wanted: Wanted, size: int) -> Outlook:
    """Choose how to get to a page of some size."""
    if wanted.query is None:
        return Outlook(Way.NEWEST, 1, 1, 1)
    outlook = _outlook(wanted)
    walks = outlook.hits > size * _walk_cost(outlook)
    return replace(outlook, way=Way.WALK) if walks else outlook


def matching(documents: DocumentQuerySet, query: Query) -> DocumentQuerySet:
    """Keep the documents that hold a text: for counts and for single documents."""
    return documents.filter(_indexed("search__body", query.text)) if query.text else documents.none()


def _keys(user: User, wanted: Wanted, outlook: Outlook, place: Place, limit: int) -> Iterable[UUID]:
    way = outlook.way
    if way is Way.HITS:
        return _sorted_hits(user, wanted, outlook, place)[place.skip : place.skip + limit]
    if sees_everything(user):
        documents = wanted.where.filter(binned_at__isnull=True)
        if way is Way.WALK:
            documents = documents.filter(_Holds("pk", wanted=wanted))
        return _beside(documents, "pk", place)[place.skip : place.skip + limit].values_list("pk", flat=True)
    walks = [_readers(principal, wanted, way, place, limit) for principal in _principals(user)]
    return _merged(walks, place, limit)


def _readers(principal: UUID, wanted: Wanted, way: Way, place: Place, limit: int) -> QuerySet[Any, Any]:
    """Return what is open to one principal, in order along the index of readers."""
    readers = Reader.objects.filter(principal=principal, until__gt=timezone.now())
    if wanted.where.query.where:
        readers = readers.filter(Exists(wanted.where.order_by().filter(pk=OuterRef("document_id"))))
    if way is Way.WALK:
        readers = readers.filter(_Holds("document_id", wanted=wanted))
    walk = _beside(readers, "document_id", place)[: place.skip + limit]
    return walk.values_list("document_id", flat=True)


def _merged(walks: list[QuerySet[Any, Any]], place: Place, limit: int) -> Iterable[UUID]:
    """Return the first of several walks together, each document once."""
    if len(walks) == 1:
        return walks[0][place.skip :]
    found = set(walks[0].union(*walks[1:]))
    return sorted(found, reverse=not place.is_back)[place.skip : place.skip + limit]


def _principals(user: User) -> list[UUID]:
    groups = user.groups.order_by().values_list("pk", flat=True)
    return [user.pk, *(group_principal(group) for group in groups)]


def _sorted_hits(user: User, wanted: Wanted, outlook: Outlook, place: Place) -> QuerySet[Any, Any]:
    """Return what the index finds, newest first; sorted by what no index is in the order of.

    In the order of a key, the planner would rather walk through all documents than sort a few hits.
    """
    in_order = _beside(_open_hits(user, wanted, outlook), "pk", place).order_by(
        Cast("pk", models.TextField())
    )
    return (in_order if place.is_back else in_order.reverse()).values_list("pk", flat=True)


def _open_hits(user: User, wanted: Wanted, outlook: Outlook) -> QuerySet[DocumentSearch]:
    """Return what the index finds and the person may see; documents are asked only where there is need."""
    hits = _hits(wanted)
    where = wanted.where.order_by()
    if not sees_everything(user):
        # Readers leave out what is in the bin.
        open_to = EachOpenTo if outlook.hits <= MAX_ASKED else OpenTo
        hits = hits.filter(open_to("pk", user=user, at=timezone.now()))
    elif where.query.where:
        where = where.filter(binned_at__isnull=True)
    else:
        hits = hits.exclude(Exists(Document.objects.filter(pk=OuterRef("pk"), binned_at__isnull=False)))
    return hits.filter(Exists(where.filter(pk=OuterRef("pk")))) if where.query.where else hits


def _beside(rows: QuerySet[Any, Any], key: str, place: Place) -> QuerySet[Any, Any]:
    if place.beside is not None:
        rows = rows.filter(**{f"{key}__{'gt' if place.is_back else 'lt'}": place.beside})
    return rows.order_by(key if place.is_back else f"-{key}")


def _ranked(user: User, wanted: Wanted, outlook: Outlook) -> QuerySet[Any, Any]:
    rank = SearchRank(F("body"), _typed(cast(Query, wanted.query).text), cover_density=True)
    return _open_hits(user, wanted, outlook).order_by(rank.desc(), "-pk").values_list("pk", flat=True)


def _loaded(user: User, keys: list[UUID], beside: Sequence[str]) -> list[Document]:
    rows = Document.objects.visible_to(user).select_related(*beside).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _hits(wanted: Wanted) -> QuerySet[DocumentSearch]:
    """Return the rows of the documents that hold the text and one value of each facet, by the index alone."""
    hits = DocumentSearch.objects.filter(_indexed("body", cast(Query, wanted.query).text))
    if wanted.facets:
        hits = hits.filter(_indexed("facets", _narrowed(wanted)))
    return hits


def _narrowed(wanted: Wanted) -> str:
    """Return the facets in the database's syntax of queries."""
    return " & ".join(
        "(" + " | ".join(f"'{name}:{value.lower()}'" for value in values) + ")"
        for name, values in wanted.facets.items()
    )


def _typed(text: str) -> Cast:
    """Return lexemes as they are; `to_tsquery` would take them for words once more."""
    return Cast(Value(text), SearchQueryField())


def _indexed(column: str, text: str) -> models.Func:
    """Ask the index which rows hold a text."""
    return models.Func(
        F(column),
        _typed(text),
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=models.BooleanField(),
    )


class _Holds(models.Func):
    """Ask one document for a text and facets, past the index.

    A value and no join, so that the planner asks for each document of a walk, after what costs less; facets
    first, which are small. A function where `@@` would be an operator that an index knows.
    """

    output_field = models.BooleanField()
    template = (
        "(SELECT {}ts_match_vq(asked.body, %%s::tsquery) FROM documents_documentsearch asked"
        " WHERE asked.document_id = %(expressions)s)"
    )

    def __init__(self, document: str, **extra: Any) -> None:
        """Ask about a column that holds documents' keys; `wanted` says for what."""
        super().__init__(document, **extra)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]  # Func names three more arguments that a template of ours has no use for
        wanted = self.extra["wanted"]
        facets = "ts_match_vq(asked.facets, %%s::tsquery) AND " if wanted.facets else ""
        sql, params = super().as_sql(compiler, connection, template=self.template.format(facets), **context)
        given = [_narrowed(wanted)] if wanted.facets else []
        return sql, [*given, wanted.query.text, *params]


def _outlook(wanted: Wanted) -> Outlook:
    """Ask the planner, in one statement that is not run."""
    asked = [_hits(wanted), DocumentSearch.objects.all()]
    if wanted.facets:
        asked.insert(1, _hits(replace(wanted, facets={})))
    parts = [rows.values("pk") for rows in asked]
    plan = json.loads(parts[0].union(*parts[1:], all=True).explain(format="json"))[0]["Plan"]
    while len(plan["Plans"]) < len(parts):  # several workers would gather the parts
        plan = plan["Plans"][0]
    hits, *holding, documents = (max(1, int(part["Plan Rows"])) for part in plan["Plans"])
    return Outlook(Way.HITS, hits, max([hits, *holding]), documents)


def _walk_cost(outlook: Outlook) -> float:
    """Return what a walk costs for each row that it finds."""
    return outlook.documents * (PASS_COST / outlook.hits + LOOK_COST / outlook.holding)
