"""Exports of the trail over the API."""

from __future__ import annotations

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from audit.api.serializers import ExportSerializer
from audit.permissions import ExportsTrail, require_fresh_factor
from audit.services.exports import trail_export


@extend_schema(tags=["trail"])
class ExportsView(APIView):
    """The signed package that an auditor verifies alone."""

    permission_classes = (ExportsTrail,)

    @extend_schema(
        request=ExportSerializer,
        responses={
            (200, "application/zip"): OpenApiTypes.BINARY,
            400: None,
            403: None,
            409: None,
            413: None,
        },
    )
    def post(self, request: Request) -> FileResponse:
        """Export a window, at most 92 days unless about one subject; asks for a fresh second factor."""
        require_fresh_factor(request)
        asked = ExportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        at = timezone.now()
        package, _ = trail_export(
            since=given["since"],
            until=given["until"],
            subject=given["subject"],
            with_csv=given["format"] == "csv",
            at=at,
        )
        response = FileResponse(
            package,
            as_attachment=True,
            filename=f"trail-{at:%Y%m%dT%H%M%SZ}.zip",
            content_type="application/zip",
        )
        response["Cache-Control"] = "private, no-store"
        return response
