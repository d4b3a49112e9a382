"""Starts the suite's own PostgreSQL and Valkey, and makes its folder, before Django's settings are read."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.embedded import test_servers

servers = test_servers()
if "TEST_FILES_DIR" not in os.environ:
    os.environ["TEST_FILES_DIR"] = tempfile.mkdtemp(prefix="muniment-test-")
    (Path(os.environ["TEST_FILES_DIR"]) / "static").mkdir()
    atexit.register(shutil.rmtree, os.environ["TEST_FILES_DIR"], ignore_errors=True)
# Workers of pytest-xdist share one Valkey: each takes a database of its own.
os.environ["TEST_REDIS_DB"] = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
