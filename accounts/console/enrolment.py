"""Setting up second factors: a QR code to scan, a secret to type, a passkey; and the recovery codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.console.pages import page
from accounts.console.second_factor import credential_of, next_of, opened, session_of
from accounts.exceptions import AccountsError, EnrolmentMissing, SecondFactorWrong
from accounts.permissions import passkey_origins, require_factor_change, require_fresh_mfa
from accounts.selectors import factors_of
from accounts.services import factors


def enrol(request: HttpRequest) -> HttpResponse:
    """Show what goes into an authenticator app, and take it into use with its first code."""
    require_factor_change(request)
    refused: AccountsError | None = None
    if request.method == "POST":
        code = request.POST.get("code", "")[:20]
        try:
            return _added(
                request, factors.totp_confirm(session=session_of(request), code=code, at=timezone.now())
            )
        except (SecondFactorWrong, EnrolmentMissing) as error:
            refused = error
    return _page(request, refused)


@require_POST
def app_begin(request: HttpRequest) -> HttpResponse:
    """Begin to set up an authenticator app."""
    require_factor_change(request)
    factors.totp_enrol(session=session_of(request), at=timezone.now())
    return redirect(f"{reverse('admin:enrol')}?{urlencode({'next': next_of(request)})}")


@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """Return what the browser asks an authenticator to make."""
    try:
        require_factor_change(request)
        return JsonResponse(factors.passkey_begin(session=session_of(request), at=timezone.now()))
    except AccountsError as error:
        return JsonResponse({"detail": str(error)}, status=error.status)


@require_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    require_factor_change(request)
    try:
        added = factors.passkey_add(
            session=session_of(request),
            name=request.POST.get("name", ""),
            answer=credential_of(request),
            origins=passkey_origins(request),
            at=timezone.now(),
        )
    except SecondFactorWrong as error:
        return _page(request, error)
    return _added(request, added)


@require_POST
def recovery_codes_renew(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    require_fresh_mfa(request)
    codes = factors.recovery_codes_renew(session=session_of(request), at=timezone.now())
    return _codes(request, codes)


def _page(request: HttpRequest, refused: AccountsError | None) -> HttpResponse:
    session = session_of(request)
    begun = factors.totp_begun(session=session, at=timezone.now())
    context: dict[str, Any] = {
        "title": "Set up a second factor" if session.is_half_open else "Add a second factor",
        **(_shown(begun) if begun else {}),
        "refused": refused,
        "next": next_of(request),
        "is_first": session.is_half_open,
        "has_factors": bool(factors_of(session.user)),
    }
    return page(request, "enrol", context, status=refused.status if refused else 200)


def _shown(begun: factors.Enrolment) -> dict[str, str]:
    groups = (begun.secret[i : i + 4] for i in range(0, len(begun.secret), 4))
    return {
        "qr": segno.make_qr(begun.uri).svg_data_uri(scale=5, border=3, light="#fff"),
        "secret": " ".join(groups),
        "plain_secret": begun.secret,
    }


def _added(request: HttpRequest, added: factors.Added) -> HttpResponse:
    opened(request)
    return _codes(request, added.recovery_codes) if added.recovery_codes else redirect("admin:account")


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    context = {"title": "Recovery codes", "codes": codes, "next": next_of(request)}
    return page(request, "recovery_codes", context)
