"""What every view of data subjects shares: finding the row, its revision, and what was given."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from accounts.constants import SubjectState
from accounts.contact_points import Contact, Name, contact_read, name_read
from accounts.identifiers import Identifier, identifier_read
from accounts.models import DataSubject, User
from accounts.subject_changes import refuse_erased
from accounts.subject_permissions import WorksOnSubjects
from accounts.subject_presenting import subject_name_shown, values_shown
from accounts.subject_selectors import subject_get


class PreconditionRequired(APIException):
    """The change must say which revision it is about.

    Source: RFC 6585 section 3.
    """

    status_code = 428
    default_detail = "Send If-Match with the ETag of the record you have read."
    default_code = "precondition_required"


class SubjectViews(GenericViewSet[DataSubject]):
    """The common part: rows are found through `visible_to`, answers are kept by nobody on the way."""

    permission_classes = (WorksOnSubjects,)
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    queryset = DataSubject.objects.none()

    def subject(self) -> DataSubject:
        """Return the subject of the address.

        Raises:
            SubjectNotFound: there is none that the person may see.
            SubjectErased: it was erased.
        """
        found = subject_get(self.request.user, uuid_of(self.kwargs["pk"]))
        refuse_erased(found)
        return found

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep answers out of every cache."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer


def person_of(request: Request) -> User:
    """Return who is signed in; the permission class has let nobody else through."""
    return cast(User, request.user)


def uuid_of(text: str) -> UUID:
    """Return the id of an address; what is none names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def given(shape: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the checked body."""
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return cast("dict[str, Any]", serializer.validated_data)


def name_of(subject_kind: Any, parts: dict[str, Any]) -> Name:
    """Return the name in a body."""
    return name_read(subject_kind, **parts)


def identifier_of(body: dict[str, Any]) -> Identifier:
    """Return the identifier in a body."""
    return identifier_read(body["kind"], body["value"], body.get("country", ""))


def contact_of(body: dict[str, Any]) -> Contact:
    """Return the contact in a body."""
    return contact_read(body["kind"], body["value"])


def revision_of(request: Request, *, is_required: bool = False) -> int | None:
    """Return the revision that `If-Match` insists on, if it does.

    Raises:
        PreconditionRequired: there is none where one is required.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header or header == "*":
        if is_required:
            raise PreconditionRequired
        return None
    number = header.removeprefix("W/").strip('"')
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1


def subject_body(subject: DataSubject) -> dict[str, Any]:
    """Return one subject as its serializer takes it, masked."""
    now = {"superseded_at__isnull": True}
    is_merged = subject.state == SubjectState.MERGED
    return {
        "row": subject,
        "name": subject_name_shown(subject),
        "identifiers": [] if is_merged else values_shown(subject, subject.identifiers.filter(**now)),
        "contacts": [] if is_merged else values_shown(subject, subject.contacts.filter(**now)),
    }


def tagged(response: Response, subject: DataSubject) -> Response:
    """Add the revision as ETag."""
    response["ETag"] = f'"{subject.revision}"'
    return response
