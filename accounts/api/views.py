"""Signing in."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from accounts.models import User
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

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return `access`; 401 where the token is not valid or its owner is gone."""
        try:
            response: Response = super().post(request, *args, **kwargs)
        except User.DoesNotExist as error:
            raise AuthenticationFailed(
                "The account of this token no longer exists. Sign in again."
            ) from error
        return response
