"""Views: translate, ask permission, make one call, translate back."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from audit import trail
from documents import listing, selectors, services
from documents.api.batches import BatchedDocuments
from documents.api.casework import CaseWork
from documents.api.checkouts import CheckedOutDocument
from documents.api.contents import VERSION, DocumentContents, version_asked
from documents.api.derivations import DerivedDocument
from documents.api.duplicates import DuplicatedDocument
from documents.api.editing import EditedDocument, case_named
from documents.api.finding import FindsDocuments
from documents.api.holding import HeldDocument
from documents.api.listing import PARAMETERS, answered, asked
from documents.api.pagination import InOrder
from documents.api.recents import RecentDocuments
from documents.api.serializers import (
    CaseSerializer,
    CheckSerializer,
    DocumentDetailSerializer,
    DocumentSerializer,
    FieldSerializer,
    FoundSerializer,
    LineSerializer,
    PageSerializer,
    UploadSerializer,
)
from documents.api.sharing import SharedObject
from documents.api.subjects import subject_named
from documents.api.tagging import TaggedDocument
from documents.api.tags import tagged, tagged_new
from documents.api.uploading import upload_of
from documents.api.versions import VersionedDocument
from documents.constants import GrantTarget
from documents.models import Case, Document
from documents.narrowing import DocumentFilter
from documents.permissions import OpensCases, ReadsDocuments, may_change

_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Repeating a request with the same key and file answers with the first document.",
)
_PAGE_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH)


class CaseViewSet(
    CaseWork,
    SharedObject[Case],
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    viewsets.GenericViewSet[Case],
):
    """Files of documents about a subject and a purpose."""

    glass_kind = GrantTarget.CASE
    serializer_class = CaseSerializer
    permission_classes = [OpensCases]
    machine_scopes = {"GET": "cases:read", "POST": "cases:write", "PATCH": "cases:write"}
    lookup_value_converter = "uuid"
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        """Return the cases the person may see."""
        return selectors.case_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List cases, newest first."""
        return _listed(self, "cases.listed")

    def perform_create(self, serializer: BaseSerializer[Case]) -> None:
        """Open the case."""
        user, given = _person(self.request), serializer.validated_data
        serializer.instance = services.case_create(
            actor=user,
            name=given["name"],
            subject=subject_named(user, given.get("subject_id")),
            purpose=given.get("purpose", ""),
            product=selectors.product_offered(given["product_id"]) if given.get("product_id") else None,
            at=timezone.now(),
        )


