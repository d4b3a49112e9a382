"""Web, worker, beat and the embedded servers together: killed one by one, then stopped."""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded import Servers
from tests.config.embedded_cases import PROJECT, environment

# Without migrations: the walk from a bare checkout to a console has tests of its own.
_SERVE = """
import sys
from config.supervisor import serve
sys.exit(serve(host="127.0.0.1", port=int(sys.argv[1])))
"""


@pytest.fixture
def var() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="mu-"))
    yield root / "var"
    Servers(root / "var").stop()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _read_until(supervisor: "subprocess.Popen[str]", pattern: str) -> None:
    """Read its output until a line matches; the test's time limit ends a vain wait."""
    assert supervisor.stdout is not None
    while not re.search(pattern, supervisor.stdout.readline()):
        pass


def _child(supervisor: "subprocess.Popen[str]", word: str) -> psutil.Process:
    return next(child for child in psutil.Process(supervisor.pid).children() if word in child.cmdline())


@pytest.mark.slow
def test_whatever_is_killed_comes_back_and_nothing_stays_after_the_stop(var: Path, free_port: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(free_port)],
        cwd=PROJECT,
        env=environment(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as supervisor:
        _read_until(supervisor, rf"muniment \| Console   http://127\.0\.0\.1:{free_port}/admin/")
        for status in Servers(var).status():
            psutil.Process(status.pid).kill()
        _read_until(supervisor, r"muniment \| PostgreSQL and Valkey had stopped; started again\.")
        _child(supervisor, "worker").kill()
        _read_until(supervisor, r"muniment \| worker was ended by SIGKILL; starting it again\.")

        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/health/live", timeout=10) as answer:
            told = json.load(answer), answer.headers["Server"]
        everything = psutil.Process(supervisor.pid).children(recursive=True)
        supervisor.terminate()
        _read_until(supervisor, r"The embedded servers are stopped; their data stay\.")

    assert told == ({"status": "ok"}, None)
    assert supervisor.returncode == 0
    _, alive = psutil.wait_procs(everything, timeout=10)  # whose parent went first wait for init to take note
    assert alive == []
    assert [status.pid for status in Servers(var).status()] == [None, None]
