"""Identifiers and contacts below a data subject: listed masked, added, corrected, verified, removed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import subject_serializers as shapes
from accounts.api.subject_requests import (
    SubjectViews,
    contact_of,
    given,
    identifier_of,
    person_of,
    revision_of,
    uuid_of,
)
from accounts.models import DataSubject
from accounts.services import subject_values as services
from accounts.subject_presenting import values_shown
from audit import trail

_ROW = r"(?P<row_id>[0-9a-f-]{36})"
_SUPERSEDED = OpenApiParameter("superseded", bool, description="Also values that no longer hold.")
_ROW_ID = OpenApiParameter("row_id", str, OpenApiParameter.PATH)
_IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag you have read.")


class SubjectValueActions(SubjectViews):
    """The addresses below one subject."""

    @extend_schema(responses=shapes.IdentifierSerializer(many=True), parameters=[_SUPERSEDED], filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def identifiers(self, request: Request, **kwargs: Any) -> Response:
        """Return the identifiers, masked."""
        return self._listed(self.subject(), "identifiers", shapes.IdentifierSerializer)

    @extend_schema(
        request=shapes.IdentifierGivenSerializer,
        responses={201: shapes.IdentifierSerializer},
        parameters=[_IF_MATCH],
    )
    @identifiers.mapping.post
    def identifier_add(self, request: Request, **kwargs: Any) -> Response:
        """Add an identifier; 409 where another live subject holds it."""
        subject = self.subject()
        row = services.identifier_add(
            actor=person_of(request),
            subject=subject,
            identifier=identifier_of(given(shapes.IdentifierGivenSerializer, request)),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return _shown(subject, row, 201)

    @extend_schema(
        request=shapes.IdentifierGivenSerializer,
        responses=shapes.IdentifierSerializer,
        parameters=[_ROW_ID, _IF_MATCH],
    )
    @action(detail=True, methods=["patch"], url_path=f"identifiers/{_ROW}", pagination_class=None)
    def identifier_correct(self, request: Request, row_id: str, **kwargs: Any) -> Response:
        """Replace an identifier by the right one of its kind; the earlier one is kept as evidence."""
        subject = self.subject()
        row = services.identifier_correct(
            actor=person_of(request),
            subject=subject,
            row_id=uuid_of(row_id),
            identifier=identifier_of(given(shapes.IdentifierGivenSerializer, request)),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return _shown(subject, row, 200)

    @extend_schema(request=None, responses={204: None}, parameters=[_ROW_ID, _IF_MATCH])
    @identifier_correct.mapping.delete
    def identifier_remove(self, request: Request, row_id: str, **kwargs: Any) -> Response:
        """End an identifier that is not the subject's."""
        services.identifier_remove(
            actor=person_of(request),
            subject=self.subject(),
            row_id=uuid_of(row_id),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return Response(status=204)

    @extend_schema(request=None, responses=shapes.IdentifierSerializer, parameters=[_ROW_ID, _IF_MATCH])
    @action(detail=True, methods=["post"], url_path=f"identifiers/{_ROW}/verify", pagination_class=None)
    def identifier_verify(self, request: Request, row_id: str, **kwargs: Any) -> Response:
        """Note that you have compared the identifier with the document that bears it."""
        subject = self.subject()
        row = services.identifier_verify(
            actor=person_of(request),
            subject=subject,
            row_id=uuid_of(row_id),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return _shown(subject, row, 200)

    @extend_schema(responses=shapes.ValueSerializer(many=True), parameters=[_SUPERSEDED], filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def contacts(self, request: Request, **kwargs: Any) -> Response:
        """Return the contacts, masked."""
        return self._listed(self.subject(), "contacts", shapes.ValueSerializer)

    @extend_schema(
        request=shapes.ContactGivenSerializer,
        responses={201: shapes.ValueSerializer},
        parameters=[_IF_MATCH],
    )
    @contacts.mapping.post
    def contact_add(self, request: Request, **kwargs: Any) -> Response:
        """Add a contact."""
        subject = self.subject()
        row = services.contact_add(
            actor=person_of(request),
            subject=subject,
            contact=contact_of(given(shapes.ContactGivenSerializer, request)),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return _shown(subject, row, 201)

    @extend_schema(
        request=shapes.ContactGivenSerializer,
        responses=shapes.ValueSerializer,
        parameters=[_ROW_ID, _IF_MATCH],
    )
    @action(detail=True, methods=["patch"], url_path=f"contacts/{_ROW}", pagination_class=None)
    def contact_correct(self, request: Request, row_id: str, **kwargs: Any) -> Response:
        """Replace a contact by the right one of its kind; the earlier one is kept as evidence."""
        subject = self.subject()
        row = services.contact_correct(
            actor=person_of(request),
            subject=subject,
            row_id=uuid_of(row_id),
            contact=contact_of(given(shapes.ContactGivenSerializer, request)),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return _shown(subject, row, 200)

    @extend_schema(request=None, responses={204: None}, parameters=[_ROW_ID, _IF_MATCH])
    @contact_correct.mapping.delete
    def contact_remove(self, request: Request, row_id: str, **kwargs: Any) -> Response:
        """End a contact that is not the subject's any more."""
        services.contact_remove(
            actor=person_of(request),
            subject=self.subject(),
            row_id=uuid_of(row_id),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return Response(status=204)

    def _listed(self, subject: DataSubject, which: str, shape: Any) -> Response:
        rows = getattr(subject, which).all()
        if self.request.query_params.get("superseded") not in {"true", "1"}:
            rows = rows.filter(superseded_at__isnull=True)
        shown = values_shown(subject, rows)
        trail.record_read(
            f"subject.{which}_viewed", target=subject, subject_refs=[subject.pk], count=len(shown)
        )
        return Response(shape(shown, many=True).data)


def _shown(subject: DataSubject, row: Any, status: int) -> Response:
    shape: Any = shapes.IdentifierSerializer if hasattr(row, "country") else shapes.ValueSerializer
    return Response(shape(values_shown(subject, [row])[0]).data, status=status)
