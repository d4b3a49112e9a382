"""The Celery app: queues, and the acting identity that travels with each task."""

from __future__ import annotations

import os
import warnings
from contextlib import AbstractContextManager
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from audit.context import Acting, acting, acting_as, acting_from  # Django's settings are named first

# Celery warns root at length because of pickle; tasks here are JSON, and embedded mode may well be root.
warnings.filterwarnings("ignore", category=SecurityWarning)

QUEUES = ("read", "ocr", "match", "retain", "seal", "notify")

app = Celery("muniment")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Named in full: a bare Queue takes the default exchange and key, and every message would go to all of them.
app.conf.task_queues = [Queue(name, Exchange(name), routing_key=name) for name in QUEUES]
app.autodiscover_tasks()

_running: dict[str, AbstractContextManager[Acting]] = {}


@signals.before_task_publish.connect(weak=False)
def identity_attach(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Send who acts along with the task."""
    if headers is not None:
        headers.update(acting().headers())


@signals.task_prerun.connect(weak=False)
def identity_take(task_id: str = "", task: Any = None, **_: Any) -> None:
    """Act as whoever caused the task."""
    request = task.request
    sent = {name: getattr(request, name, "") or "" for name in acting().headers()}
    manager = acting_as(acting_from(sent))
    manager.__enter__()
    _running[task_id] = manager


@signals.task_postrun.connect(weak=False)
def identity_leave(task_id: str = "", **_: Any) -> None:
    """Stop acting as them."""
    if manager := _running.pop(task_id, None):
        manager.__exit__(None, None, None)


@signals.worker_ready.connect(weak=False)
def sweep_on_start(**_: Any) -> None:
    """Look at once for what a killed worker left."""
    app.send_task("documents.tasks.documents_sweep_task", queue="notify")
    app.send_task("accounts.tasks.webhooks_sweep_task", queue="notify")
