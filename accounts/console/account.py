"""One's own account: second factors, recovery codes, sign-ins; and resetting the factors of others."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.console.pages import page
from accounts.console.second_factor import session_of
from accounts.constants import SessionEnd
from accounts.exceptions import LastFactor
from accounts.models import Session, User
from accounts.permissions import may_reset_factors, require_fresh_mfa
from accounts.selectors import factors_of, recovery_codes_left
from accounts.services import factors
from accounts.services.sessions import session_end, sessions_end_all
from audit import trail


def account(request: HttpRequest) -> HttpResponse:
    """Show one's factors, how many recovery codes are left, and where one is signed in."""
    session, at = session_of(request), timezone.now()
    user = cast(User, request.user)
    context: dict[str, Any] = {
        "title": "My account",
        "factors": factors_of(user),
        "codes_left": recovery_codes_left(user),
        "sessions": Session.objects.filter(user=user).alive(at).order_by("-last_seen_at", "-pk"),
        "current": session,
    }
    trail.record_read("account.viewed", target=user)
    return page(request, "account", context)


@require_POST
def factor_rename(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Give a passkey another name."""
    user = cast(User, request.user)
    factors.passkey_rename(user=user, factor_id=factor_id, name=request.POST.get("name", ""))
    return redirect("admin:account")


@require_POST
def factor_remove(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Remove a factor and end all other sign-ins."""
    require_fresh_mfa(request)
    try:
        factors.factor_remove(session=session_of(request), factor_id=factor_id, at=timezone.now())
    except LastFactor as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The second factor was removed; all other sign-ins have ended.")
    return redirect("admin:account")


@require_POST
def own_session_end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sign-ins."""
    session = Session.objects.filter(user=cast(User, request.user), pk=session_id).first()
    if session is None:
        raise Http404
    session_end(session=session, because=SessionEnd.REVOKED, at=timezone.now())
    messages.success(request, "The sign-in has ended.")
    return redirect("admin:account")


@require_POST
def other_sessions_end(request: HttpRequest) -> HttpResponse:
    """End all of one's sign-ins but this one."""
    ended = sessions_end_all(
        user=cast(User, request.user),
        because=SessionEnd.REVOKED,
        at=timezone.now(),
        keep=session_of(request).pk,
    )
    messages.success(request, f"{ended} other sign-in{'s' if ended != 1 else ''} ended.")
    return redirect("admin:account")


def factors_reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Ask, then take the second factors of somebody else away."""
    actor = cast(User, request.user)
    may_reset_factors(actor, raise_exception=True)
    user = get_object_or_404(User, pk=user_id, is_service=False)
    require_fresh_mfa(request)
    if request.method != "POST":
        found = factors_of(user)
        context = {"title": "Reset second factors", "person": user, "factors": found}
        trail.record_read("factors.listed", target=user, count=len(found))
        return page(request, "reset_factors", context)
    factors.factors_reset(actor=actor, user=user, at=timezone.now())
    messages.success(request, "The second factors are gone. New ones are set up at the next sign-in.")
    return redirect("admin:accounts_user_change", user.pk)
