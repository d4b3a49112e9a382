"""A person's own machine: what `make run` uses."""

from __future__ import annotations

from config.connections import local_secret
from config.env import env_bool
from config.settings.base import *  # noqa: F403 - settings are one namespace
from config.settings.base import ALLOWED_HOSTS, STORAGES, VAR_DIR

# Made once, kept under var/, readable by the owner alone: sessions survive, no default secret exists.
SECRET_KEY = local_secret(VAR_DIR, "django_secret_key")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
WEBHOOK_ALLOW_HTTP = env_bool("WEBHOOK_ALLOW_HTTP")
# Hashed names, but not compressed: brotli over every file costs a first start half a minute.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
