"""The suite: quick passwords, files in a temporary folder, no manifest of static files."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from config.connections import database_settings
from config.settings.base import *  # noqa: F403 - settings are one namespace
from config.settings.base import (
    _FILES,
    CACHES,
    CELERY_BROKER_URL,
    DATABASE_OWNER_URL,
    DATABASE_URL,
    DATABASES,
    RATE_LIMITS,
    REDIS,
    STORAGES,
)

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Shared with the workers that tests start as processes; tests/servers.py makes it.
_ROOT = Path(os.environ.get("TEST_FILES_DIR", "/nonexistent"))
VAULT_KEK_URI = f"file:{_ROOT}/kek.json"
TRAIL_KEY_URI = f"file:{_ROOT}/trail.pem"
TRAIL_ANCHORS = [f"file:{_ROOT}/anchors"]
TRAIL_ARCHIVES = f"file:{_ROOT}/archives"
FLUSH_ALLOWED = True  # between tests
VAULT_SPOOL_DIR = _ROOT / "spool"
STORAGES = {
    **STORAGES,
    "documents": {**_FILES, "OPTIONS": {"location": _ROOT / "files", "file_permissions_mode": 0o600}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = _ROOT / "static"
READ_LEASE = dt.timedelta(seconds=12)
DATABASES["default"]["OPTIONS"] = {}  # a pool would keep test databases from being dropped
# The owner makes the test database; then tests/conftest.py lets the suite work as the application's role.
DATABASES["default"].update(database_settings(DATABASE_OWNER_URL or DATABASE_URL))
DATABASES.pop("owner", None)

# Workers of pytest-xdist share one Valkey; each takes a database of its own.
_DB = os.environ.get("TEST_REDIS_DB", "0")
CACHES["default"]["LOCATION"] = CACHES["sessions"]["LOCATION"] = (
    REDIS + ("?db=" if REDIS.startswith("unix") else "/") + _DB
)
CELERY_BROKER_URL = f"{CELERY_BROKER_URL}{'?virtual_host=' if 'socket' in CELERY_BROKER_URL else '/'}{_DB}"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PUBLIC_URL = "https://muniment.test"

# No test runs into a limit that it does not set itself.
RATE_LIMITS = {name: dict.fromkeys(kinds, (1_000_000, 60)) for name, kinds in RATE_LIMITS.items()}
PASSWORD_GATE_DIR = _ROOT / "gate"
