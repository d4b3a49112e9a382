"""What production must not start with: asked by `check --deploy`, and at every start of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from accounts.addresses import UNIX, network_parse

_SHORTEST_SECRET = 50
_FEWEST_CHARACTERS = 10  # that differ
_EXAMPLES = ("insecure", "example", "changeme", "change-me", "only-for-tests", "secret-key", "placeholder")
_NEEDED_APPS = ("axes", "corsheaders", "csp", "django_otp", "guardian", "auditlog")
_NEEDED_MIDDLEWARE = (
    "config.middleware.client_address.ClientAddressMiddleware",
    "config.middleware.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ip_rules.IPRulesMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.ConsoleSessionMiddleware",
    "config.middleware.rates.RateLimitMiddleware",
    "axes.middleware.AxesMiddleware",
)
_WIDEST_PROXIES = {4: 8, 6: 16}  # prefix lengths: wider means believing the internet


def _secrets() -> Iterator[str]:
    key = settings.SECRET_KEY
    if len(key) < _SHORTEST_SECRET or len(set(key)) < _FEWEST_CHARACTERS:
        yield f"DJANGO_SECRET_KEY is too short or too simple; it takes {_SHORTEST_SECRET} random characters."
    if any(word in key.lower() for word in _EXAMPLES):
        yield "DJANGO_SECRET_KEY is one of an example; make a new one."


def _debug() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on."
    if settings.IS_EMBEDDED:
        yield "The embedded servers are for one's own machine; set DATABASE_URL and REDIS_URL."


def _hosts() -> Iterator[str]:
    for host in settings.ALLOWED_HOSTS:
        if "*" in host or host.startswith("."):
            yield f"DJANGO_ALLOWED_HOSTS names {host!r}; name each host in full."
    if not settings.ALLOWED_HOSTS:
        yield "DJANGO_ALLOWED_HOSTS is empty."


def _origins() -> Iterator[str]:
    for name in ("CORS_ALLOWED_ORIGINS", "CSRF_TRUSTED_ORIGINS"):
        for origin in getattr(settings, name, []):
            parts = urlsplit(origin)
            is_plain = parts.scheme == "https" and parts.netloc and not (parts.path or parts.query)
            if not is_plain or "*" in origin or "@" in origin:
                yield f"{name} names {origin!r}; it takes https://host[:port], in full."
    if getattr(settings, "CORS_ALLOW_ALL_ORIGINS", False) or settings.CORS_ALLOW_CREDENTIALS:
        yield "CORS is open to every origin, or to cookies."
    if getattr(settings, "CORS_ALLOWED_ORIGIN_REGEXES", []):
        yield "CORS_ALLOWED_ORIGIN_REGEXES is set; list origins instead, patterns let others in."


def _keys() -> Iterator[str]:
    uri = urlsplit(settings.VAULT_KEK_URI)
    if uri.scheme not in {"file", "aws-kms"}:
        yield "VAULT_KEK_URI names no key encryption key (file: or aws-kms:)."
    elif uri.scheme == "file":
        yield from _key_file("VAULT_KEK_URI", "key encryption key", Path(uri.path))
    uri = urlsplit(settings.TRAIL_KEY_URI)
    if uri.scheme != "file":
        yield "TRAIL_KEY_URI names no key that signs the trail (file:)."
    else:
        yield from _key_file("TRAIL_KEY_URI", "key that signs the trail", Path(uri.path))


def _key_file(name: str, what: str, path: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"{name} names {path}, which is not there."
    elif path.stat().st_mode & 0o077:
        yield f"The {what} {path} can be read by others; chmod 600."


def _parts() -> Iterator[str]:
    yield from (f"{app} is not installed." for app in _NEEDED_APPS if app not in settings.INSTALLED_APPS)
    yield from (f"{name} is missing." for name in _NEEDED_MIDDLEWARE if name not in settings.MIDDLEWARE)
    if settings.MIDDLEWARE[:1] != list(_NEEDED_MIDDLEWARE[:1]):
        yield "ClientAddressMiddleware does not stand first."
    if settings.AUTHENTICATION_BACKENDS[:1] != ["accounts.sign_in_guard.GuardedBackend"]:
        yield "AUTHENTICATION_BACKENDS does not begin with the guard against guessing."
    if not getattr(settings, "AXES_ENABLED", True):
        yield "AXES_ENABLED is off."


def _transport() -> Iterator[str]:
    for text in settings.TRUSTED_PROXIES:
        network = network_parse(text) if text != UNIX else None
        if network is not None and network.prefixlen < _WIDEST_PROXIES[network.version]:
            yield f"TRUSTED_PROXIES names {text}: whoever is in it says who the client is."
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        yield "TRUST_PROXY_SSL_HEADER needs TRUSTED_PROXIES: nobody else is believed."
    for name in ("SESSION_COOKIE", "CSRF_COOKIE"):
        if not (
            getattr(settings, f"{name}_SECURE") and getattr(settings, f"{name}_NAME").startswith("__Host-")
        ):
            yield f"{name} is not bound to this host and to HTTPS (__Host-, secure)."


_QUESTIONS: tuple[Callable[[], Iterator[str]], ...] = (
    _secrets,
    _debug,
    _hosts,
    _origins,
    _keys,
    _parts,
    _transport,
)


def faults() -> list[str]:
    """Return what is wrong with the settings in force, a sentence each."""
    return [sentence for question in _QUESTIONS for sentence in question()]


@register(deploy=True)
def production_check(app_configs: Any, **_: Any) -> list[Error]:
    """Name every fault; `check --deploy` fails with it."""
    return [Error(sentence, id="muniment.E001") for sentence in faults()]


def refuse_faults() -> None:
    """Keep a process of production from starting with a fault.

    Raises:
        ImproperlyConfigured: there is one; all are named.
    """
    if getattr(settings, "IS_PRODUCTION", False) and (found := faults()):
        raise ImproperlyConfigured("Production does not start: " + " ".join(found))
