"""Starts the suite's own PostgreSQL and Valkey, and makes its folder, before Django's settings are read."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.embedded import test_servers

servers = test_servers()
# Each worker of pytest-xdist has files and a Redis database of its own; processes of a test inherit them.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
_FILES = Path(tempfile.mkdtemp(prefix=f"muniment-test-{_WORKER}-"))
(_FILES / "static").mkdir()
atexit.register(shutil.rmtree, _FILES, ignore_errors=True)
os.environ["TEST_FILES_DIR"] = str(_FILES)
os.environ["TEST_REDIS_DB"] = _WORKER.removeprefix("gw")
