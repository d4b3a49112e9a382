"""Programs under one roof: what stops them, what starts them again, what is said. Real processes."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from config.embedded.processes import wait_gone
from tests.config.embedded_cases import PROJECT

_POLITE = """
    import signal, sys, time
    def end(*_):
        print("finishing", flush=True)
        sys.exit(0)
    signal.signal(signal.SIGTERM, end)
    print("ready", flush=True)
    time.sleep(60)
"""
_STUBBORN = """
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(60)
"""
_SHORT = "print('short-lived'); raise SystemExit(3)"


def _supervise(*processes: tuple[str, str, int], grace: float = 10.0) -> "subprocess.Popen[str]":
    """Run programs of (name, source, restarts) under a supervisor of its own process."""
    script = textwrap.dedent("""
        import json, sys
        from config.children import Process
        from config.process_group import run
        given, grace = json.loads(sys.argv[1])
        python = [sys.executable, "-c"]
        programs = [Process(name, [*python, text], restarts=again) for name, text, again in given]
        sys.exit(run(programs, grace=grace))
    """)
    wanted = [(name, textwrap.dedent(source), restarts) for name, source, restarts in processes]
    return subprocess.Popen(
        [sys.executable, "-c", script, json.dumps([wanted, grace])],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _read_until(supervisor: "subprocess.Popen[str]", text: str, *, times: int = 1) -> None:
    """Read its output until a text has come so many times; the test's time limit ends a vain wait."""
    assert supervisor.stdout is not None
    while times:
        times -= text in supervisor.stdout.readline()


def _said(output: str) -> list[str]:
    """The lines without their times, sorted: which program speaks first is chance."""
    return sorted(" ".join(line.split()[1:]) for line in output.splitlines())


def test_a_signal_lets_all_finish_and_counts_as_success() -> None:
    with _supervise(("web", _POLITE, 0), ("beat", _POLITE, 0)) as supervisor:
        _read_until(supervisor, "ready", times=2)
        supervisor.send_signal(signal.SIGTERM)
        output, _ = supervisor.communicate()

    assert supervisor.returncode == 0
    assert _said(output) == [
        "beat | finishing",
        "muniment | SIGTERM received: stopping; again to stop at once.",
        "web | finishing",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="niceness is given by the tether")
def test_a_program_steps_back_where_others_want_the_processor() -> None:
    script = textwrap.dedent("""
        import sys
        from config.children import Process
        from config.process_group import run
        tell = [sys.executable, "-c", "import os; print('niceness', os.nice(0))"]
        run([Process("back", tell, niceness=3)])
    """)

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False
    )

    assert f"niceness {min(os.nice(0) + 3, 19)}" in told.stdout


def test_a_program_that_ends_stops_the_whole_with_an_error() -> None:
    with _supervise(("web", _SHORT, 0), ("beat", _STUBBORN, 0), grace=0.5) as supervisor:
        output, _ = supervisor.communicate()

    assert supervisor.returncode == 1
    assert "web ended with exit code 3: see its last lines above. Stopping the rest" in output
    assert "web      | short-lived" in output


def test_a_program_that_may_is_started_again_three_times_within_a_minute() -> None:
    with _supervise(("worker", _SHORT, 3)) as supervisor:
        output, _ = supervisor.communicate()

    assert supervisor.returncode == 1
    assert output.count("worker   | short-lived") == 4
    assert output.count("worker ended with exit code 3; starting it again.") == 3
    assert output.count("worker ended with exit code 3 for the 4. time within a minute") == 1


def test_a_program_that_does_not_listen_is_killed_after_the_grace() -> None:
    with _supervise(("worker", _STUBBORN, 3), grace=0.5) as supervisor:
        _read_until(supervisor, "ready")
        supervisor.send_signal(signal.SIGINT)
        output, _ = supervisor.communicate()

    assert supervisor.returncode == 0
    assert _said(output) == [
        "muniment | Stopping; again to stop at once.",
        "muniment | worker did not end in time: killed.",
    ]


def test_a_second_signal_does_not_wait_for_the_grace() -> None:
    with _supervise(("worker", _STUBBORN, 0), grace=60) as supervisor:
        _read_until(supervisor, "ready")
        supervisor.send_signal(signal.SIGINT)
        _read_until(supervisor, "Stopping")
        supervisor.send_signal(signal.SIGINT)
        output, _ = supervisor.communicate(timeout=20)

    assert "worker did not end in time: killed." in output


def test_what_a_dead_program_had_started_ends_before_it_is_started_again(tmp_path: Path) -> None:
    leaves_a_child = f"""
        import pathlib, subprocess
        child = subprocess.Popen(["sleep", "60"])
        with pathlib.Path({str(tmp_path / "children")!r}).open("a") as file:
            file.write(f"{{child.pid}}\\n")
    """
    with _supervise(("worker", leaves_a_child, 1)) as supervisor:
        supervisor.wait()

    children = [int(line) for line in (tmp_path / "children").read_text().split()]
    assert len(children) == 2
    assert [psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in children] == [
        False
    ] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl")
def test_programs_of_a_killed_supervisor_end_by_themselves() -> None:
    with _supervise(("web", _POLITE, 0)) as supervisor:
        _read_until(supervisor, "ready")
        programs = psutil.Process(supervisor.pid).children()
        supervisor.kill()

    assert len(programs) == 1
    assert wait_gone(programs[0], 10)


def test_a_reader_that_goes_away_stops_the_whole() -> None:
    talkative = "import time\nwhile True:\n    print('line', flush=True)\n    time.sleep(0.05)"
    with _supervise(("web", talkative, 0)) as supervisor:
        _read_until(supervisor, "line")
        assert supervisor.stdout is not None
        supervisor.stdout.close()

        assert supervisor.wait(timeout=20) == 1
