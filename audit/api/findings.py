"""What the daily review found, over the API."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import trail
from audit.api.serializers import (
    FindingPageSerializer,
    FindingQuestionSerializer,
    FindingSerializer,
    SignOffSerializer,
)
from audit.exceptions import CursorInvalid
from audit.models import Finding
from audit.permissions import SeesFindings
from audit.services.review import finding_sign_off


@extend_schema(tags=["trail"])
class FindingsView(APIView):
    """Findings of the daily review."""

    permission_classes = (SeesFindings,)

    @extend_schema(parameters=[FindingQuestionSerializer], responses={200: FindingPageSerializer})
    def get(self, request: Request) -> Response:
        """List findings, newest day first."""
        asked = FindingQuestionSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        wanted = {name: given[name] for name in ("state", "rule", "day", "actor") if given[name]}
        found = Finding.objects.filter(**wanted).order_by("-day", "-id")
        rows, following = _page(found, given["cursor"], given["page_size"])
        trail.record_read("findings.listed", count=len(rows))
        return Response({"next": following, "results": FindingSerializer(rows, many=True).data})


@extend_schema(tags=["trail"])
class FindingView(APIView):
    """One finding."""

    permission_classes = (SeesFindings,)

    @extend_schema(responses={200: FindingSerializer, 404: None})
    def get(self, request: Request, finding_id: UUID) -> Response:
        """Return one finding."""
        found = Finding.objects.filter(pk=finding_id).first()
        if found is None:
            raise Http404
        trail.record_read("finding.viewed", target=found)
        return Response(FindingSerializer(found).data)


@extend_schema(tags=["trail"])
class SignOffView(APIView):
    """Answer for a finding."""

    permission_classes = (SeesFindings,)

    @extend_schema(
        request=SignOffSerializer, responses={200: FindingSerializer, 403: None, 404: None, 409: None}
    )
    def post(self, request: Request, finding_id: UUID) -> Response:
        """Sign a finding off, with a note; nobody signs off what is about themselves."""
        asked = SignOffSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            finding = finding_sign_off(
                actor=request.user,
                finding_id=finding_id,
                note=asked.validated_data["note"],
                at=timezone.now(),
            )
        except Finding.DoesNotExist as error:
            raise Http404 from error
        return Response(FindingSerializer(finding).data)


def _page(found: QuerySet[Finding], cursor: str, size: int) -> tuple[list[Finding], str]:
    """Return a page by keyset; the cursor is the day and the id of the last finding before it."""
    if cursor:
        day, _, finding_id = cursor.partition("_")
        try:
            last, last_id = dt.date.fromisoformat(day), UUID(finding_id)
        except ValueError as error:
            raise CursorInvalid("This cursor is not one of ours. Begin again without it.") from error
        found = found.filter(Q(day__lt=last) | Q(day=last, id__lt=last_id))
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return rows, f"{rows[-1].day}_{rows[-1].pk}" if more else ""
