"""`python -m config.embedded start|stop|status|psql`: the embedded servers by hand."""

import argparse
import os
import sys

from config.embedded.binaries import postgres_program
from config.embedded.errors import EmbeddedError
from config.embedded.paths import var_directory
from config.embedded.servers import Servers


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "status", "psql"))
    parser.add_argument(
        "--force", action="store_true", help="stop even while other processes use the servers"
    )
    options, rest = parser.parse_known_args(arguments)
    servers = Servers(var_directory())
    actions = {"start": _start, "status": _status}
    try:
        if options.action == "stop":
            return _stop(servers, force=options.force)
        if options.action == "psql":
            return _psql(servers, rest)
        return actions[options.action](servers)
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _start(servers: Servers) -> int:
    started = servers.ensure_running()
    servers.keep()
    sys.stdout.write(f"Started {' and '.join(started)}.\n" if started else "Both servers run already.\n")
    return _status(servers)


def _stop(servers: Servers, *, force: bool) -> int:
    if servers.in_use() and not force:
        sys.stderr.write("Another process uses the servers. Stop it first (make stop), or add --force.\n")
        return 1
    stopped = servers.stop()
    sys.stdout.write(f"Stopped {' and '.join(stopped)}.\n" if stopped else "No server was running.\n")
    return 0


def _status(servers: Servers) -> int:
    for server in servers.status():
        state = f"answers (pid {server.pid})" if server.answers else "does not run"
        if server.pid and not server.answers:
            state = f"runs (pid {server.pid}) but does not answer"
        sys.stdout.write(f"{server.name} {state}; log: {server.log}\n")
    sys.stdout.write(f"DATABASE_URL={servers.database_url()}\nREDIS_URL={servers.redis_url()}\n")
    return 0 if all(server.answers for server in servers.status()) else 1


def _psql(servers: Servers, rest: list[str]) -> int:
    servers.ensure_running(valkey=False)
    psql = postgres_program("psql")
    # The file that says who holds the servers stays open in psql, so that they are not stopped below it.
    servers.hold_through_exec()
    os.execv(psql, [str(psql), servers.database_url(), *rest])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
