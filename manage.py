#!/usr/bin/env python
"""Django's commands; where no PostgreSQL or Valkey is configured, the embedded ones run as long as needed."""

import atexit
import os
import sys

# These work without a database; `serve` starts the servers itself, after looking whether the port is free.
_WITHOUT_SERVERS = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "serve",
    "spectacular",
    "startapp",
    "version",
}


def main() -> None:
    """Run the command that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - only after install

        from audit.context import acting_by_command  # noqa: PLC0415 - only after install
        from config.embedded import EmbeddedError  # noqa: PLC0415 - only after install
        from config.env import EnvironmentInvalid  # noqa: PLC0415 - only after install
    except ImportError as error:
        sys.exit(f"{error}. Run make install, then .venv/bin/python manage.py ...")
    try:
        if _needs_servers(sys.argv[1:]):
            _start_servers()
        with acting_by_command():
            execute_from_command_line(sys.argv)
    except (EmbeddedError, EnvironmentInvalid) as error:
        sys.exit(str(error))


def _needs_servers(arguments: list[str]) -> bool:
    if not arguments or arguments[0].startswith("-") or {"--help", "-h", "--version"} & set(arguments):
        return False
    if arguments[0] == "check":
        return any(argument.startswith("--database") for argument in arguments)
    return arguments[0] not in _WITHOUT_SERVERS


def _start_servers() -> None:
    """Start what is not configured; the last process that needs it stops it."""
    from config.embedded import Servers, needed_servers, var_directory  # noqa: PLC0415 - only after install

    needed = needed_servers()
    if needed and os.environ["DJANGO_SETTINGS_MODULE"] != "config.settings.production":
        servers = Servers(var_directory())
        servers.ensure_running(postgres=needed.postgres, valkey=needed.valkey)
        atexit.register(servers.release)


if __name__ == "__main__":
    main()
