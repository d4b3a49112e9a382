"""Who has access over the API: grants, offers, broken glass."""

from __future__ import annotations

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from accounts.closed import ClosedSerializer
from accounts.models import User
from accounts.permissions import may_see_accounts, require_fresh_mfa
from accounts.roles import Verb
from audit import trail
from documents import selectors, services
from documents.access_list import access_list, entry_of, name_of
from documents.api.pagination import InOrder
from documents.constants import MAX_REASON_LENGTH, GrantTarget
from documents.holdings import Target
from documents.models import BreakGlass, GrantOffer
from documents.permissions import AnswersForGlass, BreaksGlass, may_see_grants

_Row = TypeVar("_Row", bound=Model)
_JSON = api_settings.DEFAULT_PARSER_CLASSES
_GRANT_ID = OpenApiParameter("grant_id", UUID, OpenApiParameter.PATH)


class GrantSerializer(serializers.Serializer[Any]):
    """One grant, or one offer that waits."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["user", "group", "address"])
    holder_id = serializers.CharField(help_text="Empty while the right is only offered to an address.")
    holder = serializers.CharField()
    verb = serializers.ChoiceField(choices=Verb.choices)
    via = serializers.ChoiceField(
        choices=GrantTarget.choices, help_text="`case` on a document: it reaches it through its case."
    )
    state = serializers.ChoiceField(choices=["live", "offered", "revoked", "expired", "replaced"])
    granted_by = serializers.CharField()
    granted_by_id = serializers.UUIDField(allow_null=True)
    granted_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    is_break_glass = serializers.BooleanField()


class GiveSerializer(ClosedSerializer):
    """A right to give. Name the receiver by exactly one of `user`, `group` and `email`."""

    user = serializers.UUIDField(required=False, help_text="For roles that may see accounts.")
    group = serializers.CharField(required=False, max_length=150)
    email = serializers.EmailField(required=False, max_length=254)
    verb = serializers.ChoiceField(choices=Verb.choices)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_REASON_LENGTH)

    def validate(self, attrs: Any) -> Any:
        """Take exactly one receiver."""
        if sum(name in attrs for name in ("user", "group", "email")) != 1:
            raise serializers.ValidationError("Name exactly one of user, group and email.")
        return attrs


class ReasonSerializer(ClosedSerializer):
    """Why."""

    reason = serializers.CharField(max_length=MAX_REASON_LENGTH)


class GlassSerializer(serializers.ModelSerializer[BreakGlass]):
    """One time that glass was broken."""

    class Meta:
        model = BreakGlass
        fields = [
            "id",
            "user",
            "target",
            "target_id",
            "reason",
            "opened_at",
            "expires_at",
            "acknowledged_by",
            "acknowledged_at",
        ]
        read_only_fields = fields


class OfferSerializer(serializers.ModelSerializer[GrantOffer]):
    """A right that somebody offers to the person who asks."""

    offered_by = serializers.SerializerMethodField()
    name = serializers.CharField(source="target.name", read_only=True)

    class Meta:
        model = GrantOffer
        fields = [
            "id",
            "case",
            "document",
            "name",
            "verb",
            "reason",
            "offered_by",
            "offered_at",
            "offer_until",
            "expires_at",
            "state",
        ]
        read_only_fields = fields

    def get_offered_by(self, offer: GrantOffer) -> str:
        """Return the giver's name, never the address."""
        return name_of(offer.offered_by, shows_addresses=False)


