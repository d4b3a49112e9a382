"""Which rows a person may see: `visible_to` is the only door."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self, cast

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User

if TYPE_CHECKING:
    from documents.models import Case, Document  # noqa: F401 - named in the generics below

Person = User | AnonymousUser


def sees_everything(user: Person) -> bool:
    """Tell whether the user's role reaches every document."""
    return user.is_active and user.has_perm("documents.view_all_documents")


class GrantQuerySet(models.QuerySet[Any]):
    """Grants to people or to groups."""

    def live(self, at: dt.datetime) -> Self:
        """Keep the grants that open something at `at`."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), ended_at__isnull=True)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases."""

    def visible_to(self, user: Person) -> Self:
        """Return the cases the user owns, was granted, or reaches by role."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if sees_everything(user):
            return self
        return self.filter(Q(owner=user) | _granted("case", "view_case", user))


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def visible_to(self, user: Person) -> Self:
        """Return what the user owns, was granted directly or by a case, or reaches by role: one statement."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        kept = self.filter(binned_at__isnull=True)
        if sees_everything(user):
            return kept
        return kept.filter(OpenTo("pk", user=user, at=timezone.now()))

    def in_bin_of(self, user: Person) -> Self:
        """Return what is in the bin and was the user's, or everything there for roles that see everything."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        binned = self.filter(binned_at__isnull=False)
        return binned if sees_everything(user) else binned.filter(Q(owner=user) | Q(case__owner=user))


class OpenTo(models.Func):
    """Whether a document is open to a person: to themselves, or to one of their groups.

    One array of principals, so that one walk of one index answers; see `documents.models.Reader`.
    """

    output_field = models.BooleanField()
    template = (
        "%(expressions)s IN (SELECT document_id FROM documents_reader WHERE until > %%s AND principal = ANY ("
        "ARRAY(SELECT documents_group_principal(group_id) FROM accounts_user_groups WHERE user_id = %%s)"
        " || %%s::uuid))"
    )

    def __init__(self, document: str, **extra: Any) -> None:
        """Ask about a column that holds documents' keys; `user` and `at` say for whom and when."""
        super().__init__(document, **extra)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]  # Func names three more arguments that a template of ours has no use for
        """Return the condition, and whom and when it is about."""
        user, at = self.extra["user"], self.extra["at"]
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, [*params, at, user.pk, user.pk]


class EachOpenTo(OpenTo):
    """The same, asked of one row after the other: cheaper where rows are few, whatever the person may see."""

    template = (
        "(SELECT true FROM documents_reader WHERE document_id = %(expressions)s AND until > %%s"
        " AND principal = ANY ("
        "ARRAY(SELECT documents_group_principal(group_id) FROM accounts_user_groups WHERE user_id = %%s)"
        " || %%s::uuid) LIMIT 1)"
    )


def _granted(model: str, codename: str, user: User, to: str = "pk") -> Q:
    """Return the condition that `to` is granted now to the user or to one of the user's groups."""
    at = timezone.now()
    by_user = _grants(f"{model}userobjectpermission").live(at).filter(user=user)
    by_group = _grants(f"{model}groupobjectpermission").live(at).filter(group__user=user)
    return Q(**{f"{to}__in": _objects(by_user, codename)}) | Q(**{f"{to}__in": _objects(by_group, codename)})


def _grants(model: str) -> GrantQuerySet:
    return cast("GrantQuerySet", apps.get_model("documents", model)._default_manager.all())


def _objects(grants: models.QuerySet[Any], codename: str) -> models.QuerySet[Any]:
    return grants.filter(permission__codename=codename).values("content_object")
