"""Asks the IP rules: for everybody before any view, file or session; for one account once it is known."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.ip_rules import address_may, address_may_enter
from accounts.models import User
from accounts.services.network import address_refused_note
from config.refusals import refusal

# A load balancer asks from its own network, and must be answered while the database is away.
_OPEN = ("/health/",)
_LATER = {"Retry-After": "5"}


class IPRulesMiddleware:
    """Refuses addresses that the rules for everybody keep out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request, or refuse it."""
        if request.path_info.startswith(_OPEN):
            return self.get_response(request)
        try:
            may_enter = address_may_enter(request.META["REMOTE_ADDR"])
        except (DatabaseError, InterfaceError):
            return refusal(request, 503, "The database cannot be reached. Try again.", headers=_LATER)
        if not may_enter:
            return refusal(request, 403, "Your address is not let in here.", code="address_refused")
        return self.get_response(request)


class AccountAddressMiddleware:
    """Refuses signed-in people of the console whom a rule for their roles or their account keeps out here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request, or refuse it; the session lives on where it was opened."""
        address = request.META["REMOTE_ADDR"]
        if isinstance(request.user, User) and not address_may(request.user, address):
            address_refused_note(user=request.user, address=address)
            reason = "This account may not be used from your address."
            context = {**admin.site.each_context(request), "title": "Not possible", "reason": reason}
            return render(request, "admin/refused.html", context, status=403)
        return self.get_response(request)
