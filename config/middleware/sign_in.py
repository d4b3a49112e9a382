"""What follows from signing in: a cookie for the device, a refusal after too many wrong passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.sign_in_guard import device_remember, retry_after
from config.api.rates import too_many

_SENTENCE = "Too many failed sign-ins. Wait, then try again."


class DeviceCookieMiddleware:
    """Lets a device be known again, so that guessing from elsewhere never slows its owner."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request and give the cookie."""
        response = self.get_response(request)
        device_remember(request, response)
        return response


def sign_in_refused(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Answer 429 in place of what the view made of it: a problem for the API, a page for people."""
    wait = retry_after(request)
    if request.path_info.startswith("/api/"):
        return too_many(_SENTENCE, wait)
    context = {**admin.site.each_context(request), "title": "Not possible", "reason": _SENTENCE}
    page = render(request, "admin/refused.html", context, status=429)
    page["Retry-After"] = str(wait)
    return page
