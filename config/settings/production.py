"""A server: everything configured, nothing embedded, TLS in front."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from config.env import env_bool, env_int, env_secret, env_str
from config.settings.base import *  # noqa: F403 - settings are one namespace
from config.settings.base import (
    ALLOWED_HOSTS,
    DATABASE_URL,
    MFA_REQUIRED,
    PUBLIC_URL,
    REDIS_URL,
    SECRET_KEY,
    WEBAUTHN_ORIGINS,
)

IS_PRODUCTION = True  # config/checks.py looks every setting over before a process starts
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT")
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS")
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("TRUST_PROXY_SSL_HEADER") else None
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
WEBAUTHN_ORIGINS = WEBAUTHN_ORIGINS or [PUBLIC_URL]
DEVICE_COOKIE_NAME = "__Host-device"

_MISSING = [
    name
    for name, value in {
        "DATABASE_URL": DATABASE_URL,
        "REDIS_URL": REDIS_URL,
        "DJANGO_SECRET_KEY": SECRET_KEY,
        "VAULT_KEK_URI": env_str("VAULT_KEK_URI"),
        "TRAIL_KEY_URI": env_str("TRAIL_KEY_URI"),
        "DJANGO_ALLOWED_HOSTS": ALLOWED_HOSTS,
        "PUBLIC_URL": env_str("PUBLIC_URL"),
        "EMAIL_URL": env_secret("EMAIL_URL"),
        "MAIL_FROM": env_str("MAIL_FROM"),
    }.items()
    if not value
]
if _MISSING:
    raise ImproperlyConfigured(f"Production needs {', '.join(_MISSING)}; see docs/QUICK_START.md.")
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL starts with https:// in production: links in mails carry secrets.")
if not MFA_REQUIRED:
    raise ImproperlyConfigured("Production insists on second factors for staff: leave MFA_REQUIRED unset.")
