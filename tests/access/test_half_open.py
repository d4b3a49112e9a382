"""A sign-in that still owes the second factor opens nothing but what shows, enrols or ends."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.constants import SessionKind
from accounts.models import Session
from accounts.tokens import access_token_for
from tests.access.requests import door_open
from tests.access.routes import Door, doors
from tests.access.world import Persona, World

pytestmark = pytest.mark.django_db

API = {door.key: door for door in doors() if door.route.is_api}
# Whoever is not signed in comes in here: a token sent along is not looked at.
OPEN = {
    "GET v1:auth-keys",
    "GET v1:schema",
    "POST v1:auth-invitation-accept",
    "POST v1:auth-login",
    "POST v1:auth-password-reset",
    "POST v1:auth-password-reset-confirm",
    "POST v1:auth-refresh",
    "POST v1:auth-register",
    "POST v1:auth-token",
    "POST v1:auth-verify",
    "POST v1:auth-verify-resend",
}


def _asks_for_the_factor(door: Door) -> bool:
    return door.key not in OPEN and not getattr(door.route.view, "serves_half_open_sessions", False)


@pytest.mark.parametrize("key", sorted(key for key, door in API.items() if _asks_for_the_factor(door)))
def test_half_a_sign_in_to_the_api_is_refused(world: World, key: str) -> None:
    with transaction.atomic():
        response = door_open(world, API[key], Persona(token=_half_open(world)))
        transaction.set_rollback(True)

    assert response.status_code == 403
    assert response.json()["code"] == "mfa_required"


def test_what_is_open_to_everybody_is_known() -> None:
    assert {key for key, door in API.items() if not door.route.view.authentication_classes} == OPEN


def test_what_serves_half_a_sign_in_is_known() -> None:
    served = {
        key for key, door in API.items() if getattr(door.route.view, "serves_half_open_sessions", False)
    }

    assert served == {
        "POST v1:auth-logout",
        "POST v1:mfa-totp",
        "POST v1:mfa-totp-confirm",
        "POST v1:mfa-verify",
        "POST v1:mfa-webauthn",
        "POST v1:mfa-webauthn-register",
        "POST v1:mfa-webauthn-register-options",
    }


def _half_open(world: World) -> str:
    session = Session.objects.filter(user=world.people["owner"], kind=SessionKind.API).earliest("created_at")
    session.needs_mfa, session.mfa_at = True, None
    session.save()
    cache.clear()
    return access_token_for(session, timezone.now())
