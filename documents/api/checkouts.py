"""Check-outs of a document, over the API."""

from __future__ import annotations

import datetime as dt
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
from documents import services
from documents.api.editing import JSON_PARSERS
from documents.api.serializers import DocumentDetailSerializer
from documents.api.tags import tagged
from documents.constants import CHECKOUT_LASTS, MAX_CHECKOUT, MAX_REASON_LENGTH
from documents.models import Document
from documents.permissions import may_break_checkout, may_change

_HOUR = dt.timedelta(hours=1)
_REASON = OpenApiParameter(
    "reason",
    str,
    description="Why somebody else's check-out is ended; officers only. At most 500 characters.",
)


class CheckoutSerializer(ClosedSerializer):
    """For how long."""

    hours = serializers.IntegerField(
        min_value=1, max_value=MAX_CHECKOUT // _HOUR, default=CHECKOUT_LASTS // _HOUR
    )


class CheckedOutDocument(viewsets.GenericViewSet[Document]):
    """The lock of whoever works on a document."""

    @extend_schema(request=CheckoutSerializer, responses=DocumentDetailSerializer, filters=False)
    @action(detail=True, methods=["post"], parser_classes=JSON_PARSERS)
    def checkout(self, request: Request, **kwargs: Any) -> Response:
        """Check the document out, or prolong your check-out: others' changes are refused until it ends."""
        document, user = self.get_object(), cast(User, request.user)
        if not may_change(user, document):
            raise PermissionDenied("You may see this document but not work on it.")
        given = CheckoutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.checkout_take(
            actor=user, document=document, at=timezone.now(), lasts=given.validated_data["hours"] * _HOUR
        )
        return tagged(self.get_object())

    @extend_schema(parameters=[_REASON], responses={204: None})
    @checkout.mapping.delete
    def checkout_end(self, request: Request, **kwargs: Any) -> Response:
        """End your check-out; officers end somebody else's with a `reason`."""
        document, user = self.get_object(), cast(User, request.user)
        may_break = may_break_checkout(user)
        if not (may_break or may_change(user, document)):
            raise PermissionDenied("You may see this document but not work on it.")
        reason = request.query_params.get("reason", "")
        if len(reason) > MAX_REASON_LENGTH or "\x00" in reason:
            raise ValidationError({"reason": f"Give at most {MAX_REASON_LENGTH} characters."})
        services.checkout_end(
            actor=user, document=document, at=timezone.now(), may_break=may_break, reason=reason
        )
        return Response(status=204)
