"""Which servers this process needs, going by the environment."""

import atexit
import os
from dataclasses import dataclass

from config.embedded.paths import var_directory
from config.embedded.servers import Servers
from config.env import env_str


@dataclass(frozen=True)
class Needed:
    """Which servers nobody configured, so that the embedded ones are needed."""

    postgres: bool
    valkey: bool

    def __bool__(self) -> bool:
        return self.postgres or self.valkey


def needed_servers() -> Needed:
    """Return which of DATABASE_URL and REDIS_URL are not set."""
    return Needed(postgres=not env_str("DATABASE_URL"), valkey=not env_str("REDIS_URL"))


def test_servers() -> Servers:
    """Start the servers of the tests (var/test, quick and forgetful) and point the environment at them.

    Call it before Django's settings are imported. Servers that the environment names already are left alone:
    those of a continuous integration, or, in a worker of pytest-xdist, those that the main process started.
    They stop with the last process that called this.

    Returns:
        The servers; nothing was started if both were configured.

    Raises:
        EmbeddedError: They do not start.
    """
    servers = Servers(var_directory() / "test", durable=False)
    needed = needed_servers()
    if needed:
        servers.ensure_running(postgres=needed.postgres, valkey=needed.valkey)
        atexit.register(servers.release)
        os.environ.setdefault("DATABASE_URL", servers.database_url())
        if needed.postgres:
            os.environ.setdefault("DATABASE_OWNER_URL", servers.owner_url())
        os.environ.setdefault("REDIS_URL", servers.redis_url())
    return servers


# Its name says test_, but it is none.
test_servers.__test__ = False  # type: ignore[attr-defined] # pytest's own way to say so
