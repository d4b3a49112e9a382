"""PostgreSQL and Valkey from wheels, under the var directory: for a machine that has neither."""

from pathlib import Path

from config.embedded.errors import EmbeddedError
from config.embedded.paths import Layout, var_directory
from config.embedded.servers import Servers, ServerStatus
from config.embedded.wanted import needed_servers, test_servers

__all__ = [
    "EmbeddedError",
    "ServerStatus",
    "Servers",
    "database_url",
    "needed_servers",
    "owner_url",
    "redis_url",
    "test_servers",
    "var_directory",
]


def database_url(var: Path) -> str:
    """Return the address of the database of a var directory; starts nothing, whether or not it runs."""
    return Layout(var.resolve()).database_url()


def owner_url(var: Path) -> str:
    """Return the same for the owner of the tables."""
    return Layout(var.resolve()).owner_url()


def redis_url(var: Path) -> str:
    """Return the address of Valkey of a var directory; starts nothing, whether or not it runs."""
    return Layout(var.resolve()).redis_url()
