"""What a request asks a batch to do: the terms of each verb, and which documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.closed import ClosedSerializer
from accounts.identity import Identity
from accounts.models import User
from accounts.roles import Verb
from documents import services
from documents.api.editing import case_named
from documents.batching.searches import search_wanted
from documents.constants import (
    MAX_BATCH_IDS,
    MAX_REASON_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    SEARCH_PAGING,
    BatchVerb,
    DocumentKind,
)
from documents.permissions import may_hold

MAX_SEARCH = 20  # parameters
MAX_SEARCH_VALUE = 500


class ClassifyTerms(ClosedSerializer):
    """What the documents are."""

    type = serializers.ChoiceField(choices=DocumentKind.choices, allow_blank=True)


class MoveTerms(ClosedSerializer):
    """Where the documents belong."""

    case = serializers.UUIDField(allow_null=True)


class ReceiverTerms(ClosedSerializer):
    """Whose right it is: exactly one of `user`, `group` and `email`."""

    user = serializers.UUIDField(required=False)
    group = serializers.CharField(required=False, max_length=150)
    email = serializers.EmailField(required=False, max_length=254)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=MAX_REASON_LENGTH)

    def validate(self, attrs: Any) -> Any:
        """Take exactly one receiver."""
        if sum(name in attrs for name in ("user", "group", "email")) != 1:
            raise serializers.ValidationError("Name exactly one of user, group and email.")
        return attrs


class GrantTerms(ReceiverTerms):
    """A right to give on each document."""

    right = serializers.ChoiceField(choices=Verb.choices)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class RevokeTerms(ReceiverTerms):
    """What to take back: one right, or all that they hold on the document itself."""

    right = serializers.ChoiceField(choices=Verb.choices, required=False)


class ReasonTerms(ClosedSerializer):
    """Why."""

    reason = serializers.CharField(max_length=MAX_REASON_LENGTH)


class ExportTerms(ClosedSerializer):
    """What goes into the archive beside the originals and what lists show."""

    values = serializers.BooleanField(
        required=False, default=False, help_text="Also every value read, in manifest.json."
    )


class TagTerms(ClosedSerializer):
    """Words to put on each document, and words to take off; what else it has stays."""

    add = serializers.ListField(
        child=serializers.CharField(max_length=MAX_TAG_LENGTH), required=False, max_length=MAX_TAGS
    )
    remove = serializers.ListField(
        child=serializers.CharField(max_length=MAX_TAG_LENGTH), required=False, max_length=MAX_TAGS
    )

    def validate(self, attrs: Any) -> Any:
        """Take at least one word."""
        if not attrs.get("add") and not attrs.get("remove"):
            raise serializers.ValidationError("Name a tag to add or to remove.")
        return attrs


class NoTerms(ClosedSerializer):
    """Nothing beside the documents."""


TERMS: Mapping[BatchVerb, type[ClosedSerializer]] = {
    BatchVerb.CLASSIFY: ClassifyTerms,
    BatchVerb.MOVE: MoveTerms,
    BatchVerb.GRANT: GrantTerms,
    BatchVerb.REVOKE: RevokeTerms,
    BatchVerb.HOLD: ReasonTerms,
    BatchVerb.RELEASE: ReasonTerms,
    BatchVerb.EXPORT: ExportTerms,
    BatchVerb.DELETE: NoTerms,
    BatchVerb.RESTORE: NoTerms,
    BatchVerb.READ: NoTerms,
    BatchVerb.TAG: TagTerms,
}


class BatchAskSerializer(ClosedSerializer):
    """A verb for many documents. Name them by exactly one of `ids` and `search`."""

    verb = serializers.ChoiceField(choices=[verb.value for verb in TERMS])
    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_empty=False, max_length=MAX_BATCH_IDS
    )
    search = serializers.DictField(
        required=False,
        child=serializers.ListField(
            child=serializers.CharField(max_length=MAX_SEARCH_VALUE), allow_empty=False, max_length=50
        ),
        help_text="Parameters of the list, each with its values; `{}`: everything you may see.",
    )
    terms = serializers.DictField(
        required=False,
        default=dict,
        help_text="What the verb needs, e.g. `type`, `case`, `right` and `email`, `reason`.",
    )
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Try everything, change nothing, tell what would come of it."
    )

    def validate(self, attrs: Any) -> Any:
        """Take exactly one way to name documents."""
        if ("ids" in attrs) == ("search" in attrs):
            raise serializers.ValidationError("Name the documents by exactly one of ids and search.")
        if len(attrs.get("search") or {}) > MAX_SEARCH:
            raise serializers.ValidationError({"search": f"At most {MAX_SEARCH} parameters."})
        return attrs


def ask_of(request: Request) -> services.BatchAsk:
    """Understand what a request asks.

    Raises:
        ValidationError: something is missing, unknown, or is what it may not be.
        CaseNotFound: the case to move to is none that the person may see.
    """
    body = BatchAskSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    given = body.validated_data
    verb = BatchVerb(given["verb"])
    search = given.get("search")
    if search is not None:
        search_check(search)
    return services.BatchAsk(
        verb=verb,
        terms=terms_of(cast(User, request.user), verb, given["terms"]),
        ids=given.get("ids"),
        search=search,
        is_dry_run=given["dry_run"],
        idempotency_key=request.headers.get("Idempotency-Key", "").replace("\x00", "")[:255],
        scopes=scopes_of(request),
    )


def search_check(search: dict[str, list[str]]) -> None:
    """Refuse a search that the list would not take, or that pages.

    Raises:
        ValidationError: a parameter is none of those it may be.
    """
    if paging := SEARCH_PAGING & search.keys():
        raise ValidationError({"search": f"{min(paging)} says nothing about which documents."})
    try:
        search_wanted(search)
    except ValidationError as error:
        raise ValidationError({"search": error.detail}) from error


def terms_of(user: User, verb: BatchVerb, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms of a verb as JSON values, checked as far as they can be before any document is seen.

    Raises:
        ValidationError: they are not what the verb takes.
        PermissionDenied: the role never does this.
        CaseNotFound: the case to move to is none that the person may see.
    """
    shape = TERMS[verb](data=given)
    if not shape.is_valid():
        raise ValidationError({"terms": shape.errors})
    if verb in {BatchVerb.HOLD, BatchVerb.RELEASE} and not may_hold(user):
        raise serializers.ValidationError({"verb": "Your role does not place or release holds."})
    said = shape.validated_data
    if verb is BatchVerb.MOVE:
        case_named(user, said["case"])
    return {name: _plain(value) for name, value in said.items() if value is not None}


def scopes_of(request: Request) -> frozenset[str] | None:
    """Return what the token of a machine is for; None for people."""
    return request.auth.scopes if isinstance(request.auth, Identity) else None


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
