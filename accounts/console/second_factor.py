"""The second-factor page: after the password, and again before what asks for a fresh one."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.console.pages import page
from accounts.constants import FactorMethod
from accounts.exceptions import AccountsError, SecondFactorLocked, SecondFactorWrong
from accounts.models import Session
from accounts.permissions import passkey_origins
from accounts.selectors import factors_of
from accounts.services.showing import Proof, factor_show, passkey_ask


def session_of(request: HttpRequest) -> Session:
    """Return the session row of a signed-in request of the console."""
    session: Session = request.account_session  # type: ignore[attr-defined]  # set by our middleware
    return session


def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code, a passkey or a recovery code, and lead back to where the person came from."""
    methods = {factor.method for factor in factors_of(session_of(request).user)}
    following = next_of(request)
    if not methods:
        return redirect(f"{reverse('admin:enrol')}?{urlencode({'next': following})}")
    refused: AccountsError | None = None
    if request.method == "POST":
        try:
            _show(request)
        except (SecondFactorWrong, SecondFactorLocked) as error:
            refused = error
        else:
            return HttpResponseRedirect(following)
    context: dict[str, Any] = {
        "title": "Second factor",
        "has_app": FactorMethod.TOTP in methods,
        "has_passkey": FactorMethod.PASSKEY in methods,
        "wants_recovery_code": "recovery" in request.GET or "recovery_code" in request.POST,
        "refused": refused,
        "next": following,
        "is_step_up": not session_of(request).is_half_open,
    }
    response = page(request, "second_factor", context)
    if refused is not None:
        response.status_code = refused.status
    if isinstance(refused, SecondFactorLocked):
        response["Retry-After"] = str(refused.retry_after)
    return response


@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """Return what the browser asks the person's passkeys."""
    try:
        return JsonResponse(passkey_ask(session=session_of(request), at=timezone.now()))
    except SecondFactorWrong as error:
        return JsonResponse({"detail": str(error)}, status=error.status)


def step_up(request: HttpRequest) -> HttpResponse:
    """Send somebody to the second-factor page and back; nothing that was posted is kept."""
    if request.method == "POST":
        messages.warning(request, "Nothing was changed yet. Show your second factor, then do it again.")
    return second_factor_page(request, _back_of(request))


def second_factor_page(request: HttpRequest, following: str) -> HttpResponse:
    """Send somebody to the second-factor page, and from there to the given page."""
    return redirect(f"{reverse('admin:second_factor')}?{urlencode({'next': following})}")


def next_of(request: HttpRequest) -> str:
    """Return where to go afterwards: within this site, whatever the address says."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(request, wanted) else reverse("admin:index")


def opened(request: HttpRequest) -> None:
    """Change the keys of a session that has gained rights: one that was planted before opens nothing."""
    request.session.cycle_key()
    rotate_token(request)


def credential_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the browser's passkey ceremony gave; empty where it is none."""
    try:
        found = json.loads(request.POST.get("credential", ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _show(request: HttpRequest) -> None:
    proof = Proof(
        code=request.POST.get("code", "")[:20],
        recovery_code=request.POST.get("recovery_code", "")[:100],
        passkey=credential_of(request) if "credential" in request.POST else None,
        origins=passkey_origins(request),
    )
    factor_show(session=session_of(request), proof=proof, at=timezone.now())
    opened(request)


def _back_of(request: HttpRequest) -> str:
    """Return the page to come back to: the one asked for, or the one whose form was posted."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.META.get("HTTP_REFERER", "")
    return came_from if _is_ours(request, came_from) else reverse("admin:index")


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
