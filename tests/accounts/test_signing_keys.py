"""Keys are rotated without signing anybody out, and retired ones open nothing."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.exceptions import TokenInvalid
from accounts.identity import identity_of
from accounts.services.sessions import Device, session_refresh
from accounts.services.signing_keys import signing_keys_rotate
from accounts.tokens import keys
from audit.context import os_user
from audit.models import LogEntry
from tests.factories import signed_in
from vault.constants import SigningKeyState
from vault.models import SigningKey

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def test_tokens_of_before_a_rotation_are_good_until_their_key_is_retired(owner):
    now = timezone.now()
    tokens = signed_in(owner, now)

    signing_keys_rotate(at=now)

    assert identity_of(tokens.access, at=now).user == owner
    refreshed = session_refresh(token=tokens.refresh, at=now, device=Device())
    assert identity_of(refreshed.access, at=now).user == owner

    signing_keys_rotate(at=now + 25 * HOUR)

    with pytest.raises(TokenInvalid):
        identity_of(tokens.access, at=now)
    with pytest.raises(TokenInvalid):
        session_refresh(token=tokens.refresh, at=now, device=Device())


def test_a_rotation_with_no_grace_refuses_every_token_there_is(owner):
    now = timezone.now()
    before = signed_in(owner, now)

    done = signing_keys_rotate(at=now, retire_after=dt.timedelta(0))

    assert done.retired == 1
    with pytest.raises(TokenInvalid):
        identity_of(before.access, at=now)
    assert identity_of(signed_in(owner, now).access, at=now).user == owner


def test_a_retired_key_has_no_private_half(owner):
    signed_in(owner)
    signing_keys_rotate(at=timezone.now(), retire_after=dt.timedelta(0))

    retired = SigningKey.objects.get(state=SigningKeyState.RETIRED)

    assert bytes(retired.wrapped_private_key) == b""


def test_the_command_rotates_and_is_recorded(owner, capsys):
    signed_in(owner)

    call_command("rotate_keys")

    active = SigningKey.objects.get(state=SigningKeyState.ACTIVE)
    assert capsys.readouterr().out == f"Tokens are signed with key {active.pk} now; 0 older retired.\n"
    assert SigningKey.objects.filter(state=SigningKeyState.VERIFYING).count() == 1
    entry = LogEntry.objects.get(event="signing_keys.rotated")
    assert entry.additional_data == {"active": str(active.pk), "retired": 0, "os_user": os_user()}
    assert entry.interface == "command"


def test_the_command_refuses_hours_below_zero(db):
    with pytest.raises(CommandError):
        call_command("rotate_keys", "--retire-after", "-1")


def test_a_process_learns_of_a_key_it_has_not_read(owner):
    now = timezone.now()
    signed_in(owner, now)
    signing_keys_rotate(at=now)
    token = signed_in(owner, now).access
    keys.verifying = {}  # as in another process, which read the keys before this one was made
    keys.read_at -= 2

    assert identity_of(token, at=now).user == owner
