"""People over the API: who has an account, their roles, and whether it is open."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.closed import ClosedSerializer
from accounts.models import User
from accounts.permissions import SeesAccounts, require_fresh_mfa
from accounts.roles import Role
from accounts.selectors import user_list
from accounts.services.standing import user_close, user_rename, user_reopen, user_roles_change
from audit import trail


class UserSerializer(serializers.ModelSerializer[User]):
    """One account."""

    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = [
            "id",
            "email",
            "full_name",
            "roles",
            "is_active",
            "is_staff",
            "is_superuser",
            "last_login",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_roles(self, user: User) -> list[str]:
        """Return the roles, without groups that are none."""
        return sorted(group.name for group in user.groups.all() if group.name in set(Role))


class UserChangeSerializer(ClosedSerializer):
    """What an administrator changes about somebody else's account."""

    full_name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=len(Role)
    )
    is_active = serializers.BooleanField(required=False)


class MeChangeSerializer(ClosedSerializer):
    """What people change about their own account."""

    full_name = serializers.CharField(max_length=200, allow_blank=True)


class UserFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """By exact address, by role, open or closed."""

    email = filters.CharFilter(lookup_expr="iexact", max_length=254)
    role = filters.ChoiceFilter(field_name="groups__name", choices=Role.choices)
    is_active = filters.BooleanFilter()

    class Meta:
        model = User
        fields: list[str] = []


@extend_schema(tags=["users"])
class UserViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[User]):
    """Accounts. Nobody changes their own roles, and superusers are changed by superusers only."""

    serializer_class = UserSerializer
    filterset_class = UserFilter
    permission_classes = (SeesAccounts,)
    lookup_value_converter = "uuid"
    queryset = User.objects.none()

    def get_queryset(self) -> QuerySet[User]:
        """Start from what this person may see."""
        return user_list(_person(self.request))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List accounts, newest first."""
        response = super().list(request, *args, **kwargs)
        trail.record_read("users.listed", count=len(response.data["results"]))
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one account."""
        user = self.get_object()
        trail.record_read("user.viewed", target=user)
        return Response(UserSerializer(user).data)

    @extend_schema(request=UserChangeSerializer, responses={200: UserSerializer})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change name, roles or state of an account; new roles and closing end its sessions.

        Roles are changed with a second factor shown within the last ten minutes.
        """
        user = self.get_object()
        given = UserChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actor, wanted, at = _person(request), given.validated_data, timezone.now()
        if "roles" in wanted:
            require_fresh_mfa(request)
        with transaction.atomic():
            # Roles and state first: they take the lock of administrators, which comes before any row's.
            if "roles" in wanted:
                user_roles_change(actor=actor, user=user, roles=map(Role, wanted["roles"]), at=at)
            if wanted.get("is_active") is True:
                user_reopen(actor=actor, user=user)
            elif wanted.get("is_active") is False:
                user_close(actor=actor, user=user, at=at)
            if "full_name" in wanted:
                user_rename(actor=actor, user=user, full_name=wanted["full_name"])
        return Response(UserSerializer(self.get_object()).data)

    @extend_schema(methods=["GET"], responses={200: UserSerializer})
    @extend_schema(methods=["PATCH"], request=MeChangeSerializer, responses={200: UserSerializer})
    @action(detail=False, methods=["get", "patch"], filterset_class=None, pagination_class=None)
    def me(self, request: Request) -> Response:
        """Return or rename one's own account."""
        user = _person(request)
        if request.method == "PATCH":
            given = MeChangeSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            user = user_rename(actor=user, user=user, full_name=given.validated_data["full_name"])
        else:
            trail.record_read("user.viewed", target=user)
        return Response(UserSerializer(user).data)


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
