"""Events of the trail, and who has seen a data subject, over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import entry_selectors, trail
from audit.api.serializers import (
    AccessPageSerializer,
    AccessQuestionSerializer,
    EntryPageSerializer,
    EntrySerializer,
    QuestionSerializer,
)
from audit.models import LogEntry
from audit.permissions import AsksForSubject, SeesTrail, may_see_trail, subject_ids_for
from audit.subject_access import Access, who_has_seen


def narrowed_details(given: dict[str, Any]) -> dict[str, str]:
    """Return what was asked for, as the trail keeps it; a purpose may be any words and stays out."""
    kept = {k: str(v) for k, v in given.items() if v not in (None, "") and k not in {"page_size", "cursor"}}
    return {k: "given" if k == "purpose" else v for k, v in kept.items()}


@extend_schema(tags=["trail"])
class EventsView(APIView):
    """What happened, newest first."""

    permission_classes = (SeesTrail,)
    machine_scopes = {"GET": "audit:read"}

    @extend_schema(parameters=[QuestionSerializer], responses={200: EntryPageSerializer, 400: None})
    def get(self, request: Request) -> Response:
        """List events of a window; 400 says what to add where the window is missing."""
        asked = QuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        question = asked.question()
        page = entry_selectors.page_of(
            entry_selectors.entry_list(question),
            cursor=asked.validated_data["cursor"],
            size=asked.validated_data["page_size"],
        )
        trail.record_read(
            "trail.listed",
            details=narrowed_details(asked.validated_data),
            subject_refs=question.subject_refs,
            count=len(page.rows),
        )
        return Response({"next": page.next, "results": EntrySerializer(page.rows, many=True).data})


@extend_schema(tags=["trail"])
class EventView(APIView):
    """One event."""

    permission_classes = (SeesTrail,)
    machine_scopes = {"GET": "audit:read"}

    @extend_schema(responses={200: EntrySerializer, 404: None})
    def get(self, request: Request, entry_id: UUID) -> Response:
        """Return one event."""
        entry = entry_or_404(entry_id)
        trail.record_read("trail.viewed", target=entry, subject_refs=entry.subject_refs)
        return Response(EntrySerializer(entry).data)


@extend_schema(tags=["trail"])
class SubjectAccessView(APIView):
    """Who has seen this person's data: for those who may read the trail, and for the person."""

    permission_classes = (AsksForSubject,)
    machine_scopes = {"GET": "audit:read"}

    @extend_schema(parameters=[AccessQuestionSerializer], responses={200: AccessPageSerializer, 404: None})
    def get(self, request: Request, subject_id: UUID) -> Response:
        """List who saw or changed something of this data subject, and for what, last first."""
        asked = AccessQuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        ids = subject_ids_for(request.user, subject_id)
        if not ids:
            raise Http404
        found, more = who_has_seen(
            ids, since=given["since"], until=given["until"], offset=given["offset"], size=given["page_size"]
        )
        trail.record_read("trail.subject_access_viewed", subject_refs=[subject_id], count=len(found))
        names = may_see_trail(request.user)
        return Response(
            {
                "subject": subject_id,
                "next_offset": given["offset"] + len(found) if more else None,
                "results": [_access(row, request.user.pk, names=names) for row in found],
            }
        )


def entry_or_404(entry_id: UUID) -> LogEntry:
    """Return one entry of the trail."""
    try:
        return entry_selectors.entry_get(entry_id)
    except LogEntry.DoesNotExist as error:
        raise Http404 from error


def _access(row: Access, asker: Any, *, names: bool) -> dict[str, Any]:
    """Return one row; the person themselves learns categories, not names (POPIA s23(1)(b))."""
    return {
        "actor": row.actor_id if names else None,
        "actor_name": row.actor_name if names else "",
        "category": "yourself" if not names and row.actor_id == asker else row.category,
        "purpose": row.purpose,
        "first": row.first,
        "last": row.last,
        "count": row.events,
        "reads": row.reads,
        "rows": row.count,
        "events": row.kinds,
    }