class SharedObject(viewsets.GenericViewSet[_Row]):
    """What cases and documents have in common: grants on them, and glass to break."""

    glass_kind: GrantTarget

    @extend_schema(
        responses=GrantSerializer(many=True),
        filters=False,
        parameters=[OpenApiParameter("ended", bool, description="Also what expired or was taken back.")],
    )
    @action(detail=True, permission_classes=[IsAuthenticated], parser_classes=_JSON, pagination_class=InOrder)
    def grants(self, request: Request, **kwargs: Any) -> Response:
        """List who has access and how, newest first; a document's list holds the grants on its case."""
        target = self._shareable(request)
        entries = access_list(
            target,
            at=timezone.now(),
            shows_addresses=may_see_accounts(_person(request)),
            with_ended=request.query_params.get("ended") == "true",
        )
        paginator = InOrder()
        page: Any = paginator.paginate_queryset(cast(Any, entries), request, view=self)
        trail.record_read("grants.listed", target=target, count=len(page or ()))
        return paginator.get_paginated_response(GrantSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=GiveSerializer, responses={201: GrantSerializer}, filters=False)
    @grants.mapping.post
    def grants_give(self, request: Request, **kwargs: Any) -> Response:
        """Give a right; roles that may not see accounts name an address, which gets an offer."""
        target = self._target()
        given = GiveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        terms, at = given.validated_data, timezone.now()
        to = services.Receiver(terms.get("user"), terms.get("group", ""), terms.get("email", ""))
        made = services.access_give(
            actor=_person(request),
            target=target,
            to=to,
            verb=Verb(terms["verb"]),
            at=at,
            expires_at=terms["expires_at"],
            reason=terms["reason"],
        )
        entry = entry_of(made, target, at=at, shows_addresses=may_see_accounts(_person(request)))
        return Response(GrantSerializer(cast(Any, entry)).data, status=201)

    @extend_schema(responses={204: None}, parameters=[_GRANT_ID])
    @action(
        detail=True,
        methods=["delete"],
        url_path=r"grants/(?P<grant_id>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
        url_name="grant",
        permission_classes=[IsAuthenticated],
        parser_classes=_JSON,
    )
    def grant_revoke(self, request: Request, grant_id: str, **kwargs: Any) -> Response:
        """Take a grant or an offer back; the holder's next request is refused."""
        services.access_revoke(
            actor=_person(request), target=self._target(), grant_id=UUID(grant_id), at=timezone.now()
        )
        return Response(status=204)

    @extend_schema(request=ReasonSerializer, responses={201: GlassSerializer}, filters=False)
    @action(
        detail=True,
        methods=["post"],
        url_path="break-glass",
        permission_classes=[BreaksGlass],
        parser_classes=_JSON,
    )
    def break_glass(self, request: Request, **kwargs: Any) -> Response:
        """See what your role may not see, with a reason, for a while; the compliance officers are told."""
        require_fresh_mfa(request)
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        glass = services.glass_break(
            actor=_person(request),
            kind=self.glass_kind,
            target_id=UUID(str(self.kwargs["pk"])),
            reason=given.validated_data["reason"],
            at=timezone.now(),
        )
        return Response(GlassSerializer(glass).data, status=201)

    def _target(self) -> Target:
        return cast(Target, self.get_object())

    def _shareable(self, request: Request) -> Target:
        target = self._target()
        if not may_see_grants(_person(request), target):
            raise PermissionDenied("You may see this but not who else has access.")
        return target


@extend_schema(tags=["grants"])
class OfferViewSet(viewsets.GenericViewSet[GrantOffer]):
    """Rights that others offer to the address of whoever asks."""

    serializer_class = OfferSerializer
    permission_classes = (IsAuthenticated,)
    pagination_class = InOrder
    lookup_value_converter = "uuid"
    queryset = GrantOffer.objects.none()

    def get_queryset(self) -> QuerySet[GrantOffer]:
        """Return the offers that wait for this person."""
        return selectors.offers_to(_person(self.request), at=timezone.now())

    def list(self, request: Request) -> Response:
        """List the offers that wait, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        trail.record_list("offers.listed", page or ())
        return self.get_paginated_response(OfferSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=None, responses={201: GrantSerializer})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """Take the right that is offered."""
        offer, at = self.get_object(), timezone.now()
        grant = services.offer_accept(actor=_person(request), offer=offer, at=at)
        entry = entry_of(grant, offer.target, at=at, shows_addresses=False)
        return Response(GrantSerializer(cast(Any, entry)).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, **kwargs: Any) -> Response:
        """Turn the offer down."""
        services.offer_decline(actor=_person(request), offer=self.get_object(), at=timezone.now())
        return Response(status=204)


@extend_schema(tags=["break-glass"])
class BreakGlassViewSet(viewsets.GenericViewSet[BreakGlass]):
    """What was looked into with a reason in place of a right: findings until acknowledged."""

    serializer_class = GlassSerializer
    permission_classes = (AnswersForGlass,)
    pagination_class = InOrder
    lookup_value_converter = "uuid"
    queryset = BreakGlass.objects.none()

    def get_queryset(self) -> QuerySet[BreakGlass]:
        """Return what this person answers for."""
        return selectors.glass_list(self.request.user)

    @extend_schema(parameters=[OpenApiParameter("open", bool, description="Only what nobody acknowledged.")])
    def list(self, request: Request) -> Response:
        """List broken glass, newest first."""
        rows = self.get_queryset()
        if request.query_params.get("open") == "true":
            rows = rows.filter(acknowledged_at__isnull=True)
        page = self.paginate_queryset(rows)
        trail.record_read(
            "glass.listed", count=len(page or ()), subject_refs=selectors.glass_subjects(page or ())
        )
        return self.get_paginated_response(GlassSerializer(cast(Any, page), many=True).data)

    @extend_schema(request=None, responses={200: GlassSerializer})
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, **kwargs: Any) -> Response:
        """Note that you have looked at it."""
        glass = services.glass_acknowledge(actor=_person(request), glass=self.get_object(), at=timezone.now())
        return Response(GlassSerializer(glass).data)


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
