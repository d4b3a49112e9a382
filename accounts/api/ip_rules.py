"""IP rules over the API."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.addresses import Network, network_parse
from accounts.constants import RuleEffect, RuleScope
from accounts.models import IPRule, User
from accounts.permissions import KeepsIPRules
from accounts.roles import Role
from accounts.selectors import ip_rule_list
from accounts.services.network import ip_rule_create, ip_rule_delete, ip_rule_update
from audit import trail


@extend_schema_field(OpenApiTypes.STR)
class NetworkField(serializers.Field[Network, str, str, Any]):
    """A network in CIDR notation, or one address."""

    default_error_messages = {"invalid": "{reason}. Write it like 203.0.113.0/24 or 2001:db8::/32."}

    def to_internal_value(self, data: str) -> Network:
        """Return the network."""
        if not isinstance(data, str):
            self.fail("invalid", reason="A network is text")
        try:
            return network_parse(data)
        except ValueError as error:
            return self.fail("invalid", reason=str(error))

    def to_representation(self, value: Network) -> str:
        """Return its text."""
        return str(value)


class IPRuleSerializer(serializers.ModelSerializer[IPRule]):
    """One rule; `role` goes with scope `role`, `user` with scope `user`."""

    network = NetworkField()
    scope = serializers.ChoiceField(choices=RuleScope.choices, default=RuleScope.GLOBAL)
    role = serializers.ChoiceField(choices=Role.choices, required=False, allow_blank=True, default="")
    user = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.all(), required=False, allow_null=True, default=None
    )

    class Meta:
        model = IPRule
        fields = [
            "id",
            "effect",
            "network",
            "scope",
            "role",
            "user",
            "reason",
            "is_enabled",
            "expires_at",
            "created_by",
            "created_at",
        ]
        read_only_fields = ["id", "is_enabled", "created_by", "created_at"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each scope names exactly whom it is about."""
        wanted = {"role": attrs["scope"] == RuleScope.ROLE, "user": attrs["scope"] == RuleScope.USER}
        for name, is_wanted in wanted.items():
            if bool(attrs[name]) != is_wanted:
                verb = "needs" if is_wanted else "takes no"
                raise serializers.ValidationError({name: f"Scope {attrs['scope']!r} {verb} {name}."})
        return attrs


class IPRuleChangeSerializer(serializers.ModelSerializer[IPRule]):
    """What can be changed of a rule; for another network or scope make another rule."""

    class Meta:
        model = IPRule
        fields = ["reason", "is_enabled", "expires_at"]


@extend_schema(tags=["ip rules"])
class IPRuleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[IPRule]):
    """Which networks may be used by everybody, by a role, or by one account."""

    serializer_class = IPRuleSerializer
    permission_classes = (KeepsIPRules,)
    queryset = IPRule.objects.none()
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[IPRule]:
        """Return all rules: whoever may see one may see all."""
        return ip_rule_list()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List rules, newest first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("ip_rules.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one rule."""
        rule = self.get_object()
        trail.record_read("ip_rule.viewed", target=rule)
        return Response(self.get_serializer(rule).data)

    def create(self, request: Request) -> Response:
        """Make a rule; 409 where it would keep out whoever makes it."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        rule = ip_rule_create(
            actor=cast(User, request.user),
            effect=RuleEffect(given["effect"]),
            network=given["network"],
            scope=RuleScope(given["scope"]),
            role=given["role"],
            user=given["user"],
            reason=given["reason"],
            expires_at=given.get("expires_at"),
            at=timezone.now(),
            address=request.META["REMOTE_ADDR"],
        )
        return Response(self.get_serializer(rule).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=IPRuleChangeSerializer, responses={200: IPRuleSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Enable, disable, or change reason or end; 409 where it would keep out whoever does it."""
        rule = self.get_object()
        serializer = IPRuleChangeSerializer(rule, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        try:
            changed = ip_rule_update(
                actor=cast(User, request.user),
                rule_id=rule.pk,
                changes=dict(serializer.validated_data),
                at=timezone.now(),
                address=request.META["REMOTE_ADDR"],
            )
        except IPRule.DoesNotExist as error:
            raise Http404 from error
        return Response(self.get_serializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a rule away; 409 where that would keep out whoever does it."""
        rule = self.get_object()
        try:
            ip_rule_delete(
                actor=cast(User, request.user),
                rule_id=rule.pk,
                at=timezone.now(),
                address=request.META["REMOTE_ADDR"],
            )
        except IPRule.DoesNotExist as error:
            raise Http404 from error
        return Response(status=status.HTTP_204_NO_CONTENT)
