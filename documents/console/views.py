"""Pages of the console beside the stock ones: page pictures, downloads, uploads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from accounts.models import User
from audit import trail
from documents import selectors, services
from documents.exceptions import DocumentsError
from documents.models import Case, Document, DocumentVersion
from documents.serving import BYTES, guarded, picture_kind
from documents.uploads import SealedUpload, refusal_of


def page_image(document: Document, number: int) -> HttpResponse:
    """Return the picture of one page."""
    page = selectors.pages_list(document).filter(number=number).exclude(image_key="").first()
    if page is None:
        raise Http404
    picture = selectors.page_image(document, page)
    trail.record_read("document.page_viewed", target=document, details={"page": number})
    return guarded(HttpResponse(picture, content_type=picture_kind(page.image_mime)))


def download(document: Document, version: DocumentVersion | None = None) -> StreamingHttpResponse:
    """Return a version's bytes, the newest's by default, as a download, never for display."""
    version = version or selectors.version_newest(document)
    response = StreamingHttpResponse(selectors.content_chunks(document, version), content_type=BYTES)
    trail.record_read("document.downloaded", target=document, details={"version": version.number})
    response["Content-Length"] = str(version.size)
    response["Content-Disposition"] = content_disposition_header(True, version.file_name) or "attachment"
    return guarded(response)


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A field that takes several files; empty ones are told apart later, by name."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files."""
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [None]]


class UploadForm(forms.Form):
    """Files to take in, and the case they belong to."""

    upload = ManyFilesField(
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"multiple": True}),
        label="Files",
        help_text="PDF, PNG, JPEG, TIFF, CSV, XLSX, OFX, MT940, CAMT.053 or e-invoice XML; several at once.",
    )
    case = forms.ModelChoiceField(queryset=Case.objects.none(), required=False, empty_label="no case")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """Offer the cases this person may see."""
        super().__init__(*args, **kwargs)
        case = self.fields["case"]
        if isinstance(case, forms.ModelChoiceField):
            case.queryset = selectors.case_list(user).order_by("name", "id")


def files_take_in(request: HttpRequest, user: User, form: UploadForm) -> int:
    """Take the files of a posted form in and tell what became of each; return how many were taken."""
    taken = 0
    for upload in form.cleaned_data["upload"]:
        if not isinstance(upload, SealedUpload) or upload.size == 0:
            messages.error(request, f"{upload.name} is empty and was not taken in.")
            continue
        try:
            taken += _take_in(request, user, upload, form.cleaned_data["case"])
        except DocumentsError as error:
            messages.error(request, f"{upload.name}: {error}")
    if refusal := refusal_of(request):
        messages.error(request, str(refusal))
    if taken:
        messages.success(request, f"{taken} taken in; reading has begun.")
    return taken


def _take_in(request: HttpRequest, user: User, upload: SealedUpload, case: Case | None) -> bool:
    """Take one file in; tell where the same bytes are already, and return whether it is a new document."""
    name = upload.name or "unnamed"
    upload.intake.sniff_or_refuse(name, upload.content_type or "")
    made = services.document_create(
        actor=user, intake=upload.intake, file_name=name, case=case, at=timezone.now()
    )
    if made.copy_of is not None:
        said = "has the same bytes as" if made.is_new else "was there already:"
        address = reverse("admin:documents_document_change", args=[made.copy_of.pk])
        messages.warning(
            request, format_html('{} {} <a href="{}">{}</a>.', name, said, address, made.copy_of)
        )
    return made.is_new
