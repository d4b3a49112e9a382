"""Who may do what with data subjects: asked by API and console alike."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.constants import RevealPurpose
from accounts.exceptions import RevealRefused
from accounts.models import DataSubject
from accounts.subject_querysets import holds


def may_list(user: Any) -> bool:
    """Tell whether the role knows data subjects at all; which rows is decided by `visible_to`."""
    return holds(user, "accounts.view_datasubject")


def may_add(user: Any) -> bool:
    """Tell whether the role records data subjects."""
    return holds(user, "accounts.add_datasubject")


def may_change(user: Any) -> bool:
    """Tell whether the role corrects the data subjects it sees."""
    return holds(user, "accounts.change_datasubject")


def may_merge(user: Any) -> bool:
    """Tell whether the role merges records and undoes it."""
    return holds(user, "accounts.merge_datasubject")


def may_link(user: Any) -> bool:
    """Tell whether the role ties logins to data subjects."""
    return holds(user, "accounts.link_datasubject")


def may_share(user: Any) -> bool:
    """Tell whether the role gives colleagues access to a data subject."""
    return holds(user, "accounts.share_datasubject")


def is_own(user: Any, subject: DataSubject) -> bool:
    """Tell whether the person is this data subject."""
    return subject.login_id is not None and subject.login_id == user.pk


def may_reveal(user: Any, subject: DataSubject) -> bool:
    """Tell whether the person may see this subject unmasked: by role, by such a grant, or as themselves.

    The subject is one that `visible_to` has let through. Machines reveal nothing, whatever they were granted:
    a second factor and a purpose are a person's.
    """
    if is_own(user, subject) or holds(user, "accounts.reveal_datasubject"):
        return True
    may_work = user.is_staff and holds(user, "accounts.change_datasubject")
    return may_work and subject.grants.live().filter(user=user, may_reveal=True).exists()


def reveal_check(user: Any, subject: DataSubject, purpose: RevealPurpose) -> None:
    """Stop who may not see this subject unmasked, or claims another's purpose.

    People may have their own data (POPIA s23), for that purpose alone; nobody else may claim it.

    Raises:
        RevealRefused: not allowed; which rule, in words.
    """
    if not may_reveal(user, subject):
        raise RevealRefused("You may see this data subject masked only.")
    if is_own(user, subject) != (purpose is RevealPurpose.OWN_ACCESS):
        raise RevealRefused("own_access is the purpose of the person the data is about, and their only one.")


class WorksOnSubjects(BasePermission):
    """Signed in; rows are decided by `visible_to`, verbs by the view's `verb_rights`."""

    message = "Your role may not do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Let reading through to everybody signed in, and each verb to the roles that hold its right."""
        if not request.user or not request.user.is_authenticated:
            return False
        rights: dict[str, Any] = getattr(view, "verb_rights", {})
        needed = rights.get(str(getattr(view, "action", "")))
        return needed is None or bool(needed(request.user))
