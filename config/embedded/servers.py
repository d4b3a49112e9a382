"""The pair of servers of one var directory: started once, used by many, stopped by the last."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.embedded import locks
from config.embedded.binaries import postgres_program
from config.embedded.errors import EmbeddedError
from config.embedded.identity import Identity, choose
from config.embedded.paths import Layout
from config.embedded.postgres import Postgres
from config.embedded.server import Server
from config.embedded.valkey import Valkey

MINIMUM_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class ServerStatus:
    """What is known of one server.

    Attributes:
        name: PostgreSQL or Valkey.
        answers: It runs and answers.
        pid: Its process, if one was found.
        log: Where it prints.
    """

    name: str
    answers: bool
    pid: int | None
    log: Path


class Servers:
    """PostgreSQL and Valkey of one var directory.

    Making one starts nothing and writes nothing. Every process that called `ensure_running` is a holder of
    the servers until `release` or its death (the kernel keeps the count, by shared locks); the last one to
    release them stops them, unless `keep` was called.

    Args:
        var: The directory; servers of different directories are independent.
        durable: False for tests: no fsync, nothing survives a power cut.
        minimum_free: Bytes of free disk below which nothing is started.
    """

    def __init__(self, var: Path, *, durable: bool = True, minimum_free: int = MINIMUM_FREE_BYTES) -> None:
        self.layout = Layout(var.resolve())
        self._postgres = Postgres(self.layout, durable=durable)
        self._valkey = Valkey(self.layout, durable=durable)
        self._minimum_free = minimum_free
        self._wanted: list[Server] = []
        self._hold: tuple[int, int] | None = None

    def database_url(self) -> str:
        """Return the address of the database, whether or not it runs."""
        return self.layout.database_url()

    def owner_url(self) -> str:
        """Return the same for the owner of the tables."""
        return self.layout.owner_url()

    def redis_url(self) -> str:
        """Return the address of Valkey for redis-py, whether or not it runs."""
        return self.layout.redis_url()

    def ensure_running(self, *, postgres: bool = True, valkey: bool = True) -> list[str]:
        """Start what does not run, wait until it answers, and become a holder.

        Returns:
            The names of the servers that this call started.

        Raises:
            EmbeddedError: It cannot be done; why, and the way out.
        """
        self._wanted = [self._postgres] * postgres + [self._valkey] * valkey
        return self._ensure()

    def revive(self) -> str:
        """Start again those servers `ensure_running` was asked for that no longer answer.

        Returns:
            What happened, for people; empty if all answer.

        Raises:
            EmbeddedError: One does not start.
        """
        if all(server.answers() for server in self._wanted):
            return ""
        started = self._ensure()
        return f"{' and '.join(started)} had stopped; started again." if started else ""

    def release(self) -> bool:
        """Stop being a holder; the last one stops the servers.

        Returns:
            Whether they were stopped.
        """
        if self._hold is None or self._hold[1] != os.getpid():
            return False
        descriptor, _ = self._hold
        self._hold = None
        with locks.turn(self._lock):
            os.close(descriptor)
            if self._is_kept() or self.in_use():
                return False
            self._stop()
        return True

    def stop(self) -> list[str]:
        """Stop the servers whoever uses them; return the names of those that ran."""
        if not self.layout.locks.is_dir():
            return []
        with self._explained(), locks.turn(self._lock):
            self._keep_file.unlink(missing_ok=True)
            return self._stop()

    def keep(self) -> None:
        """Let the servers that run now outlive their last holder, until `stop`."""
        self._keep_file.write_text(self._pids())

    def hold_through_exec(self) -> None:
        """Stay a holder when this process executes another program in its place."""
        if self._hold is not None:
            os.set_inheritable(self._hold[0], True)

    def in_use(self) -> bool:
        """Tell whether a process holds the servers."""
        if not self.layout.locks.is_dir():
            return False
        descriptor = locks.take(self.layout.locks / "holders.lock")
        if descriptor is None:
            return True
        os.close(descriptor)
        return False

    def status(self) -> list[ServerStatus]:
        """Return what is known of both servers, PostgreSQL first."""
        return [self._status(server) for server in (self._postgres, self._valkey)]

    def require_space(self) -> None:
        """Refuse to go on with a disk that is nearly full.

        Raises:
            EmbeddedError: Less is free than `minimum_free`.
        """
        existing = next(place for place in (self.layout.var, *self.layout.var.parents) if place.exists())
        free = shutil.disk_usage(existing).free
        if free < self._minimum_free:
            raise EmbeddedError(
                f"Only {free // 2**20} MB are free on the disk of {self.layout.var}; at least "
                f"{self._minimum_free // 2**20} MB are needed. Free some space, or set MUNIMENT_VAR to a "
                "directory on another disk."
            )

    @property
    def _lock(self) -> Path:
        return self.layout.locks / "servers.lock"

    @property
    def _keep_file(self) -> Path:
        return self.layout.locks / "kept"

    def _ensure(self) -> list[str]:
        with self._explained():
            self._make_directories()
            with locks.turn(self._lock):
                for server in self._wanted:
                    server.collect()
                started = self._start([server for server in self._wanted if not server.adopt()])
                for server in self._wanted:
                    server.finish()
                self._become_holder()
        return started

    def _start(self, servers: list[Server]) -> list[str]:
        if servers:
            self.require_space()
            identity = self._identity()
            identity.own(self.layout.run)
            for server in servers:
                server.start(identity)
        return [server.name for server in servers]

    def _stop(self) -> list[str]:
        stopped = [server.name for server in (self._valkey, self._postgres) if server.stop()]
        if self.layout.run.parent != self.layout.var and self.layout.run.is_dir():
            # Outside var nobody else would ever remove it. What is left in it are the sockets of the dead.
            shutil.rmtree(self.layout.run, ignore_errors=True)
        return stopped

    def _identity(self) -> Identity:
        # What the servers pass through, from above: the directories they own lie directly below these.
        places = (self.layout.var, self.layout.run.parent)
        return choose(postgres_program("postgres"), places, self.layout.postgres_data)

    def _make_directories(self) -> None:
        if not self.layout.var.exists():
            self.layout.var.mkdir(parents=True)
            # As root, the servers are another user, who must be able to pass through.
            self.layout.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for place in (self.layout.log, self.layout.locks):
            place.mkdir(mode=0o700, exist_ok=True)
        run = self.layout.run
        # Outside var anybody could have made it, with a server of their own inside.
        if run.parent != self.layout.var and run.exists() and run.lstat().st_uid not in self._trusted():
            raise EmbeddedError(
                f"{run} was made by somebody else. Remove it, or set MUNIMENT_VAR to a shorter path."
            )

    def _trusted(self) -> set[int]:
        data = self.layout.postgres_data
        return {0, os.geteuid(), data.stat().st_uid if data.exists() else 0}

    def _become_holder(self) -> None:
        if self._hold is None or self._hold[1] != os.getpid():
            descriptor = locks.take(self.layout.locks / "holders.lock", shared=True)
            if descriptor is not None:
                self._hold = (descriptor, os.getpid())

    def _is_kept(self) -> bool:
        try:
            return self._keep_file.read_text() == self._pids()
        except FileNotFoundError:
            return False

    def _pids(self) -> str:
        return " ".join(str(status.pid) for status in self.status())

    def _status(self, server: Server) -> ServerStatus:
        server.collect()
        process = server.find()
        return ServerStatus(server.name, server.answers(), process.pid if process else None, server.log)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn an error of the file system into a sentence with the way out."""
        try:
            yield
        except psutil.AccessDenied as error:
            raise EmbeddedError(
                f"Process {error.pid} serves {self.layout.var} for another user. Run as that user."
            ) from error
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            remedy = "Free some space" if full else "Make it writable"
            raise EmbeddedError(
                f"Cannot write {error.filename or self.layout.var} ({reason}). {remedy}, "
                "or set MUNIMENT_VAR to another directory."
            ) from error
