"""Service accounts over the API: for administrators; machines do not manage machines."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.machine_serializers import (
    NewSecretSerializer,
    NewServiceAccountSerializer,
    RotateSerializer,
    ScopeSerializer,
    SecretSerializer,
    ServiceAccountPatchSerializer,
    ServiceAccountSerializer,
    ServiceAccountWriteSerializer,
)
from accounts.machine_permissions import KeepsServiceAccounts
from accounts.machine_selectors import service_account_list
from accounts.models import ServiceAccount, ServiceAccountSecret, User
from accounts.permissions import require_fresh_mfa
from accounts.scopes import SCOPES
from accounts.services import service_accounts as services
from accounts.services.service_accounts import Issued
from audit import trail

NO_STORE = {"Cache-Control": "no-store"}


class ServiceAccountFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """By client id, switched on or off."""

    client_id = filters.CharFilter(max_length=40)
    is_active = filters.BooleanFilter(field_name="user__is_active")

    class Meta:
        model = ServiceAccount
        fields: list[str] = []


@extend_schema(tags=["service accounts"])
class ServiceAccountViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[ServiceAccount]):
    """Machines: who answers for them, what they may do, and their secrets."""

    serializer_class = ServiceAccountSerializer
    filterset_class = ServiceAccountFilter
    permission_classes = (KeepsServiceAccounts,)
    lookup_value_converter = "uuid"
    queryset = ServiceAccount.objects.none()

    def get_queryset(self) -> QuerySet[ServiceAccount]:
        """Start from what this person may see."""
        return service_account_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List service accounts, newest first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("service_accounts.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one service account."""
        account = self.get_object()
        trail.record_read("service_account.viewed", target=account)
        return Response(ServiceAccountSerializer(account).data)

    @extend_schema(request=ServiceAccountWriteSerializer, responses={201: NewServiceAccountSerializer})
    def create(self, request: Request) -> Response:
        """Make a service account; its secret is in this answer and nowhere else."""
        require_fresh_mfa(request)
        given = ServiceAccountWriteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        issued = services.service_account_create(
            actor=_person(request), at=timezone.now(), **given.validated_data
        )
        body = {"service_account": ServiceAccountSerializer(issued.account).data, **_secret(issued)}
        location = request.build_absolute_uri(f"{request.path.rstrip('/')}/{issued.account.pk}")
        return Response(body, status=201, headers={**NO_STORE, "Location": location})

    @extend_schema(request=ServiceAccountPatchSerializer, responses={200: ServiceAccountSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change name, contact, scopes or rate limit; scopes taken away leave running tokens too."""
        account = self.get_object()
        given = ServiceAccountPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        if not set(given.validated_data.get("scopes", ())) <= set(account.scopes):
            require_fresh_mfa(request)
        changed = services.service_account_update(
            actor=_person(request), account=account, **given.validated_data
        )
        return Response(ServiceAccountSerializer(changed).data)

    @extend_schema(request=None, responses={200: ServiceAccountSerializer})
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Switch it off: its tokens are refused from the next request on."""
        changed = services.service_account_deactivate(actor=_person(request), account=self.get_object())
        return Response(ServiceAccountSerializer(changed).data)

    @extend_schema(request=None, responses={200: ServiceAccountSerializer})
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Switch it on again."""
        require_fresh_mfa(request)
        changed = services.service_account_activate(actor=_person(request), account=self.get_object())
        return Response(ServiceAccountSerializer(changed).data)

    @extend_schema(responses={200: SecretSerializer(many=True)}, filters=False)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def secrets(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the secrets by prefix: which are good, until when, when they were used."""
        account = self.get_object()
        rows = list(account.secrets.all())
        trail.record_read("service_account.secrets_listed", target=account, count=len(rows))
        return Response(SecretSerializer(rows, many=True).data)

    @extend_schema(request=RotateSerializer, responses={201: NewSecretSerializer})
    @secrets.mapping.post
    def rotate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a new secret, shown in this answer alone; the one before it ends after the overlap."""
        require_fresh_mfa(request)
        account = self.get_object()
        given = RotateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        issued = services.service_account_secret_create(
            actor=_person(request), account=account, overlap=given.overlap, at=timezone.now()
        )
        return Response(_secret(issued), status=201, headers=NO_STORE)

    @extend_schema(responses={204: None})
    @action(
        detail=True, methods=["delete"], url_path="secrets/(?P<secret_id>[0-9a-f-]{36})", filterset_class=None
    )
    def secret_revoke(self, request: Request, secret_id: str, **kwargs: Any) -> Response:
        """End a secret and the tokens that were fetched with it."""
        account = self.get_object()
        try:
            services.service_account_secret_revoke(
                actor=_person(request), account=account, secret_id=UUID(secret_id), at=timezone.now()
            )
        except (ServiceAccountSecret.DoesNotExist, ValueError) as error:
            raise Http404 from error
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="tokens/revoke", filterset_class=None)
    def tokens_revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End every token that is out; the secrets stay."""
        services.service_account_tokens_revoke(actor=_person(request), account=self.get_object())
        return Response(status=204)

    @extend_schema(responses={200: ScopeSerializer(many=True)}, filters=False)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def scopes(self, request: Request) -> Response:
        """List the scopes there are."""
        return Response(ScopeSerializer(list(SCOPES.values()), many=True).data)


def _secret(issued: Issued) -> dict[str, Any]:
    return {
        "client_id": issued.account.client_id,
        "client_secret": issued.plain,
        "secret": SecretSerializer(issued.secret).data,
    }


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
