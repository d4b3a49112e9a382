"""Whom a case or document is about, over the API."""

from __future__ import annotations

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.closed import ClosedSerializer
from accounts.models import DataSubject, User
from documents import selectors, services
from documents.holdings import Target
from documents.permissions import may_change

_Row = TypeVar("_Row", bound=Model)


class AboutSerializer(ClosedSerializer):
    """The person that a case or document is about."""

    subject = serializers.UUIDField(
        allow_null=True, help_text="Id of a data subject you may see; null: nobody."
    )


class AboutSomebody(viewsets.GenericViewSet[_Row]):
    """What cases and documents have in common: the person they are about."""

    def get_parsers(self) -> list[BaseParser]:
        """Take what is changed as JSON, whatever the view takes in."""
        if self.request is not None and self.request.method == "PATCH":
            return [parser() for parser in cast(Any, api_settings.DEFAULT_PARSER_CLASSES)]
        return super().get_parsers()

    @extend_schema(request=AboutSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say whom it is about; a document without a person of its own is about its case's."""
        target, user = cast(Target, self.get_object()), cast(User, request.user)
        if not may_change(user, target):
            raise PermissionDenied("You may see this but not work on it.")
        given = AboutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        subject = subject_named(user, given.validated_data["subject"])
        services.subject_set(actor=user, target=target, subject=subject)
        return Response(self.get_serializer(self.get_object()).data)


def subject_named(user: User, subject_id: UUID | None) -> DataSubject | None:
    """Return the person that a request names; raises as `selectors.subject_live`."""
    return selectors.subject_live(user, subject_id) if subject_id else None
