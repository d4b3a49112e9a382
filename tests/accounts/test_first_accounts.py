"""Accounts that commands make keep the rules of passwords as well."""

import pytest
from django.core.management import CommandError, call_command

from accounts.exceptions import PasswordRefused
from accounts.models import User
from accounts.passwords import password_fault
from accounts.roles import Role
from accounts.services.people import password_generate, user_create
from config.bootstrap import ADMINISTRATOR

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("password", ["short", "password12345678", "Sipho Zulu sipho", ""])
def test_no_account_is_made_with_a_password_that_is_easily_guessed(password):
    with pytest.raises(PasswordRefused):
        user_create(email="sipho@example.com", full_name="Sipho Zulu", password=password, role=Role.PROCESSOR)

    assert not User.objects.exists()


def test_createsuperuser_refuses_the_same(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "muniment12345678")
    with pytest.raises(CommandError, match="easily guessed"):
        call_command("createsuperuser", interactive=False, email="chief@example.com", verbosity=0)
    assert not User.objects.exists()

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "eleven wandering swallows")
    call_command("createsuperuser", interactive=False, email="chief@example.com", verbosity=0)
    assert User.objects.get().is_superuser


def test_the_password_of_the_first_start_is_always_taken():
    assert [password_fault(password_generate(), [ADMINISTRATOR]) for _ in range(50)] == [None] * 50
