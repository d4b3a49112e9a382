"""The work on one case: what it is about, what it lacks, its moves, notes and members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from accounts.permissions import may_see_accounts
from audit import trail
from documents import selectors, services
from documents.access_list import access_list, name_of
from documents.api.pagination import InOrder
from documents.api.serializers import CaseSerializer
from documents.api.sharing import GrantSerializer
from documents.api.subjects import subject_named
from documents.api.tags import tag_of
from documents.checklists import CaseChecklist, case_checklist
from documents.completeness import Item, Standing, State
from documents.constants import (
    CASE_MOVES,
    MAX_NOTE_LENGTH,
    MAX_PURPOSE_LENGTH,
    MAX_REASON_LENGTH,
    CaseStatus,
    DocumentKind,
    RequirementRule,
)
from documents.models import Case, CaseMove, CaseNote
from documents.permissions import WorksOnCases, may_change, may_see_grants

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the case as you have read it; 412 where it has changed since.",
)
_AT = OpenApiParameter("at", dt.date, description="The day to ask about; today by default.")
_FIRST, _LAST = dt.date(1990, 1, 1), dt.date(2200, 1, 1)


class CaseEditSerializer(ClosedSerializer):
    """What changes of a case."""

    name = serializers.CharField(max_length=200, required=False)
    purpose = serializers.CharField(max_length=MAX_PURPOSE_LENGTH, required=False, allow_blank=True)
    product = serializers.UUIDField(required=False, allow_null=True, help_text="Id of a product.")
    subject = serializers.UUIDField(
        required=False, allow_null=True, help_text="Id of a data subject you may see; null: nobody."
    )


class MoveSerializer(ClosedSerializer):
    """Where a case is to go."""

    to = serializers.ChoiceField(choices=CaseStatus.choices)
    reason = serializers.CharField(max_length=MAX_REASON_LENGTH, required=False, allow_blank=True, default="")


class NoteSerializer(ClosedSerializer):
    """What to note down."""

    text = serializers.CharField(max_length=MAX_NOTE_LENGTH)


class CaseMoveSerializer(serializers.ModelSerializer[CaseMove]):
    """One move of a case."""

    missing = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = CaseMove
        fields = ["id", "before", "after", "moved_by", "created_at", "reason", "missing"]
        read_only_fields = fields


class CaseNoteSerializer(serializers.ModelSerializer[CaseNote]):
    """One note about a case."""

    author_name = serializers.SerializerMethodField()

    class Meta:
        model = CaseNote
        fields = ["id", "author", "author_name", "text", "created_at"]
        read_only_fields = fields

    def get_author_name(self, note: CaseNote) -> str:
        """Return the author's name, never the address."""
        return name_of(note.author, shows_addresses=False)


class UseSerializer(serializers.Serializer[Any]):
    """What one document does for a requirement."""

    document = serializers.UUIDField()
    name = serializers.CharField()
    standing = serializers.ChoiceField(choices=[standing.value for standing in Standing])


class ItemSerializer(serializers.Serializer[Any]):
    """One requirement, and where it stands."""

    requirement = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    rule = serializers.ChoiceField(choices=RequirementRule.choices)
    count = serializers.IntegerField()
    is_optional = serializers.BooleanField()
    state = serializers.ChoiceField(choices=[state.value for state in State])
    missing = serializers.ListField(child=serializers.CharField())
    wanted_from = serializers.DateField(allow_null=True)
    wanted_until = serializers.DateField(allow_null=True)
    documents = UseSerializer(many=True)


class ChecklistSerializer(serializers.Serializer[Any]):
    """What a case holds of what its product asks for."""

    at = serializers.DateField()
    is_complete = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())
    unread = serializers.IntegerField(help_text="Documents of the case that are still to be read.")
    is_whole = serializers.BooleanField(help_text="False: the case holds more than could be weighed.")
    items = ItemSerializer(many=True)


