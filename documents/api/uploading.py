"""A file in the body of a request: taken once, checked, and told apart from what cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from documents.exceptions import EmptyFile
from documents.intake import Intake
from documents.uploads import SealedUpload, refusal_of


@dataclass(frozen=True, slots=True)
class Upload:
    """The file as it came, sealed; its name; and what else the form said."""

    intake: Intake
    name: str
    given: dict[str, Any]


def upload_of(request: Request, shape: type[Serializer[Any]]) -> Upload:
    """Return the one file of a request.

    Raises:
        DocumentsError: it was refused while it arrived, is empty, or is of a kind that is not read.
        ValidationError: there is none, there are several, or another field is wrong.
    """
    form = shape(data=request.data)
    if refusal := refusal_of(request._request):
        raise refusal
    if len(request.FILES.getlist("file")) > 1:
        raise ValidationError({"file": "Send one file in a request; nothing was taken in."})
    upload = request.FILES.get("file")
    if isinstance(upload, SealedUpload) and upload.size == 0:
        raise EmptyFile("The file is empty (0 bytes). Send the file again.")
    form.is_valid(raise_exception=True)
    given = form.validated_data
    sealed = cast(SealedUpload, given["file"])
    name = given.get("name") or sealed.name or "unnamed"
    sealed.intake.sniff_or_refuse(name, sealed.content_type or "")
    return Upload(sealed.intake, name, given)
