"""Views: translate, ask permission, make one call, translate back."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from audit import trail
from documents import listing, selectors, services
from documents.api.filters import DocumentFilter
from documents.api.finding import FindsDocuments
from documents.api.listing import PARAMETERS, answered, asked
from documents.api.pagination import InOrder
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
from documents.api.subjects import AboutSomebody, subject_named
from documents.constants import GrantTarget
from documents.exceptions import CaseNotFound, EmptyFile
from documents.models import Case, Document
from documents.permissions import OpensCases, ReadsDocuments, may_change
from documents.uploads import SealedUpload, refusal_of

_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Repeating a request with the same key and file answers with the first document.",
)
_PAGE_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH)


class CaseViewSet(
    AboutSomebody[Case],
    SharedObject[Case],
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
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

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one case."""
        case = self.get_object()
        trail.record_read("case.viewed", target=case)
        return Response(self.get_serializer(case).data)

    def perform_create(self, serializer: BaseSerializer[Case]) -> None:
        """Open the case."""
        user, given = _person(self.request), serializer.validated_data
        serializer.instance = services.case_create(
            actor=user,
            name=given["name"],
            subject=subject_named(user, given.get("subject_id")),
            at=timezone.now(),
        )


class DocumentViewSet(
    AboutSomebody[Document],
    FindsDocuments,
    SharedObject[Document],
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Document],
):
    """Documents: send one in, follow it, read what was found."""

    glass_kind = GrantTarget.DOCUMENT
    serializer_class = DocumentSerializer
    permission_classes = [ReadsDocuments]
    machine_scopes = {"GET": "documents:read", "POST": "documents:write", "PATCH": "documents:write"}
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
        serializer = UploadSerializer(data=request.data)
        if refusal := refusal_of(request._request):
            raise refusal
        if len(request.FILES.getlist("file")) > 1:
            raise ValidationError({"file": "Send one file in a request; nothing was taken in."})
        upload = request.FILES.get("file")
        if isinstance(upload, SealedUpload) and upload.size == 0:
            raise EmptyFile("The file is empty (0 bytes). Send the file again.")
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        sealed = cast(SealedUpload, given["file"])
        name = given.get("name") or sealed.name or "unnamed"
        sealed.intake.sniff_or_refuse(name, sealed.content_type or "")
        made = services.document_create(
            actor=_person(request),
            intake=sealed.intake,
            file_name=name,
            case=self._case(given.get("case")),
            subject=subject_named(_person(request), given.get("subject")),
            idempotency_key=request.headers.get("Idempotency-Key", "")[:255],
            at=timezone.now(),
        )
        body = DocumentDetailSerializer(made.document).data
        location = {"Location": request.build_absolute_uri(f"{request.path.rstrip('/')}/{made.document.pk}")}
        return Response(body, status=201 if made.is_new else 200, headers=location)

    def _case(self, case_id: Any) -> Case | None:
        if case_id is None:
            return None
        case = selectors.case_list(self.request.user).filter(pk=case_id).first()
        if case is None:
            raise CaseNotFound(f"There is no case {case_id} that you may see.")
        return case

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one document with its versions and what waits for a person."""
        document = self.get_object()
        trail.record_read("document.viewed", target=document)
        return Response(self.get_serializer(document).data)

    @extend_schema(responses=FieldSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def fields(self, request: Request, **kwargs: Any) -> Response:
        """Return every value read, with confidence, page and box."""
        document = self.get_object()
        rows = list(selectors.version_newest(document).fields.all())
        trail.record_read("document.fields_viewed", target=document, count=len(rows))
        return Response(FieldSerializer(cast(Any, selectors.fields_open(document, rows)), many=True).data)

    @extend_schema(responses=LineSerializer(many=True), filters=False)
    @action(detail=True)
    def lines(self, request: Request, **kwargs: Any) -> Response:
        """Return the bookings of a statement or the positions of an invoice, in the document's order."""
        document = self.get_object()
        return self._pages_of(
            selectors.lines_list(document), LineSerializer, document, "document.lines_viewed"
        )

    @extend_schema(responses=CheckSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def checks(self, request: Request, **kwargs: Any) -> Response:
        """Return the arithmetic: what passed, what failed, and the first line that breaks it."""
        document = self.get_object()
        rows = list(selectors.version_newest(document).checks.all())
        trail.record_read("document.checks_viewed", target=document, count=len(rows))
        return Response(CheckSerializer(rows, many=True).data)

    @extend_schema(responses=PageSerializer(many=True), filters=False)
    @action(detail=True)
    def pages(self, request: Request, **kwargs: Any) -> Response:
        """Return the pages with their text."""
        document = self.get_object()
        return self._pages_of(
            selectors.pages_list(document), PageSerializer, document, "document.pages_viewed"
        )

    @extend_schema(responses={(200, "image/*"): OpenApiTypes.BINARY}, parameters=[_PAGE_NUMBER])
    @action(detail=True, url_path=r"pages/(?P<number>[0-9]{1,6})/image", url_name="page-image")
    def page_image(self, request: Request, number: str, **kwargs: Any) -> HttpResponse:
        """Return the picture of one page."""
        document = self.get_object()
        page = selectors.pages_list(document).filter(number=int(number)).exclude(image_key="").first()
        if page is None:
            raise Http404
        picture = selectors.page_image(document, page)
        trail.record_read("document.page_viewed", target=document, details={"page": page.number})
        return cast(HttpResponse, _guarded(HttpResponse(picture, content_type=page.image_mime)))

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    @action(detail=True, rate_class="export")
    def content(self, request: Request, **kwargs: Any) -> StreamingHttpResponse:
        """Return the original bytes, as a download."""
        document = self.get_object()
        version = selectors.version_newest(document)
        chunks = selectors.content_chunks(document, version)
        trail.record_read("document.downloaded", target=document, details={"version": version.number})
        response = StreamingHttpResponse(chunks, content_type=version.mime)
        response["Content-Length"] = str(version.size)
        response["Content-Disposition"] = content_disposition_header(True, version.file_name) or "attachment"
        response["ETag"] = f'"{version.sha256}"'
        return cast(StreamingHttpResponse, _guarded(response))

    @extend_schema(request=None, responses={202: DocumentDetailSerializer})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **kwargs: Any) -> Response:
        """Read the document again, e.g. after a failure."""
        document = self.get_object()
        if not may_change(_person(request), document):
            raise PermissionDenied("You may see this document but not work on it.")
        services.document_read_again(actor=_person(request), document=document, at=timezone.now())
        document.refresh_from_db()
        return Response(DocumentDetailSerializer(document).data, status=202)

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


def _guarded(response: Any) -> Any:
    """Keep a browser from running or keeping what somebody uploaded."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
