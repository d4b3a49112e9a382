"""How long the trail is kept, over the API: months, rules, holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import trail
from audit.api.retention_serializers import (
    HoldPlaceSerializer,
    HoldReleaseSerializer,
    HoldSerializer,
    RetentionSerializer,
    RuleSerializer,
    RuleSetSerializer,
)
from audit.models import TrailHold
from audit.permissions import KeepsTrail, SeesRetention, require_fresh_factor
from audit.retention_overview import retention_overview
from audit.services.retention import trail_hold_place, trail_hold_release, trail_rule_set


@extend_schema(tags=["trail"])
class RetentionView(APIView):
    """How the trail is kept."""

    permission_classes = (SeesRetention,)

    @extend_schema(responses={200: RetentionSerializer})
    def get(self, request: Request) -> Response:
        """Return the months that exist, are due and went, the rules and the holds, newest first."""
        found = retention_overview(timezone.now())
        trail.record_read("trail.retention_viewed", count=len(found.months))
        return Response(RetentionSerializer(found).data)


@extend_schema(tags=["trail"])
class HoldsView(APIView):
    """Holds on months of the trail."""

    permission_classes = (KeepsTrail,)

    @extend_schema(request=HoldPlaceSerializer, responses={201: HoldSerializer, 403: None, 409: None})
    def post(self, request: Request) -> Response:
        """Keep the entries of a period whatever their age, until the hold is released."""
        hold = trail_hold_place(**_given(HoldPlaceSerializer, request), **_acting(request))
        return Response(HoldSerializer(hold).data, status=status.HTTP_201_CREATED)


@extend_schema(tags=["trail"])
class HoldReleaseView(APIView):
    """Release one hold."""

    permission_classes = (KeepsTrail,)

    @extend_schema(
        request=HoldReleaseSerializer, responses={200: HoldSerializer, 403: None, 404: None, 409: None}
    )
    def post(self, request: Request, hold_id: UUID) -> Response:
        """Release a hold, once, with a reason; asks for a fresh second factor."""
        require_fresh_factor(request)
        given = _given(HoldReleaseSerializer, request)
        hold = TrailHold.objects.filter(pk=hold_id).first()
        if hold is None:
            raise Http404
        return Response(HoldSerializer(trail_hold_release(hold=hold, **given, **_acting(request))).data)


@extend_schema(tags=["trail"])
class RulesView(APIView):
    """Rules of how long the trail is kept."""

    permission_classes = (KeepsTrail,)

    @extend_schema(request=RuleSetSerializer, responses={201: RuleSerializer, 403: None, 409: None})
    def post(self, request: Request) -> Response:
        """Set how many years from a day on, after a fresh second factor; fewer than now in thirty days."""
        require_fresh_factor(request)
        rule = trail_rule_set(**_given(RuleSetSerializer, request), **_acting(request))
        return Response(RuleSerializer(rule).data, status=status.HTTP_201_CREATED)


def _given(serializer: Any, request: Request) -> dict[str, Any]:
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _acting(request: Request) -> dict[str, Any]:
    return {"actor": request.user, "at": timezone.now()}