class CaseWork(viewsets.GenericViewSet[Case]):
    """What is done with one case."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one case and its ETag."""
        case = self.get_object()
        trail.record_read("case.viewed", target=case)
        return _tagged(case)

    @extend_schema(request=CaseEditSerializer, parameters=[IF_MATCH], responses=CaseSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change name, purpose, product or subject; `If-Match` is honoured where it is sent."""
        case, user = self._worked_on(request), _person(request)
        body = CaseEditSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        if not given:
            raise ValidationError(
                {"non_field_errors": "Name what changes: name, purpose, product or subject."}
            )
        edit = services.CaseEdit(
            named=frozenset(given),
            name=given.get("name", ""),
            purpose=given.get("purpose", ""),
            product=selectors.product_offered(given["product"]) if given.get("product") else None,
            subject=subject_named(user, given.get("subject")),
        )
        return _tagged(
            services.case_update(actor=user, case=case, edit=edit, unchanged=_unchanged_since(request))
        )

    @extend_schema(responses=ChecklistSerializer, parameters=[_AT], filters=False)
    @action(detail=True, pagination_class=None)
    def checklist(self, request: Request, **kwargs: Any) -> Response:
        """Say what the case holds of what its product asks for, and exactly what is missing."""
        case = self.get_object()
        found = case_checklist(request.user, case, at=_day(request))
        trail.record_read("case.checklist_viewed", target=case, count=len(found.documents))
        return Response(ChecklistSerializer(_shown(found)).data)

    @extend_schema(responses=CaseMoveSerializer(many=True), filters=False)
    @action(detail=True, permission_classes=[WorksOnCases])
    def moves(self, request: Request, **kwargs: Any) -> Response:
        """List the moves of the case, newest first."""
        case = self.get_object()
        page = self.paginate_queryset(cast(Any, case.moves.all())) or []
        trail.record_read("case.moves_listed", target=case, count=len(page))
        return self.get_paginated_response(CaseMoveSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=MoveSerializer, responses={201: CaseMoveSerializer}, filters=False)
    @moves.mapping.post
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Move the case on, or back with a reason; going on without what is missing needs a reason too."""
        case = self._worked_on(request)
        body = MoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        move = services.case_move(
            actor=_person(request),
            case=case,
            to=CaseStatus(given["to"]),
            at=timezone.now(),
            reason=given["reason"],
        )
        return Response(CaseMoveSerializer(move).data, status=201)

    @extend_schema(responses=CaseNoteSerializer(many=True), filters=False)
    @action(detail=True, permission_classes=[WorksOnCases])
    def notes(self, request: Request, **kwargs: Any) -> Response:
        """List what was noted about the case, newest first."""
        case = self.get_object()
        page = self.paginate_queryset(cast(Any, case.notes.select_related("author"))) or []
        trail.record_read("case.notes_listed", target=case, count=len(page))
        return self.get_paginated_response(CaseNoteSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=NoteSerializer, responses={201: CaseNoteSerializer}, filters=False)
    @notes.mapping.post
    def note(self, request: Request, **kwargs: Any) -> Response:
        """Note something down about the case; a note is never altered."""
        case = self._worked_on(request)
        body = NoteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        note = services.note_write(
            actor=_person(request), case=case, text=body.validated_data["text"], at=timezone.now()
        )
        return Response(CaseNoteSerializer(note).data, status=201)

    @extend_schema(responses=GrantSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=InOrder)
    def members(self, request: Request, **kwargs: Any) -> Response:
        """List who works on the case: the live grants and offers on it, newest first."""
        case, user = self.get_object(), _person(request)
        if not may_see_grants(user, case):
            raise PermissionDenied("You may see this but not who else has access.")
        entries = access_list(case, at=timezone.now(), shows_addresses=may_see_accounts(user))
        page: Any = self.paginate_queryset(cast(Any, entries))
        trail.record_read("case.members_listed", target=case, count=len(page))
        return self.get_paginated_response(GrantSerializer(page, many=True).data)

    def _worked_on(self, request: Request) -> Case:
        case = self.get_object()
        if not may_change(request.user, case):
            raise PermissionDenied("You may see this but not work on it.")
        return case


def moves_open(case: Case) -> list[str]:
    """Return where a case can go from where it stands."""
    return [status.value for status in CASE_MOVES[CaseStatus(case.status)]]


def case_tag(case: Case) -> str:
    """Return the strong ETag of a case as it is answered."""
    return tag_of(CaseSerializer(case).data)


def _tagged(case: Case) -> Response:
    return Response(CaseSerializer(case).data, headers={"ETag": case_tag(case)})


def _unchanged_since(request: Request) -> Callable[[Case], bool] | None:
    """Return the question whether a case is still what `If-Match` names; weak tags match nothing."""
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        return None
    named = {part.strip() for part in header.split(",")}
    return lambda case: case_tag(case) in named


def _day(request: Request) -> dt.date:
    given = request.query_params.get("at", "")
    if not given:
        return timezone.now().date()
    try:
        day = dt.date.fromisoformat(given)
    except ValueError as error:
        raise ValidationError({"at": "A day like 2026-05-31 is wanted."}) from error
    if not _FIRST <= day <= _LAST:
        raise ValidationError({"at": f"A day between {_FIRST} and {_LAST} is wanted."})
    return day


def _shown(found: CaseChecklist) -> dict[str, Any]:
    return {
        "at": found.checklist.at,
        "is_complete": found.checklist.is_complete,
        "missing": found.checklist.missing,
        "unread": found.unread,
        "is_whole": found.is_whole,
        "items": [_item(item, found) for item in found.checklist.items],
    }


def _item(item: Item, found: CaseChecklist) -> dict[str, Any]:
    asked = item.requirement
    return {
        "requirement": asked.key,
        "kind": asked.kind,
        "rule": asked.rule.value,
        "count": asked.count,
        "is_optional": asked.is_optional,
        "state": item.state.value,
        "missing": item.missing,
        "wanted_from": item.wanted[0] if item.wanted else None,
        "wanted_until": item.wanted[1] if item.wanted else None,
        "documents": [
            {"document": use.key, "name": found.documents[use.key].name, "standing": use.standing.value}
            for use in item.uses
        ],
    }


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
