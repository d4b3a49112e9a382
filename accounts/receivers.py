"""Gives each sign-in to the console its session row, and ends it at sign-out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.constants import SessionEnd, SessionKind
from accounts.models import Session, User
from accounts.services.sessions import Device, session_end, session_open

SESSION_ROW = "account_session"  # the key in Django's session that names the row


def device_of(request: HttpRequest) -> Device:
    """Return where a request comes from."""
    return Device(request.META.get("REMOTE_ADDR") or None, request.META.get("HTTP_USER_AGENT", ""))


@receiver(user_logged_in, dispatch_uid="console_session_open")
def _signed_in(user: User, request: HttpRequest, **_: Any) -> None:
    """Open the row; the API opens its own and has no session of Django's."""
    if getattr(request, "session", None) is None or "_auth_user_id" not in request.session:
        return
    row = session_open(user=user, kind=SessionKind.CONSOLE, at=timezone.now(), device=device_of(request))
    request.session[SESSION_ROW] = str(row.pk)


@receiver(user_logged_out, dispatch_uid="console_session_end")
def _signed_out(request: HttpRequest, **_: Any) -> None:
    row_id = request.session.get(SESSION_ROW)
    row = Session.objects.filter(pk=row_id).first() if row_id else None
    if row is not None:
        session_end(session=row, because=SessionEnd.SIGNED_OUT, at=timezone.now())
