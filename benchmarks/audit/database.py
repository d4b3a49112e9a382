"""A database of the benchmark's own, and whoever owns its tables."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Opens a cursor of the tables' owner.
Owner = Callable[[], AbstractContextManager[Any]]


@contextmanager
def database() -> Iterator[Owner]:
    """Start the embedded servers in a temporary folder and make the tables; Django is set up within."""
    with tempfile.TemporaryDirectory(prefix="muniment-bench-") as folder:
        os.environ |= {"MUNIMENT_VAR": f"{folder}/var", "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        from config.embedded import Servers, var_directory  # noqa: PLC0415 - reads the environment

        # Whoever ends the benchmark ends its servers: they are stopped on the way out.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        servers = Servers(var_directory())
        try:
            servers.ensure_running()
            _prepare()
            yield owner
        finally:
            _close()
            servers.stop()


def _prepare() -> None:
    import django  # noqa: PLC0415 - reads the environment

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from audit.partitions import months_ensure  # noqa: PLC0415
    from audit.signing import key_file_create  # noqa: PLC0415
    from vault.keyring import kek_file_create  # noqa: PLC0415

    # Processes are forked and each has more clients than a pool has connections.
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    kek_file_create(Path(urlsplit(settings.VAULT_KEK_URI).path))
    key_file_create(Path(urlsplit(settings.TRAIL_KEY_URI).path))
    call_command("migrate", verbosity=0, interactive=False)
    months_ensure(first=timezone.now().date(), count=4)


def _close() -> None:
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


@contextmanager
def owner() -> Iterator[Any]:
    """Give a cursor of the owner."""
    from django.db import connections  # noqa: PLC0415

    with connections["owner"].cursor() as cursor:
        yield cursor
