"""Where mail goes: one URL to Django's settings, and the folder that takes it on a person's own machine."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from config.env import EnvironmentInvalid

logger = logging.getLogger(__name__)

_BACKENDS = "django.core.mail.backends"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What Django wants to know, by its own names but for case."""

    backend: str
    folder: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def mail_settings(url: str) -> MailSettings:
    """Return the settings of `smtp://user:password@host:587?tls=1`, `smtps://`, `console:` or `file:///folder`.

    Raises:
        EnvironmentInvalid: the URL is none of these. It is not repeated: it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return MailSettings(f"{_BACKENDS}.console.EmailBackend")
    if parts.scheme == "file" and parts.path.startswith("/"):
        return MailSettings("config.mail.FolderBackend", folder=unquote(parts.path))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise EnvironmentInvalid(
            "EMAIL_URL takes smtp://user:password@host:587?tls=1, smtps://..., console: or file:///folder."
        )
    is_tls = parts.scheme == "smtps"
    return MailSettings(
        f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (465 if is_tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parse_qs(parts.query).get("tls", ["0"])[-1] in {"1", "true"},
        is_tls=is_tls,
    )


def public_url(url: str) -> str:
    """Return the address of the site without a closing slash.

    Raises:
        EnvironmentInvalid: it is no http or https address of a host alone.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise EnvironmentInvalid(f"PUBLIC_URL is {url!r}; it takes https://host or http://host:port.")
    return f"{parts.scheme}://{parts.netloc}"


class FolderBackend(BaseEmailBackend):
    """Writes each mail as a file that mail programs open; only its owner may read it: it may hold a link."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and say where."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**9:09d}.eml"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.message().as_bytes())
            logger.info("a mail was written to %s", path)
        return len(email_messages)
