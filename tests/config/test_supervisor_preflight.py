"""What is looked at before anything heavy starts."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.preflight import ServeRefused, require_port, serving, serving_pid
from tests.config.embedded_cases import PROJECT, environment


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_told_with_who_has_it_and_a_free_one(taken_port: int) -> None:
    with pytest.raises(ServeRefused) as refused:
        require_port("127.0.0.1", taken_port)

    told = re.fullmatch(
        rf"Port {taken_port} is taken \(by process (.+), pid (\d+)\)\. "
        r"Stop it, or choose another: make run PORT=(\d+)",
        str(refused.value),
    )
    assert told is not None
    assert told[1] == psutil.Process().name()
    assert int(told[2]) == os.getpid()
    assert taken_port < int(told[3]) < taken_port + 100


def test_a_port_that_is_let_go_in_time_is_waited_for(taken_port: int) -> None:
    script = f"""
import socket, time
with socket.create_server(("127.0.0.2", {taken_port})):
    print("listening", flush=True)
    time.sleep(1)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        require_port("127.0.0.2", taken_port, patience=30)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(ServeRefused, match=r"Cannot listen on 192\.0\.2\.1 .* make run HOST=127\.0\.0\.1"):
        require_port("192.0.2.1", 8000)


def test_a_second_serve_from_the_same_directory_says_so(tmp_path: Path) -> None:
    second = serving(tmp_path, "http://127.0.0.1:8001")
    with serving(tmp_path, "http://127.0.0.1:8000"), pytest.raises(ServeRefused) as refused:
        second.__enter__()

    assert str(refused.value) == (
        f"Muniment already runs from this directory (pid {os.getpid()}, http://127.0.0.1:8000). "
        "Stop it with make stop, or give the second one its own MUNIMENT_VAR and PORT."
    )


def test_after_a_clean_end_nobody_serves_and_nothing_is_to_be_waited_for(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:8000"):
        assert serving_pid(tmp_path) == os.getpid()

    assert serving_pid(tmp_path) is None
    with serving(tmp_path, "http://127.0.0.1:8000") as was_killed:
        assert was_killed is False


def test_a_killed_one_is_noticed(tmp_path: Path) -> None:
    script = f"""
import os, signal
from pathlib import Path
from config.preflight import serving
with serving(Path({str(tmp_path)!r}), "http://127.0.0.1:8000"):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=False)

    with serving(tmp_path, "http://127.0.0.1:8000") as was_killed:
        assert was_killed is True


def test_serve_refuses_a_taken_port_before_it_writes_a_server_directory(
    tmp_path: Path, taken_port: int
) -> None:
    script = "import sys; from config.supervisor import serve; serve(host='127.0.0.1', port=int(sys.argv[1]))"

    told = subprocess.run(
        [sys.executable, "-c", script, str(taken_port)],
        cwd=PROJECT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.stdout == ""
    assert told.stderr.startswith(f"Port {taken_port} is taken (by process ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["locks"]


def test_stop_says_when_there_was_nothing_to_stop(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "config.supervisor"],
        cwd=PROJECT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "Nothing was running.\n"
