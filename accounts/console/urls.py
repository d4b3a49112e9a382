"""Addresses of these screens, under the console's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from accounts.console import account, enrolment, second_factor

View = Callable[..., Any]


def console_urls(*, half_open: Callable[[View], View], open_: Callable[[View], View]) -> list[URLPattern]:
    """Return the addresses.

    Args:
        half_open: wraps a view that also serves who has shown the password alone.
        open_: wraps a view that asks for a session with nothing owed.
    """
    return [
        path("second-factor/", half_open(second_factor.second_factor), name="second_factor"),
        path(
            "second-factor/passkey/", half_open(second_factor.passkey_options), name="second_factor_passkey"
        ),
        path("second-factor/set-up/", half_open(enrolment.enrol), name="enrol"),
        path("second-factor/set-up/app/", half_open(enrolment.app_begin), name="enrol_app"),
        path("second-factor/set-up/passkey/", half_open(enrolment.passkey_add), name="enrol_passkey"),
        path(
            "second-factor/set-up/passkey/options/",
            half_open(enrolment.passkey_options),
            name="enrol_passkey_options",
        ),
        path("account/", open_(account.account), name="account"),
        path("account/recovery-codes/", open_(enrolment.recovery_codes_renew), name="recovery_codes_renew"),
        path("account/factors/<uuid:factor_id>/name/", open_(account.factor_rename), name="factor_rename"),
        path("account/factors/<uuid:factor_id>/remove/", open_(account.factor_remove), name="factor_remove"),
        path("account/sessions/end-others/", open_(account.other_sessions_end), name="other_sessions_end"),
        path(
            "account/sessions/<uuid:session_id>/end/", open_(account.own_session_end), name="own_session_end"
        ),
        path(
            "accounts/user/<uuid:user_id>/reset-factors/", open_(account.factors_reset), name="factors_reset"
        ),
    ]
