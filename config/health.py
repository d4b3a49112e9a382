"""Is it alive, and can it work: for load balancers and for people."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from audit.health import trail_parts
from documents import selectors
from documents.clamd import clamd_ping
from documents.exceptions import ScannerAway
from documents.mail_fetching import mailbox_obstacle
from vault.keyring import current_kek
from vault.storage import documents_storage

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """A part does not work, for a reason that may be told to whoever asks."""


def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process runs; touches nothing else."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 where every part works, else 503 with the part that does not.

    What only the operator can mend, and what no other machine would do better, is "degraded": still 200.
    """
    parts = {name: _probe(name, check) for name, check in _CHECKS.items()}
    is_ready = all(part["ok"] for part in parts.values())
    # Nothing is lost while the scanner is away, and no other machine would do better: degraded.
    parts["scanner"] = _probe("scanner", _scanner)
    parts["mailbox"] = _probe("mailbox", _mailbox)
    parts |= {**_trail(), **_files()} if parts["database"]["ok"] else {}
    is_whole = all(part["ok"] for part in parts.values())
    status = ("ready" if is_whole else "degraded") if is_ready else "not ready"
    body = {"status": status, "embedded": settings.IS_EMBEDDED, "parts": parts}
    return JsonResponse(body, status=200 if is_ready else 503)


def _probe(name: str, check: Callable[[], None]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        check()
    except NotReady as why:
        return {"ok": False, "why": str(why), "ms": round((time.perf_counter() - started) * 1000, 1)}
    except Exception:  # whatever is wrong with a part, the answer must say so
        logger.exception("%s is not ready", name)
        return {"ok": False, "ms": round((time.perf_counter() - started) * 1000, 1)}
    return {"ok": True, "ms": round((time.perf_counter() - started) * 1000, 1)}


def _trail() -> dict[str, dict[str, Any]]:
    """Return the parts of the trail's health; ages are in seconds."""
    try:
        parts = trail_parts(timezone.now())
    except Exception:  # as in _probe
        logger.exception("the trail cannot be asked how it is")
        return {"trail": {"ok": False}}
    for part in parts:
        if not part.is_well:
            logger.warning("%s: %s", part.name, part.sentence)
    return {
        part.name: {"ok": part.is_well, **({"age": round(part.age, 1)} if part.age is not None else {})}
        for part in parts
    }


def _files() -> dict[str, dict[str, Any]]:
    """Return whether stored files are as they came in; findings stay until an officer has signed them off."""
    try:
        faults = selectors.file_faults_open()
    except Exception:  # as in _probe
        logger.exception("nobody can tell how the stored files are")
        return {"files": {"ok": False}}
    return {"files": {"ok": not faults, "faults": faults}}


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    cache.set("health", time.time(), 10)
    if cache.get("health") is None:
        raise ConnectionError("the cache does not remember")


def _storage() -> None:
    documents_storage().exists("health")


def _keys() -> None:
    current_kek()


def _workers() -> None:
    # Asking takes as long as the slowest answer; the load balancer asks often, so the answer is kept a while.
    if cache.get("health-workers") is None:
        if not current_app.control.ping(timeout=1.0, limit=1):
            raise ConnectionError("no worker answers")
        cache.set("health-workers", 1, 15)


def _scanner() -> None:
    if settings.CLAMD_URI:
        try:
            clamd_ping()
        except ScannerAway as error:
            raise NotReady(f"{error} Files wait for it and cannot be opened.") from error


def _mailbox() -> None:
    if settings.IMAP_URL and (obstacle := mailbox_obstacle()):
        raise NotReady(obstacle)


def _reading() -> None:
    if obstacle := selectors.reading_obstacle():
        raise NotReady(obstacle)


_CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "storage": _storage,
    "keys": _keys,
    "workers": _workers,
    "reading": _reading,
}
