"""Products over the API: what cases are opened for, and which documents they need."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.closed import ClosedSerializer
from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.constants import (
    MAX_AGE_DAYS,
    MAX_AGE_MONTHS,
    MAX_REQUIRED,
    MAX_REQUIREMENTS,
    DocumentKind,
    RequirementRule,
)
from documents.models import Product
from documents.permissions import SeesProducts


class RequirementSerializer(ClosedSerializer):
    """One thing a product asks for."""

    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    rule = serializers.ChoiceField(
        choices=RequirementRule.choices,
        default=RequirementRule.COUNT,
        help_text="`count` documents, `months` without a gap of one account, or of the last `tax_year`.",
    )
    count = serializers.IntegerField(min_value=1, max_value=MAX_REQUIRED, default=1)
    max_age_days = serializers.IntegerField(
        min_value=1, max_value=MAX_AGE_DAYS, allow_null=True, default=None
    )
    max_age_months = serializers.IntegerField(
        min_value=1, max_value=MAX_AGE_MONTHS, allow_null=True, default=None
    )
    year_ends = serializers.IntegerField(
        min_value=1, max_value=12, default=2, help_text="Month in which a tax year ends."
    )
    is_optional = serializers.BooleanField(default=False)


class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product with its requirements."""

    requirements = RequirementSerializer(many=True, read_only=True)

    class Meta:
        model = Product
        fields = ["id", "name", "description", "is_active", "requirements", "created_at"]
        read_only_fields = fields


class DeclareSerializer(ClosedSerializer):
    """A product to declare."""

    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    requirements = RequirementSerializer(many=True, max_length=MAX_REQUIREMENTS)  # type: ignore[call-arg]  # of the list


class ChangeSerializer(ClosedSerializer):
    """What changes of a product."""

    name = serializers.CharField(max_length=200, required=False)
    description = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    is_active = serializers.BooleanField(required=False)
    requirements = RequirementSerializer(many=True, max_length=MAX_REQUIREMENTS, required=False)  # type: ignore[call-arg]  # of the list


@extend_schema(tags=["products"])
class ProductViewSet(viewsets.GenericViewSet[Product]):
    """What cases are opened for."""

    serializer_class = ProductSerializer
    permission_classes = (SeesProducts,)
    machine_scopes = {"GET": "cases:read"}
    lookup_value_converter = "uuid"
    queryset = Product.objects.none()

    def get_queryset(self) -> QuerySet[Product]:
        """Return every product: they hold nothing about anybody."""
        return selectors.product_list()

    def list(self, request: Request) -> Response:
        """List products, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        trail.record_list("products.listed", page)
        return self.get_paginated_response(ProductSerializer(page, many=True).data)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Return one product."""
        product = self.get_object()
        trail.record_read("product.viewed", target=product)
        return Response(ProductSerializer(product).data)

    @extend_schema(request=DeclareSerializer, responses={201: ProductSerializer})
    def create(self, request: Request) -> Response:
        """Declare a product and what it asks for."""
        body = DeclareSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        product = services.product_create(
            actor=_person(request),
            name=given["name"],
            description=given.get("description", ""),
            requirements=_asked(given["requirements"]),
            at=timezone.now(),
        )
        return Response(ProductSerializer(product).data, status=201)

    @extend_schema(request=ChangeSerializer, responses=ProductSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a product; requirements are given all at once."""
        product = self.get_object()
        body = ChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        if "requirements" in given:
            given["requirements"] = _asked(given["requirements"])
        changed = services.product_update(actor=_person(request), product=product, **given)
        return Response(ProductSerializer(changed).data)


def _asked(rows: Any) -> list[services.Asked]:
    return [services.Asked(**row) for row in rows]


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
