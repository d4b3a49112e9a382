"""Who may read the trail, export it and sign off what its review found: asked by API and console alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from audit.answers import answers


def _holds(user: Any, right: str) -> bool:
    """Tell whether a role of the user has this right; a superuser's rights open no content."""
    return bool(user and user.is_active and not user.is_superuser and user.has_perm(right))


def may_see_trail(user: Any) -> bool:
    """Tell whether a person may read the trail."""
    return _holds(user, "audit.view_logentry")


def may_export(user: Any) -> bool:
    """Tell whether somebody may take the trail away: people who may read it, never machines."""
    return may_see_trail(user) and not user.is_service


def may_see_findings(user: Any) -> bool:
    """Tell whether a person may see what the review found."""
    return _holds(user, "audit.view_finding")


def may_sign_off(user: Any) -> bool:
    """Tell whether a person may answer for findings; never for those about themselves."""
    return _holds(user, "audit.change_finding")


def may_see_retention(user: Any) -> bool:
    """Tell whether a person may see how long the trail is kept, and what is held."""
    return _holds(user, "audit.view_trailhold")


def may_keep_trail(user: Any) -> bool:
    """Tell whether a person may place and release holds, and set rules; months go by the command alone."""
    return _holds(user, "audit.change_trailhold")


def require_fresh_factor(who: Any) -> None:
    """Refuse a request whose second factor was not shown within the last ten minutes."""
    answers.require_fresh_factor(who)


def subject_ids_for(user: Any, subject_id: UUID) -> tuple[UUID, ...]:
    """Return the ids under which the trail knows a data subject; none where this user may not ask for it.

    Who may read the trail may ask for anybody, everybody else for the data subject that is themselves.
    """
    return answers.subject_ids_of(user, subject_id)


class SeesTrail(BasePermission):
    """May read the trail."""

    message = "Your role may not see the trail."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right."""
        return may_see_trail(request.user)


class ExportsTrail(BasePermission):
    """May take the trail away."""

    message = "Your role may not export the trail."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right."""
        return may_export(request.user)


class SeesFindings(BasePermission):
    """May see findings; to sign them off takes the right to answer for them."""

    message = "Your role may not do this with findings."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right that the method needs."""
        return may_sign_off(request.user) if request.method == "POST" else may_see_findings(request.user)


class SeesRetention(BasePermission):
    """May see how long the trail is kept."""

    message = "Your role may not see how long the trail is kept."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right."""
        return may_see_retention(request.user)


class KeepsTrail(BasePermission):
    """May decide how long the trail is kept."""

    message = "Your role may not decide how long the trail is kept."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right."""
        return may_keep_trail(request.user)


class AsksForSubject(BasePermission):
    """Signed in; for which data subject is decided by `subject_ids_for`."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Let everybody signed in ask."""
        return bool(request.user and request.user.is_authenticated and request.user.is_active)
