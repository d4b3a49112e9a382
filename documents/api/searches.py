"""Saved searches over the API: a name for the parameters of a list."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import listing, selectors, services
from documents.api.listing import PARAMETERS, answered, asked
from documents.api.serializers import FoundSerializer
from documents.models import SavedSearch
from documents.permissions import SavesSearches
from documents.saved_searches import MAX_VALUES, params_of, saveable

PAGING = ("cursor", "offset", "page_size", "count")


class ParametersField(serializers.DictField):
    """Parameters of `GET /documents`, each with its values."""

    child = serializers.ListField(child=serializers.CharField(max_length=500), max_length=MAX_VALUES)


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    """A search with a name."""

    group = serializers.CharField(source="group.name", default=None, allow_null=True)
    is_own = serializers.SerializerMethodField()
    parameters = ParametersField()

    class Meta:
        model = SavedSearch
        fields = ["id", "name", "parameters", "group", "is_own", "created_at", "updated_at"]
        read_only_fields = fields

    def get_is_own(self, search: SavedSearch) -> bool:
        """Tell whether the person who asks may change it."""
        return bool(search.owner_id == self.context["user"].pk)


class SaveSerializer(ClosedSerializer):
    """A search to save."""

    name = serializers.CharField(max_length=100)
    parameters = ParametersField()
    group = serializers.CharField(
        max_length=150, required=False, allow_null=True, help_text="A group of yours that finds it too."
    )


class SavePartSerializer(SaveSerializer):
    """What changes of a saved search."""

    name = serializers.CharField(max_length=100, required=False)
    parameters = ParametersField(required=False)


@extend_schema(tags=["saved searches"])
class SavedSearchViewSet(viewsets.GenericViewSet[SavedSearch]):
    """One's own searches, and those that others share with one's groups."""

    serializer_class = SavedSearchSerializer
    permission_classes = (SavesSearches,)
    machine_scopes = {"GET": "documents:read"}
    lookup_value_converter = "uuid"
    queryset = SavedSearch.objects.none()

    def get_queryset(self) -> QuerySet[SavedSearch]:
        """Return the searches that this person finds."""
        return selectors.search_list(_person(self.request))

    def list(self, request: Request) -> Response:
        """List saved searches, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        trail.record_list("searches.listed", page)
        return self.get_paginated_response(self._shape(page, many=True).data)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Return one saved search."""
        search = self.get_object()
        trail.record_read("search.viewed", target=search)
        return Response(self._shape(search).data)

    @extend_schema(request=SaveSerializer, responses={201: SavedSearchSerializer})
    def create(self, request: Request) -> Response:
        """Save a search: `parameters` are those of `GET /documents`."""
        body = SaveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        search = services.search_save(
            actor=_person(request),
            name=given["name"],
            parameters=saveable(given["parameters"]),
            group=_group(given.get("group")),
            at=timezone.now(),
        )
        return Response(self._shape(search).data, status=201)

    @extend_schema(request=SavePartSerializer, responses=SavedSearchSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a search of your own."""
        search = self._own(request)
        body = SavePartSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        changed = services.search_update(
            actor=_person(request),
            search=search,
            name=given.get("name"),
            parameters=saveable(given["parameters"]) if "parameters" in given else None,
            group=_group(given.get("group")),
            is_group_named="group" in given,
        )
        return Response(self._shape(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Remove a search of your own."""
        services.search_remove(actor=_person(request), search=self._own(request))
        return Response(status=204)

    @extend_schema(responses=FoundSerializer(many=True), parameters=PARAMETERS)
    @action(detail=True)
    def results(self, request: Request, **kwargs: Any) -> Response:
        """Run a saved search with your own rights; pages are asked for as in `GET /documents`."""
        search = self.get_object()
        wants = asked(request, saved_params(search, request.query_params))
        found = listing.page(request.user, wants.wanted, place=wants.place, size=wants.size)
        trail.record_list("search.run", found.rows, target=search)
        shown = {**self.get_serializer_context(), "snippets": wants.snippets(found.rows)}
        rows = FoundSerializer(found.rows, many=True, context=shown).data
        return Response(answered(request, found, wants, rows))

    def _own(self, request: Request) -> SavedSearch:
        search = self.get_object()
        if search.owner_id != _person(request).pk:
            raise PermissionDenied("This search is somebody else's. Save one of your own.")
        return search

    def _shape(self, rows: Any, *, many: bool = False) -> Any:
        return SavedSearchSerializer(rows, many=many, context={"user": self.request.user})


def saved_params(search: SavedSearch, paging: Any) -> QueryDict:
    """Return the parameters of a saved search with the paging of a request."""
    params = params_of(search.parameters)
    for name in PAGING:
        if name in paging:
            params[name] = paging[name]
    return params


def _group(name: str | None) -> Group | None:
    if not name:
        return None
    group = Group.objects.filter(name=name).first()
    if group is None:
        raise ValidationError({"group": "You are in no group of this name."})
    return group


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
