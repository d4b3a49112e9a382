"""Data subjects over the API: masked, found by exact values in the body, revealed for a purpose on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import subject_permissions as may
from accounts.api import subject_serializers as shapes
from accounts.api.subject_requests import (
    SubjectViews,
    contact_of,
    given,
    identifier_of,
    name_of,
    person_of,
    revision_of,
    subject_body,
    tagged,
    uuid_of,
)
from accounts.api.subject_values import SubjectValueActions
from accounts.constants import MergeReason, RevealPurpose, SubjectKind, SubjectState
from accounts.contact_points import contact_read
from accounts.models import DataSubject
from accounts.permissions import require_fresh_mfa
from accounts.services.subject_links import (
    subject_grant,
    subject_grant_revoke,
    subject_link_login,
    subject_unlink_login,
)
from accounts.services.subject_merging import subjects_merge, subjects_unmerge
from accounts.services.subject_reveal import subject_reveal
from accounts.services.subjects import subject_create, subject_update
from accounts.subject_presenting import ShownSubject, subjects_shown
from accounts.subject_querysets import SubjectQuerySet
from accounts.subject_selectors import (
    login_get,
    subject_duplicates,
    subject_get,
    subject_list,
    subjects_by_contact,
    subjects_by_identifier,
    subjects_by_name,
)
from audit import trail

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag of the record as you have read it."
)


class SubjectFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """By kind and state; values are searched through POST /subjects/search."""

    kind = filters.ChoiceFilter(choices=SubjectKind.choices)
    state = filters.ChoiceFilter(choices=SubjectState.choices)

    class Meta:
        model = DataSubject
        fields: list[str] = []


@extend_schema(tags=["subjects"])
class SubjectViewSet(mixins.ListModelMixin, SubjectValueActions, SubjectViews):
    """Persons the records are about. Values are masked; a reveal is recorded with its purpose."""

    serializer_class = shapes.SubjectListedSerializer
    filterset_class = SubjectFilter
    machine_scopes = {
        "GET": "subjects:read",
        "POST": "subjects:write",
        "PATCH": "subjects:write",
        "DELETE": "subjects:write",
    }
    verb_rights = {
        "create": may.may_add,
        "partial_update": may.may_change,
        "identifier_add": may.may_change,
        "identifier_correct": may.may_change,
        "identifier_remove": may.may_change,
        "identifier_verify": may.may_change,
        "contact_add": may.may_change,
        "contact_correct": may.may_change,
        "contact_remove": may.may_change,
        "link": may.may_link,
        "unlink": may.may_link,
        "merge": may.may_merge,
        "unmerge": may.may_merge,
        "grants": may.may_share,
        "grant_add": may.may_share,
        "grant_end": may.may_share,
    }

    def get_queryset(self) -> SubjectQuerySet:
        """Start from what this person may see."""
        return subject_list(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List data subjects, newest first, names masked."""
        rows = self.filter_queryset(self.get_queryset())
        page: Sequence[DataSubject] = self.paginate_queryset(rows) or []
        trail.record_read("subjects.listed", subject_refs=[one.pk for one in page], count=len(page))
        return self.get_paginated_response(
            shapes.SubjectListedSerializer(subjects_shown(page), many=True).data
        )

    @extend_schema(request=shapes.SearchSerializer, responses=shapes.SubjectListedSerializer(many=True))
    @action(
        detail=False,
        methods=["post"],
        filterset_class=None,
        pagination_class=None,
        machine_scopes={"POST": "subjects:read"},
    )
    def search(self, request: Request) -> Response:
        """Find by one exact identifier, e-mail address, telephone number or whole name, sent in the body."""
        wanted = given(shapes.SearchSerializer, request)
        ((by, value),) = wanted.items()
        found = list(_search(request.user, by, value)[:200])
        trail.record_read(
            "subjects.searched",
            subject_refs=[one.pk for one in found],
            count=len(found),
            details={"by": value["kind"] if by == "identifier" else by},
        )
        return Response(shapes.SubjectListedSerializer(subjects_shown(found), many=True).data)

    @extend_schema(request=shapes.SubjectCreateSerializer, responses={201: shapes.CreatedSerializer})
    def create(self, request: Request) -> Response:
        """Record a data subject; answers with records that may be the same person's."""
        body = given(shapes.SubjectCreateSerializer, request)
        kind = SubjectKind(body["kind"])
        subject = subject_create(
            actor=person_of(request),
            kind=kind,
            name=name_of(kind, body["name"]),
            identifiers=[identifier_of(one) for one in body.get("identifiers", ())],
            contacts=[contact_of(one) for one in body.get("contacts", ())],
            at=timezone.now(),
        )
        answer = {**subject_body(subject), "possible_duplicates": _duplicates(request, subject)}
        response = Response(shapes.CreatedSerializer(answer).data, status=201)
        response["Location"] = request.build_absolute_uri(f"{request.path.rstrip('/')}/{subject.pk}")
        return tagged(response, subject)

    @extend_schema(responses=shapes.SubjectSerializer)
    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Return one data subject, masked; a merged one names the record to go on with."""
        subject = self.subject()
        trail.record_read("subject.viewed", target=subject, subject_refs=[subject.pk])
        return self._answer(subject)

    @extend_schema(
        request=shapes.SubjectChangeSerializer, responses=shapes.SubjectSerializer, parameters=[IF_MATCH]
    )
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct the name of the revision you have read; the earlier one is kept as evidence."""
        subject = self.subject()
        expected = revision_of(request, is_required=True)
        name = name_of(subject.kind, given(shapes.SubjectChangeSerializer, request)["name"])
        changed = subject_update(
            actor=person_of(request), subject=subject, name=name, expected=expected, at=timezone.now()
        )
        return self._answer(changed)

    @extend_schema(responses=shapes.DuplicateSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def duplicates(self, request: Request, **kwargs: Any) -> Response:
        """Return records that may be the same person's, and what they have in common."""
        return Response(shapes.DuplicateSerializer(_duplicates(request, self.subject()), many=True).data)

    @extend_schema(request=shapes.RevealGivenSerializer, responses=shapes.RevealAnswerSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def reveal(self, request: Request, **kwargs: Any) -> Response:
        """Return values in clear, for a purpose; asks for a fresh second factor and is recorded."""
        subject = self.subject()
        body = given(shapes.RevealGivenSerializer, request)
        purpose = RevealPurpose(body["purpose"])
        may.reveal_check(request.user, subject, purpose)
        require_fresh_mfa(request)
        revealed = subject_reveal(
            actor=person_of(request),
            subject=subject,
            fields=body["fields"],
            purpose=purpose,
            at=timezone.now(),
        )
        return Response(shapes.RevealAnswerSerializer({"values": revealed}).data)

    @extend_schema(request=shapes.LinkSerializer, responses=shapes.SubjectSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], pagination_class=None)
    def link(self, request: Request, **kwargs: Any) -> Response:
        """Tie a customer's login to the data subject."""
        subject = self.subject()
        login = login_get(given(shapes.LinkSerializer, request)["login"])
        linked = subject_link_login(
            actor=person_of(request),
            subject=subject,
            login=login,
            expected=revision_of(request),
            at=timezone.now(),
        )
        return self._answer(linked)

    @extend_schema(request=None, responses={204: None}, parameters=[IF_MATCH])
    @link.mapping.delete
    def unlink(self, request: Request, **kwargs: Any) -> Response:
        """Untie the login."""
        subject_unlink_login(
            actor=person_of(request),
            subject=self.subject(),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return Response(status=204)

    @extend_schema(
        request=shapes.MergeGivenSerializer, responses=shapes.SubjectSerializer, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def merge(self, request: Request, **kwargs: Any) -> Response:
        """Merge another record of the same person into this one."""
        subject = self.subject()
        body = given(shapes.MergeGivenSerializer, request)
        merge = subjects_merge(
            actor=person_of(request),
            keep=subject,
            other=subject_get(request.user, body["other"]),
            reason=MergeReason(body["reason"]),
            expected=revision_of(request),
            at=timezone.now(),
        )
        return self._answer(merge.kept)

    @extend_schema(request=None, responses=shapes.SubjectSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def unmerge(self, request: Request, **kwargs: Any) -> Response:
        """Undo the merge of this (merged) record while neither has changed since."""
        merge = subjects_unmerge(actor=person_of(request), merged=self.subject(), at=timezone.now())
        merge.merged.refresh_from_db()
        return self._answer(merge.merged)

    @extend_schema(responses=shapes.GrantSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def grants(self, request: Request, **kwargs: Any) -> Response:
        """Return who was given access."""
        subject = self.subject()
        rows = list(subject.grants.live())
        trail.record_read("subject.access_listed", target=subject, subject_refs=[subject.pk], count=len(rows))
        return Response(shapes.GrantSerializer(rows, many=True).data)

    @extend_schema(request=shapes.GrantGivenSerializer, responses={201: shapes.GrantSerializer})
    @grants.mapping.post
    def grant_add(self, request: Request, **kwargs: Any) -> Response:
        """Give a colleague access, masked or with the right to reveal, for as long as you say."""
        subject = self.subject()
        body = given(shapes.GrantGivenSerializer, request)
        grant = subject_grant(
            actor=person_of(request),
            subject=subject,
            user=login_get(body["user"]),
            may_reveal=body["may_reveal"],
            expires_at=body["expires_at"],
            at=timezone.now(),
        )
        return Response(shapes.GrantSerializer(grant).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(
        detail=True,
        methods=["delete"],
        url_path=r"grants/(?P<grant_id>[0-9a-f-]{36})",
        pagination_class=None,
    )
    def grant_end(self, request: Request, grant_id: str, **kwargs: Any) -> Response:
        """End a colleague's access."""
        subject_grant_revoke(
            actor=person_of(request),
            subject=self.subject(),
            grant_id=uuid_of(grant_id),
            at=timezone.now(),
        )
        return Response(status=204)

    def _answer(self, subject: DataSubject) -> Response:
        return tagged(Response(shapes.SubjectSerializer(subject_body(subject)).data), subject)


def _search(user: Any, by: str, value: Any) -> SubjectQuerySet:
    if by == "identifier":
        return subjects_by_identifier(user, identifier_of(value))
    if by == "name":
        return subjects_by_name(user, value)
    return subjects_by_contact(user, contact_read(by, value))


def _duplicates(request: Request, subject: DataSubject) -> list[dict[str, Any]]:
    """Return and record what may be duplicates among the subjects this person may see."""
    found = subject_duplicates(request.user, subject)
    shown: list[ShownSubject] = subjects_shown(other for other, _ in found)
    trail.record_read(
        "subject.duplicates_listed",
        target=subject,
        subject_refs=[subject.pk, *(other.pk for other, _ in found)],
        count=len(found),
    )
    return [{"subject": one, "because": because} for one, (_, because) in zip(shown, found, strict=True)]
