"""Holds each request of the console against its session row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.constants import SessionEnd
from accounts.identity import session_seen
from accounts.models import Session, User
from accounts.receivers import SESSION_ROW
from accounts.services.sessions import session_end


class ConsoleSessionMiddleware:
    """Signs out whose session was ended, was idle too long or is over; sets `request.account_session`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        session = None
        # Requests of the API carry no session of Django's: they cost nothing here.
        if request.user.is_authenticated:
            session = _session_of(request, timezone.now())
            if session is None:
                logout(request)
        request.account_session = session  # type: ignore[attr-defined]  # ours
        return self.get_response(request)


def _session_of(request: HttpRequest, at: dt.datetime) -> Session | None:
    """Return the row of this console session where it may still be used."""
    try:
        row_id = UUID(str(request.session.get(SESSION_ROW)))
    except ValueError:
        return None
    row = Session.objects.filter(pk=row_id, user=cast(User, request.user)).first()
    if row is None or row.ended_at is not None:
        return None
    if not row.is_alive(at):
        because = SessionEnd.EXPIRED if at >= row.expires_at else SessionEnd.IDLE
        session_end(session=row, because=because, at=at)
        return None
    session_seen(row, at)
    return row
