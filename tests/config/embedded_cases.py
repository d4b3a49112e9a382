"""What the tests of the embedded servers share: servers of their own, and ways to look into them."""

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import psycopg
import redis

from config.embedded import Servers

NAMES = ["PostgreSQL", "Valkey"]
PROJECT = Path(__file__).parent.parent.parent


class Pair:
    """Servers under a temporary directory with a short name; stopped and removed at the end."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="mu-"))
        self.var = self.root / "var"
        self._made: list[Servers] = []
        self.servers = self.again()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def again(self, **options: bool) -> Servers:
        """Another holder of the same servers, as another process would be."""
        self._made.append(Servers(self.var, **{"durable": False, **options}))
        return self._made[-1]

    def stop(self) -> None:
        """Stop what runs; nobody holds the servers any longer."""
        for servers in self._made:
            servers.release()
        Servers(self.var).stop()

    def sql(self, statement: str, *, as_application: bool = False) -> str | None:
        """Run one statement, as the owner if nothing is said; return the first column of its first row as text."""
        url = self.servers.database_url() if as_application else self.servers.owner_url()
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else None

    def valkey(self, *words: str) -> object:
        """Run one command."""
        with redis.Redis.from_url(self.servers.redis_url(), decode_responses=True) as client:
            return client.execute_command(*words)

    def pids(self) -> list[int]:
        """The processes of PostgreSQL and Valkey."""
        return [status.pid for status in self.servers.status() if status.pid]

    def process(self, position: int) -> psutil.Process:
        """The process of PostgreSQL (0) or Valkey (1)."""
        return psutil.Process(self.pids()[position])


def environment(var: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has configured nothing but the var directory."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "MUNIMENT_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev", **more}
