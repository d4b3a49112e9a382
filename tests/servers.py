"""Starts the suite's own PostgreSQL and Valkey before Django's settings are read."""

import os

from config.embedded import test_servers

servers = test_servers()
# Workers of pytest-xdist share one Valkey: each takes a database of its own.
os.environ.setdefault("TEST_REDIS_DB", os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
