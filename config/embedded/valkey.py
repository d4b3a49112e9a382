"""Valkey under the var directory."""

import contextlib
from pathlib import Path

import psutil

from config.embedded import processes
from config.embedded.binaries import valkey_program
from config.embedded.identity import Identity
from config.embedded.server import RETRY_SECONDS, Server
from config.embedded.wire import NO_ANSWER, valkey_command


class Valkey(Server):
    """The broker and cache; its socket is the only way in."""

    name = "Valkey"

    @property
    def log(self) -> Path:
        """Return where Valkey prints."""
        return self.layout.valkey_log

    def find(self) -> psutil.Process | None:
        """Return the process that was started with this directory's socket."""
        return processes.find_command("valkey-server", "--unixsocket", str(self.layout.valkey_socket))

    def answers(self) -> bool:
        """Ping; a server that still loads its data does not answer."""
        try:
            return valkey_command(self.layout.valkey_socket, "PING") == "PONG"
        except NO_ANSWER:
            return False

    def adopt(self) -> bool:
        """As for every server; one whose socket was deleted below it can never answer and is ended."""
        process = self.find()
        if process is not None and not self.layout.valkey_socket.exists():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
            processes.wait_gone(process, RETRY_SECONDS)
        return super().adopt()

    def prepare(self, identity: Identity) -> None:
        """Make the data directory."""
        identity.own(self.layout.valkey_data)

    def command(self, identity: Identity) -> list[str]:
        """Return the command line; there is no configuration file."""
        settings = {
            "port": "0",
            "databases": "128",  # each worker of a test run takes one
            "unixsocket": str(self.layout.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.layout.valkey_data),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            # A queue that silently drops its oldest messages is worse than one that refuses new ones.
            "maxmemory-policy": "noeviction",
            # The command line as we gave it is how the process is found again.
            "set-proc-title": "no",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return identity.command(valkey_program(), *options)

    def finish(self) -> None:
        """Nothing is missing."""

    def ask_to_stop(self, process: psutil.Process) -> None:
        """Ask for the orderly end: the append-only file is written out."""
        process.terminate()
