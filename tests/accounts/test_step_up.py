"""The verbs that destroy, reveal or export ask for a second factor shown lately."""

import datetime as dt

import pytest

from accounts.constants import SessionKind
from accounts.exceptions import StepUpRequired
from accounts.identity import Identity
from accounts.permissions import require_fresh_mfa
from accounts.services.sessions import Device, session_open
from tests.factories import AT

pytestmark = pytest.mark.django_db

LATE = AT + dt.timedelta(minutes=10, seconds=1)


def _identity(user, mfa_method=""):
    session = session_open(user=user, kind=SessionKind.API, at=AT, device=Device(), mfa_method=mfa_method)
    return Identity(user, session)


def test_a_second_factor_is_fresh_for_ten_minutes(officer):
    identity = _identity(officer, "totp")

    require_fresh_mfa(identity, at=AT + dt.timedelta(minutes=10))
    with pytest.raises(StepUpRequired, match="/api/v1/auth/mfa/verify"):
        require_fresh_mfa(identity, at=LATE)


def test_who_owes_a_second_factor_never_passes_without_it(officer, settings):
    settings.MFA_REQUIRED = True
    identity = _identity(officer)

    with pytest.raises(StepUpRequired):
        require_fresh_mfa(identity, at=AT)


def test_who_has_none_and_owes_none_must_have_signed_in_lately(customer):
    identity = _identity(customer)

    require_fresh_mfa(identity, at=AT)
    with pytest.raises(StepUpRequired, match="Sign in again"):
        require_fresh_mfa(identity, at=LATE)


def test_machines_pass(customer):
    require_fresh_mfa(Identity(customer, None, frozenset({"documents:read"})), at=AT)


def test_a_request_without_a_session_does_not_pass(rf):
    with pytest.raises(StepUpRequired):
        require_fresh_mfa(rf.get("/"), at=AT)
