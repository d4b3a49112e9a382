"""What `manage.py serve` does: the embedded servers, then web, worker and beat, until it is asked to stop."""

import http.client
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from config.children import PROJECT, Process
from config.embedded import EmbeddedError, Servers, needed_servers, var_directory
from config.env import env_secret, env_str
from config.preflight import ServeRefused, require_port, serving, serving_pid
from config.process_group import GRACE_SECONDS, run

QUEUES = "read,ocr,match,retain,seal,notify"
WEB_START_SECONDS = 120.0
STOP_SECONDS = 60.0
# Reading takes every core it gets for seconds; whoever waits for an answer comes first.
WORKER_STEPS_BACK = 10


def processes(host: str, port: int, var: Path) -> list[Process]:
    """Return what `serve` runs: the web server, the worker, and the clock that wakes it."""
    web = ["gunicorn", "config.wsgi:application", "--config", str(PROJECT / "config" / "gunicorn.py")]
    web += ["--bind", _address(host, port), "--workers", "2", "--threads", "8", "--worker-class", "gthread"]
    celery = ["celery", "--app", "config", "--quiet"]
    worker = [*celery, "worker", "--queues", QUEUES, "--concurrency", "2", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [
        *celery,
        "beat",
        "--schedule",
        str(var / "celerybeat-schedule"),
        "--pidfile=",
        "--loglevel",
        "WARNING",
    ]
    python = [sys.executable, "-m"]
    # Links in mails lead to where this very server listens, unless somebody said otherwise.
    reached = {"PUBLIC_URL": env_str("PUBLIC_URL") or _url(host, port)}
    watched = env_str("WATCH_FOLDER")
    watch = [sys.executable, str(PROJECT / "manage.py"), "watch_folder", watched]
    return [
        Process("web", [*python, *web], environment=reached),
        Process("worker", [*python, *worker], restarts=3, environment=reached, niceness=WORKER_STEPS_BACK),
        Process("beat", [*python, *beat]),
        *([Process("watch", watch, restarts=3)] if watched else []),
    ]


def serve(*, host: str, port: int, prepare: Callable[[], None] | None = None) -> int:
    """Check, start the embedded servers if none are configured, prepare, and run until asked to stop.

    Args:
        host: The address to listen on.
        port: The port to listen on.
        prepare: Called when the servers answer, before the programs start: migrations and the like.

    Returns:
        The exit code: 0 after Ctrl-C or SIGTERM, 1 when it cannot start or something ended by itself.
    """
    var = var_directory()
    # Until run() takes over: a plain SIGTERM would end us without stopping what was started.
    signal.signal(signal.SIGTERM, _exit)
    try:
        with serving(var, _url(host, port)) as was_killed:
            require_port(host, port, patience=GRACE_SECONDS if was_killed else 0)
            servers = Servers(var)
            servers.require_space()
            return _serve(servers, host=host, port=port, prepare=prepare)
    except (EmbeddedError, ServeRefused) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def stop() -> int:
    """Stop what serves from the var directory, and the embedded servers; return the exit code."""
    var = var_directory()
    pid = serving_pid(var)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while serving_pid(var) is not None:
        if time.monotonic() > deadline:
            sys.stderr.write(
                f"Process {pid} has not stopped within {STOP_SECONDS:.0f} s; kill -9 {pid} ends it.\n"
            )
            return 1
        time.sleep(0.1)
    servers = Servers(var)
    if servers.in_use():
        sys.stderr.write("Another command still uses the embedded servers; they stop with it.\n")
        return 1
    stopped = servers.stop()
    sys.stdout.write("Stopped.\n" if pid is not None or stopped else "Nothing was running.\n")
    return 0


def _serve(servers: Servers, *, host: str, port: int, prepare: Callable[[], None] | None) -> int:
    needed = needed_servers()
    if needed:
        _say(f"Starting the embedded servers under {servers.layout.var}")
        servers.ensure_running(postgres=needed.postgres, valkey=needed.valkey)
    try:
        if prepare is not None:
            prepare()
        return run(
            processes(host, port, servers.layout.var),
            announce=lambda: _banner(host, port, embedded=bool(needed)),
            watch=servers.revive if needed else None,
        )
    finally:
        if servers.release():
            _say("The embedded servers are stopped; their data stay.")


def _banner(host: str, port: int, *, embedded: bool) -> str:
    """Wait until the web server answers; return what a person wants to know then."""
    if not _wait_for_web(host, port):
        return f"The web server has not answered on {_address(host, port)} for {WEB_START_SECONDS:.0f} s."
    url = _url(host, port)
    database = "PostgreSQL and Valkey are embedded: for trying and developing, not for production."
    lines = [
        f"Console   {url}/admin/",
        f"API docs  {url}/docs",
        f"Health    {url}/health/ready",
        *([database] if embedded else []),
        *(
            []
            if env_secret("EMAIL_URL")
            else [f"Mail is not sent but written to {var_directory() / 'mail'}."]
        ),
        "Ctrl-C stops everything; all data stay.",
    ]
    return "\n".join(lines)


def _wait_for_web(host: str, port: int) -> bool:
    deadline = time.monotonic() + WEB_START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            # Any answer will do: a host name that is not allowed gets 400.
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return True
        finally:
            connection.close()
    return False


def _reachable(host: str) -> str:
    """Return where a server that listens on all addresses can be reached from here."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared only


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _url(host: str, port: int) -> str:
    return f"http://{_address(_reachable(host), port)}"


def _exit(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(stop())
