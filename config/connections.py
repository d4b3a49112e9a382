"""From one URL to Django's database settings; and the secrets a person's own machine makes for itself."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_settings(url: str) -> dict[str, Any]:
    """Return NAME, USER, PASSWORD, HOST and PORT of a `postgresql://` URL; `?host=` names a socket folder.

    Raises:
        ValueError: the URL is no PostgreSQL URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL takes postgresql://..., not {parts.scheme!r}.")
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or str(parts.port or ""),
    }


def local_secret(var_dir: Path, name: str) -> str:
    """Return a random secret kept under `var_dir`, made at the first call, readable by its owner alone."""
    path = var_dir / "keys" / name
    if not var_dir.exists():
        var_dir.mkdir(parents=True)
        var_dir.chmod(0o711)  # the embedded servers, another user under root, must pass through
    path.parent.mkdir(exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        draft.replace(path)
    return path.read_text().strip()
