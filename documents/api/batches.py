"""Batches over the API: ask for one, follow it, fetch its results and its file."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.api.batch_orders import BatchAskSerializer, ask_of, scopes_of
from documents.api.editing import JSON_PARSERS
from documents.batch_downloads import file_answer
from documents.constants import ItemOutcome
from documents.exceptions import EmptyFile
from documents.models import Batch, BatchItem, Document
from documents.permissions import AsksForBatches, ReadsDocuments
from documents.uploads import SealedUpload, refusal_of

_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Repeating a request with the same key and order answers with the first batch.",
)
_BINARY = {(200, "application/zip"): OpenApiTypes.BINARY}


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """Where a batch stands."""

    dry_run = serializers.BooleanField(source="is_dry_run")
    is_settled = serializers.SerializerMethodField(help_text="Whether `total` is final.")
    done = serializers.IntegerField(source="done_count")
    refused = serializers.IntegerField(source="refused_count")
    gone = serializers.IntegerField(source="gone_count")
    waiting = serializers.IntegerField(source="waiting_count")
    has_file = serializers.BooleanField(help_text="Whether `/file` has the archive of an export.")

    class Meta:
        model = Batch
        fields = [
            "id",
            "verb",
            "state",
            "dry_run",
            "is_settled",
            "total",
            "done",
            "refused",
            "gone",
            "waiting",
            "error",
            "has_file",
            "file_name",
            "file_size",
            "file_sha256",
            "expires_at",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_is_settled(self, batch: Batch) -> bool:
        """Return whether it is settled which documents it is about."""
        return batch.frozen_at is not None


class BatchItemSerializer(serializers.ModelSerializer[BatchItem]):
    """What became of one item."""

    document = serializers.UUIDField(source="document_id", allow_null=True)
    result = serializers.DictField(help_text="Ids and hashes of what came of it.")

    class Meta:
        model = BatchItem
        fields = ["position", "document", "name", "outcome", "code", "why", "result", "ended_at"]
        read_only_fields = fields


class ImportSerializer(serializers.Serializer[Any]):
    """An archive with a manifest, or a list about documents that are there."""

    file = serializers.FileField(help_text="ZIP with manifest.csv or manifest.json; or a CSV or JSON list.")
    duplicates = serializers.ChoiceField(
        choices=["refuse", "take"], default="refuse", help_text="What is done with bytes you have already."
    )
    dry_run = serializers.BooleanField(required=False, default=False)


class ByPosition(CursorPagination):
    """Cursor pages in the order of the batch."""

    ordering = ("position",)
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


class BatchedDocuments(viewsets.GenericViewSet[Document]):
    """One verb on many documents, and many documents at once."""

    @extend_schema(
        request=BatchAskSerializer,
        responses={202: BatchSerializer, 200: BatchSerializer},
        parameters=[_KEY],
        filters=False,
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="batch",
        url_name="batch",
        permission_classes=[AsksForBatches],
        parser_classes=JSON_PARSERS,
        pagination_class=None,
    )
    def batch(self, request: Request) -> Response:
        """Do one verb on many documents in the background: follow the `Location` of the answer."""
        return _answer(
            request,
            services.batch_create(actor=_person(request), ask=ask_of(request), at=timezone.now()),
        )

    @extend_schema(
        request={"multipart/form-data": ImportSerializer},
        responses={202: BatchSerializer, 200: BatchSerializer},
        parameters=[_KEY],
        filters=False,
    )
    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        url_name="import",
        parser_classes=[MultiPartParser],
        pagination_class=None,
    )
    def import_(self, request: Request) -> Response:
        """Take in an archive with a manifest, or apply a list to documents that are there."""
        form = ImportSerializer(data=request.data)
        if refusal := refusal_of(request._request):
            raise refusal
        if len(request.FILES.getlist("file")) > 1:
            raise ValidationError({"file": "Send one file in a request; nothing was taken in."})
        upload = request.FILES.get("file")
        if isinstance(upload, SealedUpload) and upload.size == 0:
            raise EmptyFile("The file is empty (0 bytes). Send the file again.")
        form.is_valid(raise_exception=True)
        sealed, given = cast(SealedUpload, form.validated_data["file"]), form.validated_data
        ask = services.import_ask(
            intake=sealed.intake,
            file_name=sealed.name or "",
            duplicates=given["duplicates"],
            is_dry_run=given["dry_run"],
            idempotency_key=request.headers.get("Idempotency-Key", "").replace("\x00", "")[:255],
            scopes=scopes_of(request),
        )
        made = services.import_create(
            actor=_person(request),
            ask=ask,
            intake=sealed.intake,
            file_name=sealed.name or "import",
            at=timezone.now(),
        )
        return _answer(request, made)


@extend_schema(tags=["batches"])
class BatchViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Batch],
):
    """One's own batches."""

    serializer_class = BatchSerializer
    permission_classes = (ReadsDocuments,)
    machine_scopes = {"GET": "documents:read", "POST": "documents:write"}
    lookup_value_converter = "uuid"
    rate_class = ""  # by method, where an action names none
    queryset = Batch.objects.none()

    def get_queryset(self) -> QuerySet[Batch]:
        """Return the batches of whoever asks."""
        return selectors.batch_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your batches, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        trail.record_list("batches.listed", page)
        return self.get_paginated_response(BatchSerializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell where a batch stands."""
        batch = self.get_object()
        trail.record_read("batch.viewed", target=batch)
        return Response(BatchSerializer(batch).data)

    @extend_schema(
        responses=BatchItemSerializer(many=True),
        parameters=[OpenApiParameter("outcome", str, enum=ItemOutcome.values)],
    )
    @action(detail=True, pagination_class=ByPosition)
    def items(self, request: Request, **kwargs: Any) -> Response:
        """List what became of each item, in the order of the batch."""
        batch = self.get_object()
        rows = batch.items.order_by("position")
        outcome = request.query_params.get("outcome", "")
        if outcome and outcome not in ItemOutcome.values:
            raise ValidationError({"outcome": f"One of {', '.join(ItemOutcome.values)}."})
        if outcome:
            rows = rows.filter(outcome=outcome)
        page: Any = self.paginate_queryset(cast(Any, rows))
        trail.record_read("batch.items_listed", target=batch, count=len(page or ()))
        return self.get_paginated_response(BatchItemSerializer(page, many=True).data)

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"], permission_classes=[AsksForBatches])
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """End a batch where it stands: what was done stays done."""
        batch = services.batch_cancel(actor=_person(request), batch=self.get_object(), at=timezone.now())
        return Response(BatchSerializer(batch).data)

    @extend_schema(responses=_BINARY)
    @action(detail=True, rate_class="export")
    def file(self, request: Request, **kwargs: Any) -> StreamingHttpResponse:
        """Return the archive of an export."""
        return file_answer(_person(request), self.get_object())

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002 - DRF's signature
        """Let the file be asked for by its own type; refusals are JSON all the same."""
        return super().perform_content_negotiation(request, force or self.action == "file")


def _answer(request: Request, asked: services.BatchAsked) -> Response:
    location = request.build_absolute_uri(f"/api/v1/batches/{asked.batch.pk}")
    status = 202 if asked.is_new else 200
    return Response(BatchSerializer(asked.batch).data, status=status, headers={"Location": location})


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
