"""Production does not start with a default, a hole or a missing part (D20)."""

import os
import secrets
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings

from audit.signing import key_file_create
from config import checks
from config.checks import faults

pytestmark = pytest.mark.slow

START = "import django; django.setup(); print('started')"
GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
    "DJANGO_ALLOWED_HOSTS": "muniment.test",
    "VAULT_KEK_URI": "aws-kms://arn:aws:kms:af-south-1:000000000000:key/none",
    "PUBLIC_URL": "https://muniment.test",
    "EMAIL_URL": "smtp://mail.test:587?tls=1",
    "MAIL_FROM": "muniment@muniment.test",
    "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
}


def _start(tmp_path, *, module="", **changes):
    """Start a process of production, with settings of a module of its own where lines are given."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "DATABASE", "REDIS"))}
    if module:
        (tmp_path / "derived.py").write_text(f"from config.settings.production import *\n{module}\n")
        changes["DJANGO_SETTINGS_MODULE"] = "derived"
    key_file_create(tmp_path / "trail.pem")
    given = GOOD | {"TRAIL_KEY_URI": f"file:{tmp_path}/trail.pem"}
    environment |= (
        given | changes | {"PYTHONPATH": f"{tmp_path}:{settings.BASE_DIR}", "MUNIMENT_VAR": str(tmp_path)}
    )
    return subprocess.run(
        [sys.executable, "-c", START],
        env=environment,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )


def test_with_everything_in_order_it_starts(tmp_path):
    found = _start(tmp_path, TRUSTED_PROXIES="10.0.0.0/24", TRUST_PROXY_SSL_HEADER="true")

    assert found.stdout.strip() == "started", found.stderr[-800:]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY"),
        ({"DJANGO_SECRET_KEY": "short"}, "too short"),
        ({"DJANGO_SECRET_KEY": "ab" * 40}, "too simple"),
        ({"DJANGO_SECRET_KEY": "django-insecure-" + secrets.token_urlsafe(64)}, "example"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "name each host in full"),
        ({"DJANGO_ALLOWED_HOSTS": ".muniment.test"}, "name each host in full"),
        ({"CORS_ALLOWED_ORIGINS": "http://app.test"}, "it takes https://host"),
        ({"CORS_ALLOWED_ORIGINS": "null"}, "it takes https://host"),
        ({"CORS_ALLOWED_ORIGINS": "https://*.app.test"}, "it takes https://host"),
        ({"VAULT_KEK_URI": ""}, "VAULT_KEK_URI"),
        ({"VAULT_KEK_URI": "file:/nonexistent/kek.json"}, "is not there"),
        ({"TRAIL_KEY_URI": ""}, "TRAIL_KEY_URI"),
        ({"TRAIL_KEY_URI": "file:/nonexistent/trail.pem"}, "is not there"),
        ({"TRAIL_KEY_URI": "aws-kms://key"}, "no key that signs the trail"),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, "says who the client is"),
        ({"TRUST_PROXY_SSL_HEADER": "true"}, "needs TRUSTED_PROXIES"),
        ({"PUBLIC_URL": "http://muniment.test"}, "PUBLIC_URL"),
    ],
)
def test_a_variable_that_opens_a_hole_keeps_it_from_starting(tmp_path, changes, said):
    found = _start(tmp_path, **changes)

    assert found.returncode != 0
    assert "started" not in found.stdout
    assert said in found.stderr


def test_a_key_that_others_can_read_keeps_it_from_starting(tmp_path):
    for name in ("VAULT_KEK_URI", "TRAIL_KEY_URI"):
        key = tmp_path / f"{name}.key"
        key.write_text("{}")
        key.chmod(0o644)

        assert "can be read by others" in _start(tmp_path, **{name: f"file:{key}"}).stderr
        key.chmod(0o600)
        assert _start(tmp_path, **{name: f"file:{key}"}).stdout.strip() == "started"


def test_settings_of_ones_own_open_no_hole_either(tmp_path):
    lines = [
        "DEBUG = True",
        "INSTALLED_APPS = [app for app in INSTALLED_APPS if app != 'django_otp']",
        "MIDDLEWARE = [name for name in MIDDLEWARE if 'axes' not in name]",
        "CORS_ALLOWED_ORIGIN_REGEXES = ['.*']",
        "SESSION_COOKIE_NAME = 'session'",
        "AUTHENTICATION_BACKENDS = ['django.contrib.auth.backends.ModelBackend']",
    ]

    found = _start(tmp_path, module="\n".join(lines))

    assert found.returncode != 0
    for said in (
        "DEBUG is on",
        "axes.middleware.AxesMiddleware is missing",
        "patterns let others in",
        "SESSION_COOKIE is not bound",
        "guard against guessing",
        "django_otp is not installed",
    ):
        assert said in found.stderr, said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AXES_ENABLED", False, "AXES_ENABLED is off"),
        ("INSTALLED_APPS", ["csp"], "axes is not installed"),
        ("MIDDLEWARE", [], "ClientAddressMiddleware does not stand first"),
        ("CORS_ALLOW_CREDENTIALS", True, "open to every origin, or to cookies"),
        ("IS_EMBEDDED", True, "embedded servers"),
        ("CSRF_TRUSTED_ORIGINS", ["http://a.test"], "CSRF_TRUSTED_ORIGINS"),
    ],
)
def test_each_part_that_is_missing_is_named(monkeypatch, name, value, said):
    in_force = {key: getattr(settings, key) for key in dir(settings) if key.isupper()}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(**in_force | {name: value}))

    assert any(said in fault for fault in faults())
