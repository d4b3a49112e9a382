"""Signing in."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.selectors import user_get_by_email
from audit import trail
from audit.context import actor_is


class LoginView(TokenObtainPairView):
    """Exchange e-mail address and password for an access and a refresh token."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return `access` and `refresh`; 401 where address or password is wrong."""
        response: Response = super().post(request, *args, **kwargs)
        user = user_get_by_email(str(cast("dict[str, Any]", request.data)["email"]))
        actor_is(user.pk)
        trail.record("user.signed_in", target=user)
        return response


class RefreshView(TokenRefreshView):
    """Exchange a refresh token for a new access token."""
