"""What one person holds on one case or document, and until when: the sum of ownership, grants and role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accounts.escalation import roles_of
from accounts.models import User
from accounts.roles import Verb, verbs_reachable
from documents.models import (
    Case,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
)
from documents.querysets import sees_everything

Target = Case | Document
FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)
# What an owner holds. Disposal is none of it: a record leaves by retention, not by its owner's wish.
OWNED = frozenset({Verb.VIEW, Verb.CHANGE, Verb.SHARE})


@dataclass(frozen=True, slots=True)
class Holdings:
    """Each verb somebody holds, with the moment it ends; `FOREVER` where it does not."""

    until: dict[Verb, dt.datetime]

    def may(self, verb: Verb) -> bool:
        """Tell whether a verb can be used: nothing is done to what cannot be seen."""
        return verb in self.until and Verb.VIEW in self.until

    def gives_until(self, verb: Verb) -> dt.datetime | None:
        """Return until when at most the verb can be given on, or None: not at all."""
        if not self.may(Verb.SHARE) or not self.may(verb):
            return None
        return min(self.until[verb], self.until[Verb.SHARE], self.until[Verb.VIEW])


def holdings(user: User, target: Target, *, at: dt.datetime, is_giving: bool = False) -> Holdings:
    """Return what a person holds on a target, in at most two queries beside the rights of the role.

    Args:
        user: who.
        target: the case or document.
        at: when.
        is_giving: leave broken glass out: what was taken in an emergency is not given on.
    """
    if not user.is_active:
        return Holdings({})
    by_role = _by_role(user, target)
    if by_role.keys() >= set(Verb):
        return Holdings(by_role)  # nobody's grant adds to everything
    until: dict[Verb, dt.datetime] = {}
    if is_owner(user, target):
        until.update(dict.fromkeys(OWNED, FOREVER))
    for codename, expires_at, is_glass in _granted(user, target, at):
        if not (is_glass and is_giving):
            verb = Verb(codename.split("_", 1)[0])
            until[verb] = max(until.get(verb, at), expires_at or FOREVER)
    if not user.is_superuser:
        reachable = verbs_reachable(roles_of(user))
        until = {verb: end for verb, end in until.items() if verb in reachable}
    return Holdings({**until, **by_role})


def is_owner(user: User, target: Target) -> bool:
    """Tell whether the target is the person's: their own, or in their own case."""
    in_case = isinstance(target, Document) and target.case is not None and target.case.owner_id == user.pk
    return target.owner_id == user.pk or in_case


def _by_role(user: User, target: Target) -> dict[Verb, dt.datetime]:
    """Return what a role that sees everything may do to it; all others need a grant of the verb itself."""
    if not sees_everything(user):
        return {}
    name = target._meta.model_name
    verbs = [v for v in Verb if v != Verb.VIEW and user.has_perm(f"documents.{v.value}_{name}")]
    return dict.fromkeys([Verb.VIEW, *verbs], FOREVER)


def _granted(user: User, target: Target, at: dt.datetime) -> Iterable[tuple[str, dt.datetime | None, bool]]:
    """Return (codename, end, broken glass) of every live grant that reaches the target: one query."""
    parts: list[QuerySet[Any, Any]] = []
    for to_user, to_group, object_id in _tables(target):
        parts.append(to_user._default_manager.live(at).filter(user=user, content_object_id=object_id))  # type: ignore[attr-defined]  # a GrantQuerySet
        parts.append(to_group._default_manager.live(at).filter(group__user=user, content_object_id=object_id))  # type: ignore[attr-defined]  # a GrantQuerySet
    rows = [part.values_list("permission__codename", "expires_at", "is_break_glass") for part in parts]
    return rows[0].union(*rows[1:], all=True)


def _tables(target: Target) -> list[tuple[type[Model], type[Model], Any]]:
    of_case = (CaseUserObjectPermission, CaseGroupObjectPermission)
    if isinstance(target, Case):
        return [(*of_case, target.pk)]
    of_document = (DocumentUserObjectPermission, DocumentGroupObjectPermission, target.pk)
    return [of_document, (*of_case, target.case_id)] if target.case_id else [of_document]
