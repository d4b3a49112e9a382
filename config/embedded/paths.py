"""Where the embedded servers keep things: pure functions of the var directory."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.env import env_str

USER = "muniment"  # owns the tables
APP_USER = "muniment_app"  # what the application connects as: owns nothing
DATABASE = "muniment"
PORT = 5432  # only the name of the socket; nothing listens on TCP

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing zero.
LONGEST_SOCKET_PATH = 100
# Fixed, not tempfile.gettempdir(): TMPDIR differs between a shell, sudo and systemd, and then one process
# would look for the socket where another did not put it.
SHORT_PLACE = Path("/tmp")  # noqa: S108 - a 0700 directory below it, whose owner is checked


def var_directory() -> Path:
    """Return the directory of everything that is written: MUNIMENT_VAR, or var/ in the project."""
    return Path(env_str("MUNIMENT_VAR") or Path(__file__).parent.parent.parent / "var").resolve()


@dataclass(frozen=True)
class Layout:
    """The places of one pair of servers, all derived from `var` (absolute, resolved)."""

    var: Path

    @property
    def postgres_data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.var / "postgres"

    @property
    def valkey_data(self) -> Path:
        """Valkey's append-only file."""
        return self.var / "valkey"

    @property
    def log(self) -> Path:
        """Logs of both servers."""
        return self.var / "log"

    @property
    def postgres_log(self) -> Path:
        """What PostgreSQL prints."""
        return self.log / "postgres.log"

    @property
    def valkey_log(self) -> Path:
        """What Valkey prints."""
        return self.log / "valkey.log"

    @property
    def locks(self) -> Path:
        """Lock files; the kernel lets go of them when their holder dies, however it dies."""
        return self.var / "locks"

    @property
    def identity(self) -> str:
        """Eight hexadecimal digits that tell this var directory from all others on the machine."""
        return hashlib.sha256(str(self.var).encode()).hexdigest()[:8]

    @property
    def run(self) -> Path:
        """The directory of the sockets: var/run, or a short one where that path is too long for a socket."""
        near = self.var / "run"
        if len(str(near / f".s.PGSQL.{PORT}").encode()) <= LONGEST_SOCKET_PATH:
            return near
        return SHORT_PLACE / f"muniment-{self.identity}"

    @property
    def postgres_socket(self) -> Path:
        """PostgreSQL's socket; the name is libpq's own."""
        return self.run / f".s.PGSQL.{PORT}"

    @property
    def valkey_socket(self) -> Path:
        """Valkey's socket."""
        return self.run / "valkey.sock"

    @property
    def cluster_name(self) -> str:
        """The name in the titles of all PostgreSQL's processes, by which orphans are found."""
        return f"muniment-{self.identity}"

    def database_url(self) -> str:
        """Return the libpq address of the database for the application, which owns nothing in it."""
        return self._database_url(APP_USER)

    def owner_url(self) -> str:
        """Return the libpq address of the database for the owner of the tables: migrations."""
        return self._database_url(USER)

    def _database_url(self, user: str) -> str:
        return f"postgresql://{user}@/{DATABASE}?host={quote(str(self.run), safe='')}"

    def redis_url(self) -> str:
        """Return the redis-py address of Valkey."""
        return f"unix://{quote(str(self.valkey_socket))}"
