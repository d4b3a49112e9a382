"""Bearer tokens for the API; whoever they name becomes the acting identity."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from audit.context import actor_is


class BearerAuthentication(JWTAuthentication):
    """simplejwt's authentication that tells the trail who acts."""

    def authenticate(self, request: Request) -> Any:
        """Return (user, token), or None where no token was sent."""
        result = super().authenticate(request)
        if result is not None:
            actor_is(result[0].pk, purpose=request.headers.get("X-Purpose", "")[:200])
        return result


class BearerScheme(SimpleJWTScheme):  # type: ignore[no-untyped-call]  # registers itself
    """How the OpenAPI document names the above."""

    target_class = "config.api.authentication.BearerAuthentication"
    name = "bearer"
