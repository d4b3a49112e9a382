"""Who may do what with accounts: asked by API, console and commands alike."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.escalation import in_reach_or_refuse
from accounts.exceptions import AccountsError, StepUpRequired
from accounts.factors import has_second_factor
from accounts.identity import Identity
from accounts.models import Session, User
from accounts.timeouts import STEP_UP

if TYPE_CHECKING:
    from django.http import HttpRequest

_SHOW_AGAIN = (
    "This asks for a second factor shown within the last ten minutes. "
    "Post a code to /api/v1/auth/mfa/verify, then repeat the request."
)
_SIGN_IN_AGAIN = "This asks for a sign-in of the last ten minutes. Sign in again, then repeat the request."


def may_end(user: User, session: Session, *, raise_exception: bool = False) -> bool:
    """Tell whether a person may end a session: their own, or any by right."""
    allowed = session.user_id == user.pk or user.has_perm("accounts.change_session")
    if raise_exception and not allowed:
        raise PermissionDenied
    return allowed


def require_fresh_mfa(who: Request | HttpRequest | Identity, *, at: dt.datetime | None = None) -> None:
    """Refuse a verb that destroys, reveals or exports where the second factor was not shown lately.

    Machines have none and pass: their scopes decide. Somebody who has no second factor at all and owes none
    (a customer) must have signed in lately. In the console the refusal becomes the second-factor page, which
    leads back; nothing that was posted is kept.

    Args:
        who: a request of the API or of the console, or its identity.
        at: the time now, where the caller has it.

    Raises:
        StepUpRequired: the second factor, or the sign-in, is older than `STEP_UP`.
    """
    if _is_machine(who):
        return
    at = at or timezone.now()
    session = _session_of(who)
    if session is None:
        raise StepUpRequired(_SIGN_IN_AGAIN)
    if session.has_fresh_mfa(at, STEP_UP):
        return
    if session.needs_mfa or session.mfa_at is not None:
        raise StepUpRequired(_SHOW_AGAIN)
    if at - session.created_at > STEP_UP:
        raise StepUpRequired(_SIGN_IN_AGAIN)


def require_factor_change(who: Request | HttpRequest) -> None:
    """Let second factors be changed after a fresh one; the first may be set up on the password alone.

    A half-open session lasts ten minutes: whoever sets up the first factor has just signed in.

    Raises:
        StepUpRequired: a factor exists and was not shown lately.
    """
    session = _session_of(who)
    if session is not None and session.is_half_open and not has_second_factor(session.user):
        return
    require_fresh_mfa(who)


def may_reset_factors(user: User, *, raise_exception: bool = False) -> bool:
    """Tell whether a person may reset the second factors of others; whose, the service decides."""
    allowed = user.has_perm("accounts.change_user")
    if raise_exception and not allowed:
        raise PermissionDenied
    return allowed


def passkey_origins(request: HttpRequest) -> tuple[str, ...]:
    """Return where a passkey may have been shown: the configured origins, or that of the request."""
    return tuple(settings.WEBAUTHN_ORIGINS) or (f"{request.scheme}://{request.get_host()}",)


def _is_machine(who: Any) -> bool:
    identity = _identity_of(who)
    return identity is not None and identity.session is None


def _session_of(who: Any) -> Session | None:
    identity = _identity_of(who)
    return identity.session if identity is not None else getattr(who, "account_session", None)


def _identity_of(who: Any) -> Identity | None:
    found = who if isinstance(who, Identity) else getattr(who, "auth", None)
    return found if isinstance(found, Identity) else None


def may_manage(actor: User, user: User) -> bool:
    """Tell whether a person may change the roles or the state of another account."""
    try:
        in_reach_or_refuse(actor, user)
    except AccountsError:
        return False
    return True


def may_see_accounts(user: User) -> bool:
    """Tell whether a person may see who has an account."""
    return user.is_active and user.has_perm("accounts.view_user")


class SeesAccounts(BasePermission):
    """Signed in; the list of people is for roles that may see it, changing them for those that may."""

    message = "Your role may not see accounts."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Allow one's own account to everybody signed in, others by right."""
        if not isinstance(request.user, User) or not request.user.is_active:
            return False
        return getattr(view, "action", "") == "me" or may_see_accounts(request.user)


_IP_RULE_RIGHTS = {
    "GET": "accounts.view_iprule",
    "HEAD": "accounts.view_iprule",
    "OPTIONS": "accounts.view_iprule",
    "POST": "accounts.add_iprule",
    "PATCH": "accounts.change_iprule",
    "DELETE": "accounts.delete_iprule",
}


class KeepsIPRules(BasePermission):
    """Signed in, with the right on IP rules that the method needs."""

    message = "Your role may not do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right; a method without one is nobody's."""
        user = request.user
        if not user or not user.is_authenticated:
            return False
        right = _IP_RULE_RIGHTS.get(request.method or "")
        return right is not None and user.is_active and user.has_perm(right)


class PeopleOnly(BasePermission):
    """What only a person who signed in has: a password, say. Machines have none."""

    message = "This is for people who signed in."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Refuse machines."""
        return isinstance(request.user, User) and not request.user.is_service


class InvitesPeople(BasePermission):
    """May see invitations, and make or end them, by right."""

    message = "Your role invites nobody."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask for the right that the verb needs."""
        action = getattr(view, "action", "")
        wanted = {"create": "add", "resend": "add", "destroy": "change"}.get(action, "view")
        return may_invite(request.user, wanted)


def may_invite(user: User | AnonymousUser, verb: str = "add") -> bool:
    """Tell whether a person may `view`, `add` or `change` invitations."""
    return user.is_active and user.has_perm(f"accounts.{verb}_invitation")