class DocumentViewSet(
    BatchedDocuments,
    FindsDocuments,
    EditedDocument,
    HeldDocument,
    DocumentContents,
    VersionedDocument,
    CheckedOutDocument,
    DerivedDocument,
    TaggedDocument,
    DuplicatedDocument,
    RecentDocuments,
    SharedObject[Document],
    mixins.ListModelMixin,
    viewsets.GenericViewSet[Document],
):
    """Documents: send one in, follow it, read what was found."""

    glass_kind = GrantTarget.DOCUMENT
    serializer_class = DocumentSerializer
    permission_classes = [ReadsDocuments]
    machine_scopes = {
        "GET": "documents:read",
        "POST": "documents:write",
        "PUT": "documents:write",
        "PATCH": "documents:write",
        "DELETE": "documents:write",
    }
    parser_classes = [MultiPartParser]
    filterset_class = DocumentFilter
    lookup_value_converter = "uuid"
    rate_class = ""  # by method, where an action names none
    queryset = Document.objects.none()

    def get_queryset(self) -> QuerySet[Document]:
        """Return what the person may see; the one document asked for comes with its key."""
        return selectors.document_list(self.request.user).select_related("data_key", "case", "owner")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002 - DRF's signature
        """Let files and pictures be asked for by their own types; refusals are JSON all the same."""
        return super().perform_content_negotiation(request, force or self.action in {"content", "page_image"})

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the detailed shape for one document."""
        return DocumentDetailSerializer if self.action == "retrieve" else DocumentSerializer

    @extend_schema(parameters=PARAMETERS)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List or search documents: the best first in small searches, else the newest."""
        wants = asked(request)
        found = listing.page(request.user, wants.wanted, place=wants.place, size=wants.size)
        trail.record_list("documents.listed", found.rows)
        shown = {**self.get_serializer_context(), "snippets": wants.snippets(found.rows)}
        body = answered(request, found, wants, FoundSerializer(found.rows, many=True, context=shown).data)
        if request.query_params.get("count") == "exact":
            body = {"count": listing.count(request.user, wants.wanted), **body}
        return Response(body)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={201: DocumentDetailSerializer, 200: DocumentDetailSerializer},
        parameters=[_IDEMPOTENCY],
    )
    def create(self, request: Request) -> Response:
        """Take a file in. It is read in the background: follow `status`, or the `Location` of the answer."""
        upload = upload_of(request, UploadSerializer)
        key = request.headers.get("Idempotency-Key", "")[:255]
        made = services.document_create(
            actor=_person(request),
            intake=upload.intake,
            file_name=upload.name,
            case=case_named(_person(request), upload.given.get("case")),
            subject=subject_named(_person(request), upload.given.get("subject")),
            idempotency_key=key,
            at=timezone.now(),
        )
        location = {"Location": request.build_absolute_uri(f"{request.path.rstrip('/')}/{made.document.pk}")}
        if made.copy_of is not None:
            location["Duplicate-Of"] = str(made.copy_of.pk)
        if made.is_new:
            return tagged_new(made.document, upload.intake.version, location)
        return tagged(made.document, headers=location)

    @extend_schema(responses=FieldSerializer(many=True), parameters=[VERSION], filters=False)
    @action(detail=True, pagination_class=None)
    def fields(self, request: Request, **kwargs: Any) -> Response:
        """Return every value read, with confidence, page and box."""
        document = self.get_object()
        rows = list(version_asked(request, document).fields.all())
        trail.record_read("document.fields_viewed", target=document, count=len(rows))
        return Response(FieldSerializer(cast(Any, selectors.fields_open(document, rows)), many=True).data)

    @extend_schema(responses=LineSerializer(many=True), parameters=[VERSION], filters=False)
    @action(detail=True)
    def lines(self, request: Request, **kwargs: Any) -> Response:
        """Return the bookings of a statement or the positions of an invoice, in the document's order."""
        document = self.get_object()
        return self._pages_of(
            selectors.lines_list(document, version_asked(request, document)),
            LineSerializer,
            document,
            "document.lines_viewed",
        )

    @extend_schema(responses=CheckSerializer(many=True), parameters=[VERSION], filters=False)
    @action(detail=True, pagination_class=None)
    def checks(self, request: Request, **kwargs: Any) -> Response:
        """Return the arithmetic: what passed, what failed, and the first line that breaks it."""
        document = self.get_object()
        rows = list(version_asked(request, document).checks.all())
        trail.record_read("document.checks_viewed", target=document, count=len(rows))
        return Response(CheckSerializer(rows, many=True).data)

    @extend_schema(responses=PageSerializer(many=True), parameters=[VERSION], filters=False)
    @action(detail=True)
    def pages(self, request: Request, **kwargs: Any) -> Response:
        """Return the pages with their text."""
        document = self.get_object()
        return self._pages_of(
            selectors.pages_list(document, version_asked(request, document)),
            PageSerializer,
            document,
            "document.pages_viewed",
        )

    @extend_schema(request=None, responses={202: DocumentDetailSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **kwargs: Any) -> Response:
        """Read the document again, e.g. after a failure."""
        document = self.get_object()
        if not may_change(_person(request), document):
            raise PermissionDenied("You may see this document but not work on it.")
        services.document_read_again(actor=_person(request), document=document, at=timezone.now())
        document.refresh_from_db()
        return tagged(document, status=202)

    def _pages_of(
        self, rows: QuerySet[Any], shape: type[BaseSerializer[Any]], document: Document, event: str
    ) -> Response:
        paginator = InOrder()
        page = paginator.paginate_queryset(rows, self.request, view=self)
        trail.record_read(event, target=document, count=len(page or ()))
        return paginator.get_paginated_response(shape(page, many=True).data)


def _listed(view: viewsets.GenericViewSet[Any], event: str) -> Response:
    """Answer with one page of rows, and record how many were given and whom they are about."""
    page = view.paginate_queryset(view.filter_queryset(view.get_queryset())) or []
    trail.record_list(event, page)
    return view.get_paginated_response(view.get_serializer(page, many=True).data)


def _person(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)
