"""So many passwords at once and no more, over all processes; who cannot wait is told so at once."""

import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password

from accounts import hashing
from accounts.exceptions import PasswordsBusy
from accounts.hashing import Gate
from accounts.models import User
from tests.factories import PASSWORD

HOLD = """
import pathlib, sys
from accounts.hashing import Gate
with Gate(pathlib.Path(sys.argv[1]), places=1).passed():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def elsewhere(tmp_path):
    """Another process that holds the one place of the machine."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=django_settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_place_is_taken_for_all_processes(elsewhere, tmp_path):
    with pytest.raises(PasswordsBusy), Gate(tmp_path, places=1).passed(patience=0.05):
        pass


def test_a_killed_process_leaves_no_place_taken(elsewhere, tmp_path):
    elsewhere.kill()
    elsewhere.wait()

    with Gate(tmp_path, places=1).passed(patience=0.05):
        pass


def test_no_more_than_the_places_compute_at_once_and_the_rest_wait(tmp_path):
    gate, inside, most = Gate(tmp_path, places=2, waiting=6), [], []

    def compute():
        with gate.passed():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=compute) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (8, 2)


def test_a_full_waiting_room_refuses_at_once(tmp_path):
    gate = Gate(tmp_path, places=1, waiting=0)
    with gate.passed():
        started = time.monotonic()
        with pytest.raises(PasswordsBusy), gate.passed():
            pass
        assert time.monotonic() - started < 1


@pytest.fixture
def busy(settings, tmp_path, monkeypatch):
    """Every place is taken and nobody may wait."""
    settings.PASSWORD_HASHERS = ["accounts.hashing.BcryptHasher", *settings.PASSWORD_HASHERS]
    settings.BCRYPT_ROUNDS, settings.PASSWORD_GATE_DIR = 4, tmp_path
    gate = Gate(tmp_path, places=1, waiting=0)
    monkeypatch.setattr(hashing, "gate", lambda: gate)
    with gate.passed():
        yield


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_a_sign_in_that_cannot_wait_is_503_with_a_time_to_come_back(client, owner, busy, email):
    User.objects.update(password="bcrypt_sha256$$2b$04$" + "x" * 53)

    response = client.post(
        "/api/v1/auth/login", {"email": email, "password": PASSWORD}, content_type="application/json"
    )

    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert int(response["Retry-After"]) > 0


def test_the_console_says_so_in_words(client, owner, busy):
    User.objects.update(password="bcrypt_sha256$$2b$04$" + "x" * 53)

    response = client.post("/admin/login/?next=/admin/", {"username": owner.email, "password": PASSWORD})

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Try again in a few seconds" in response.content.decode()


def test_a_new_hash_that_cannot_be_made_now_waits_for_the_next_sign_in(owner, busy):
    assert User.objects.get().check_password(PASSWORD)

    assert User.objects.get().password == owner.password


def test_every_way_to_hash_passes_the_gate(settings, tmp_path, monkeypatch):
    gate = Gate(tmp_path, places=1, waiting=0)
    monkeypatch.setattr(hashing, "gate", lambda: gate)
    settings.PASSWORD_HASHERS = ["accounts.hashing.BcryptHasher", "accounts.hashing.OlderHasher"]
    with gate.passed():
        for hasher in ("bcrypt_sha256", "pbkdf2_sha256"):
            with pytest.raises(PasswordsBusy):
                make_password(PASSWORD, hasher=hasher)
