"""Webhooks over the API: a machine looks after its own, administrators after all."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.machine_serializers import (
    DeliverySerializer,
    EventSerializer,
    NewWebhookSerializer,
    ReplayedSerializer,
    ReplaySerializer,
    RotateSerializer,
    WebhookPatchSerializer,
    WebhookSerializer,
    WebhookWriteSerializer,
)
from accounts.api.service_accounts import NO_STORE
from accounts.constants import DeliveryState, EndpointState
from accounts.machine_permissions import KeepsDeliveries, KeepsWebhooks, account_for_webhooks
from accounts.machine_selectors import service_account_list, webhook_delivery_list, webhook_list
from accounts.models import ServiceAccount, User, WebhookDelivery, WebhookEndpoint
from accounts.permissions import require_fresh_mfa
from accounts.services import webhooks as services
from accounts.webhook_events import events_declared
from audit import trail

_SCOPES = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), "webhooks")


class WebhookFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """By service account and state."""

    service_account = filters.UUIDFilter(field_name="account_id")
    state = filters.ChoiceFilter(choices=EndpointState.choices)

    class Meta:
        model = WebhookEndpoint
        fields: list[str] = []


class DeliveryFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """By state, event, the object it is about, and time."""

    state = filters.ChoiceFilter(choices=DeliveryState.choices)
    event = filters.CharFilter(field_name="event__name", max_length=60)
    object = filters.UUIDFilter(field_name="event__object_id")
    since = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    until = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []


@extend_schema(tags=["webhooks"])
class WebhookViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[WebhookEndpoint]):
    """Addresses that are told of events."""

    serializer_class = WebhookSerializer
    filterset_class = WebhookFilter
    permission_classes = (KeepsWebhooks,)
    machine_scopes = _SCOPES
    lookup_value_converter = "uuid"
    queryset = WebhookEndpoint.objects.none()

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        """Start from what this person or machine may see."""
        return webhook_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List endpoints, newest first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("webhooks.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one endpoint."""
        endpoint = self.get_object()
        trail.record_read("webhook.viewed", target=endpoint)
        return Response(WebhookSerializer(endpoint).data)

    @extend_schema(request=WebhookWriteSerializer, responses={201: NewWebhookSerializer})
    def create(self, request: Request) -> Response:
        """Open an endpoint; its secret is in this answer and nowhere else."""
        require_fresh_mfa(request)
        given = WebhookWriteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        account = _account(_user(request), wanted.pop("service_account", None))
        opened = services.webhook_create(actor=_user(request), account=account, at=timezone.now(), **wanted)
        location = request.build_absolute_uri(f"{request.path.rstrip('/')}/{opened.endpoint.pk}")
        return Response(self._opened(opened), status=201, headers={**NO_STORE, "Location": location})

    @extend_schema(request=WebhookPatchSerializer, responses={200: WebhookSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change address, events or description; switch on or off by `enabled`."""
        endpoint = self.get_object()
        given = WebhookPatchSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        wanted = dict(given.validated_data)
        enabled = wanted.pop("enabled", None)
        with transaction.atomic():
            if wanted:
                services.webhook_update(actor=_user(request), endpoint=endpoint, **wanted)
            if enabled is True:
                services.webhook_enable(actor=_user(request), endpoint=endpoint)
            elif enabled is False:
                services.webhook_disable(actor=_user(request), endpoint=endpoint, at=timezone.now())
        return Response(WebhookSerializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove an endpoint with its secrets and its log."""
        require_fresh_mfa(request)
        services.webhook_delete(actor=_user(request), endpoint=self.get_object())
        return Response(status=204)

    @extend_schema(request=RotateSerializer, responses={201: NewWebhookSerializer})
    @action(detail=True, methods=["post"], url_path="rotate-secret", filterset_class=None)
    def rotate_secret(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a new secret; messages carry both signatures until the overlap is over."""
        require_fresh_mfa(request)
        endpoint = self.get_object()
        given = RotateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        opened = services.webhook_secret_rotate(
            actor=_user(request), endpoint=endpoint, at=timezone.now(), overlap=given.overlap
        )
        return Response(self._opened(opened), status=201, headers=NO_STORE)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def test(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a `webhook.ping` to this endpoint."""
        delivery = services.webhook_test(actor=_user(request), endpoint=self.get_object(), at=timezone.now())
        return Response(DeliverySerializer(delivery).data, status=202)

    @extend_schema(request=ReplaySerializer, responses={202: ReplayedSerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send again whatever failed since a time."""
        endpoint = self.get_object()
        given = ReplaySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        count = services.webhook_failures_replay(
            actor=_user(request), endpoint=endpoint, since=given.validated_data["since"], at=timezone.now()
        )
        return Response({"deliveries": count}, status=202)

    @extend_schema(responses={200: EventSerializer(many=True)}, filters=False)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def events(self, request: Request) -> Response:
        """List the events there are, what each means and what its message holds."""
        return Response(EventSerializer(list(events_declared().values()), many=True).data)

    def _opened(self, opened: services.Opened) -> dict[str, Any]:
        shown = self.get_queryset().get(pk=opened.endpoint.pk)
        return {"webhook": WebhookSerializer(shown).data, "secret": opened.plain}


@extend_schema(tags=["webhooks"])
class WebhookDeliveryViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[WebhookDelivery]
):
    """What was sent to one endpoint, how often, and what it answered."""

    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    permission_classes = (KeepsDeliveries,)
    machine_scopes = _SCOPES
    lookup_value_converter = "uuid"
    queryset = WebhookDelivery.objects.none()

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        """Start from the endpoints that this person or machine may see."""
        return webhook_delivery_list(self.request.user, self._endpoint_id())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List deliveries, newest first; 404 where the endpoint is not to be seen."""
        endpoint = self._endpoint()
        response = super().list(request, *args, **kwargs)
        trail.record_read("webhook.deliveries_listed", target=endpoint, count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one delivery with its attempts."""
        delivery = self.get_object()
        trail.record_read("webhook.delivery_viewed", target=delivery)
        return Response(DeliverySerializer(delivery).data)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send one delivery again, under the same `webhook-id`."""
        delivery = services.webhook_delivery_replay(
            actor=_user(request), delivery=self.get_object(), at=timezone.now()
        )
        return Response(DeliverySerializer(delivery).data, status=202)

    def _endpoint(self) -> WebhookEndpoint:
        return get_object_or_404(webhook_list(self.request.user), pk=self._endpoint_id())

    def _endpoint_id(self) -> UUID:
        try:
            return UUID(self.kwargs["webhook_id"])
        except (KeyError, ValueError) as error:
            raise Http404 from error


def _account(user: User, named_id: UUID | None) -> ServiceAccount:
    """Return whose endpoint is opened; which accounts there are is told to nobody who may not see them."""
    named = None
    if named_id is not None and not user.is_service:
        named = service_account_list(user).filter(pk=named_id).first()
    elif named_id is not None:
        named = ServiceAccount.objects.filter(pk=named_id, user=user).first()
    is_missing = named_id is not None and named is None
    account = None if is_missing else account_for_webhooks(user, named)
    if account is None:
        raise ValidationError({"service_account": "Name a service account that you may see."})
    return account


def _user(request: Request) -> User:
    """Return who acts; the permission class has let nobody else through."""
    return cast(User, request.user)
